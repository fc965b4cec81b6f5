// Dependencies of REST APIs: the services and the engine parts that they use.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { Input } from '../../protocol/aws-json.ts';

/** Where an invocation comes from. */
export type InvocationSource = { trace?: string | undefined; user?: string | undefined; path?: string | undefined };

/** Dependencies of REST APIs. */
export type RestApisDeps = {
  clock: Clock;
  endpoints: Endpoints;
  lambda: {
    invoke(
      functionArn: string,
      payload: unknown,
      origin?: InvocationSource,
    ): Promise<{ payload: unknown; error?: 'Handled' | 'Unhandled' }>;
    invokeAsync(functionArn: string, payload: unknown): void;
    permits(functionArn: string, service: string, sourceArn: string): boolean;
  };
  iam: {
    allows(roleArn: string, action: string, resource: string): boolean;
    trusts(roleArn: string, service: string): boolean;
  };
  /** Performs an operation on a table as a role; throws the errors of DynamoDB. */
  table(roleArn: string, operation: string, input: Input): Promise<unknown>;
  tokens: { verify(token: string, provider: { userPoolId: string }): Promise<Record<string, unknown>> };
  /** @default a hop without rules */
  hop?: Hop;
  /** Receives one line for a template's mistake that shows only at a request. */
  say: (line: string) => void;
};
