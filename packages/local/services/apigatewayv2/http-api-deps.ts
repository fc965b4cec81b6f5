// Dependencies of HTTP APIs: the services and the engine parts that they use.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { AccessDeps } from './function-access.ts';

/** Dependencies of HTTP APIs. */
export type HttpApisDeps = AccessDeps & {
  clock: Clock;
  endpoints: Endpoints;
  lambda: {
    /** Whether a function has a permission for a service at all. @default yes */
    hasPermission?(functionArn: string, service: string): boolean;
    invoke(
      functionArn: string,
      payload: unknown,
      origin?: { trace?: string | undefined; user?: string | undefined; path?: string | undefined },
    ): Promise<{ payload: unknown; error?: 'Handled' | 'Unhandled' }>;
  };
  /** @default a hop without rules */
  hop?: Hop;
  tokens: { verify(token: string, provider: { userPoolId: string }): Promise<Record<string, unknown>> };
};
