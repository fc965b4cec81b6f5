// What HTTP APIs ask of the services beside them.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Endpoints } from '../../http/endpoints.ts';

/** What HTTP APIs need of the rest of the engine. */
export type HttpApisNeeds = {
  clock: Clock;
  endpoints: Endpoints;
  lambda: {
    invoke(
      functionArn: string,
      payload: unknown,
      trace?: string,
    ): Promise<{ payload: unknown; error?: 'Handled' | 'Unhandled' }>;
  };
  /** @default nothing goes wrong */
  hop?: Hop;
  tokens: { verify(token: string, provider: { userPoolId: string }): Promise<Record<string, unknown>> };
};
