// The dependencies of AppSync Events, each as narrow as possible.
import type { Clock } from '../../clock.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { Storage } from '../../storage/store.ts';
import type { DeliveryHops } from './fan-out/broadcast-faults.ts';

/** The dependencies of the service; a template that needs an absent optional one is rejected by name. */
export type AppSyncDeps = {
  clock: Clock;
  storage: Storage;
  endpoints: Endpoints;
  tokens: TokenVerifier;
  assets?: Assets;
  principals?: Principals;
  functions?: Functions;
  dataSourceAccess?: DataSourceAccess;
  log?: (entry: HandlerLog) => void;
  /** @default no faults are injected */
  hops?: DeliveryHops;
  /** Reports problems of the engine itself. */
  warn?: (line: string) => void;
};

/** Verifies the tokens of a user pool: returns the claims, or throws AwsError `UnauthorizedException`. */
export type TokenVerifier = {
  verify(
    token: string,
    provider: { userPoolId: string; appIdClientRegex?: string },
  ): Promise<Readonly<Record<string, unknown>>>;
};

/** The files of the assembly: the code of a namespace may be one of them. */
export type Assets = { readObject(bucket: string, key: string): Promise<Buffer> };

/** The owners of access keys and their permissions. */
export type Principals = {
  /** The owner of a key; undefined for an unknown key, or for one with another session token. */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal | undefined;
  /** Whether the owner's policies allow the action. */
  allows(principalArn: string, action: string, resource: string): boolean;
};

/** The owner of an access key; `username` is what IAM calls its unique id: `AROA…:session`. */
export type Principal = { arn: string; accountId: string; username: string; secretAccessKey: string };

/** Lambda: `invoke` returns the function's result, and throws the function's error. */
export type Functions = { invoke(functionArn: string, payload: unknown): Promise<unknown> };

/** The services that data sources access with their role; each method throws AwsError when the role may not. */
export type DataSourceAccess = {
  /** Whether AppSync may assume the role. */
  trusted(roleArn: string): boolean;
  demand(roleArn: string, action: string, resource: string): void;
  /** Runs one operation of DynamoDB. */
  table(roleArn: string, operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Invokes a function: returns its result, or undefined at once when `wait` is false. */
  invoke(
    roleArn: string,
    functionArn: string,
    payload: unknown,
    options: { wait: boolean; user?: string },
  ): Promise<unknown>;
};

/** A line that a handler wrote with `console`. */
export type HandlerLog = { apiId: string; namespace: string; level: 'log' | 'error'; text: string };
