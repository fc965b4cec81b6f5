// Dependencies of REST APIs: the services and the engine parts that they use.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { Input } from '../../protocol/aws-json.ts';
import type { AccessDeps } from '../apigatewayv2/index.ts';
import type { ResponseSink } from '../lambda/index.ts';

/** Where an invocation comes from. */
export type InvocationSource = { trace?: string | undefined; user?: string | undefined; path?: string | undefined };

/** Dependencies of REST APIs. */
export type RestApisDeps = AccessDeps & {
  clock: Clock;
  endpoints: Endpoints;
  lambda: {
    invoke(
      functionArn: string,
      payload: unknown,
      origin?: InvocationSource,
    ): Promise<{ payload: unknown; error?: 'Handled' | 'Unhandled' }>;
    invokeStreaming(
      functionArn: string,
      payload: unknown,
      sink: ResponseSink,
      origin?: InvocationSource,
    ): Promise<{ error?: 'Handled' | 'Unhandled' }>;
    invokeAsync(functionArn: string, payload: unknown): void;
  };
  /** Performs an operation on a table as a role; throws the errors of DynamoDB. */
  table(roleArn: string, operation: string, input: Input): Promise<unknown>;
  tokens: { verify(token: string, provider: { userPoolId: string }): Promise<Record<string, unknown>> };
  /** @default a hop without rules */
  hop?: Hop;
};
