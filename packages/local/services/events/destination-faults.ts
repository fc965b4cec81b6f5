// The faults that only an API destination has: an answer in place of its target's, and no answer at all.
import type { Fault, Hop } from '../../fault-injection/index.ts';
import type { OutboundResponse } from '../../http/endpoints.ts';
import { isRejection } from './connection-state.ts';

type Options = {
  hop: Hop;
  timeoutMs: number;
  /** Authorizes the connection again that an injected rejection has deauthorized. */
  reauthorize: () => void;
};

/** The faults of a call to an API destination. An injected answer is handled like the target's own. */
export function destinationFaults({ hop, timeoutMs, reauthorize }: Options) {
  return {
    async hang(): Promise<OutboundResponse> {
      await hop.sleep(timeoutMs);
      throw new Error(`No answer within ${timeoutMs / 1_000} s.`);
    },
    async error({ status, retryAfterSeconds }: Fault): Promise<OutboundResponse> {
      if (isRejection(status)) hop.repairLater(reauthorize);
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      return { status, headers, body: Buffer.from('Answered by an injected fault.') };
    },
  };
}
