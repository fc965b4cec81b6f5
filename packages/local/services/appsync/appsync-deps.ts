// What AppSync needs of others, each as narrow as it can be.
import type { Clock } from '../../clock.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { Storage } from '../../storage/store.ts';
import type { Ids } from '../resource-ids.ts';
import type { Way } from './fan-out/broadcast-faults.ts';

/** Everything that the service is made with; what is optional is refused by name when a template asks for it. */
export type AppSyncNeeds = {
  ids: Ids;
  clock: Clock;
  storage: Storage;
  endpoints: Endpoints;
  tokens: TokenVerifier;
  assets?: Assets;
  principals?: Principals;
  functions?: Functions;
  reach?: Reach;
  /** The names of all data sources of the template, also of those that are made later than the namespaces that name them. */
  dataSources?: ReadonlySet<string>;
  log?: (entry: HandlerLog) => void;
  /** @default nothing goes wrong */
  way?: Way;
  /** Hears of faults of the engine itself. */
  say?: (line: string) => void;
};

/** Who checks the tokens of a user pool: gives a good token's claims, or throws AwsError `UnauthorizedException`. */
export type TokenVerifier = {
  verify(
    token: string,
    provider: { userPoolId: string; appIdClientRegex?: string },
  ): Promise<Readonly<Record<string, unknown>>>;
};

/** Who keeps the files of the assembly: a namespace's code may be one of them. */
export type Assets = { readObject(bucket: string, key: string): Promise<Buffer> };

/** Who keeps the secrets of access keys, and knows what their owners may do. */
export type Principals = {
  /** The owner of a key; with a session token only if it is the key's own. Nothing for a key that is not known. */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal | undefined;
  /** Whether the owner's policies let it do this. */
  allows(principalArn: string, action: string, resource: string): boolean;
};

/** The owner of an access key; `username` is what IAM calls its unique id: `AROA…:session`. */
export type Principal = { arn: string; accountId: string; username: string; secretAccessKey: string };

/** Who runs Lambda functions. Gives what the function returned; throws what it threw. */
export type Functions = { invoke(functionArn: string, payload: unknown): Promise<unknown> };

/** What data sources reach, each time as the role of the data source; throws AwsError when the role may not. */
export type Reach = {
  /** Whether AppSync may take the role on. */
  trusted(roleArn: string): boolean;
  demand(roleArn: string, action: string, resource: string): void;
  /** Does one operation of DynamoDB. */
  table(roleArn: string, operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Calls a function: gives what it returned, or nothing at once when nobody waits. */
  invoke(roleArn: string, functionArn: string, payload: unknown, wait: boolean): Promise<unknown>;
};

/** A line that a handler wrote with `console`. */
export type HandlerLog = { apiId: string; namespace: string; level: 'log' | 'error'; text: string };
