// What goes wrong at an API destination on demand.
import type { Fault, Hop } from '../../fault-injection/index.ts';
import type { OutboundResponse } from '../../http/endpoints.ts';
import { isRejection } from './connection-state.ts';

/** A call that may go wrong. `mend` gives a connection back what an invented rejection took from it. */
type Asked = { subject: string; trace: string | undefined; timeoutMs: number; mend: () => void };

/** Calls a target as the rules of the hop let it; what is answered in the target's place is an answer like any other. */
export function aroundCall(
  hop: Hop,
  { subject, trace, timeoutMs, mend }: Asked,
  call: () => Promise<OutboundResponse>,
) {
  const other = async ({ fault, status, retryAfterSeconds }: Fault): Promise<OutboundResponse> => {
    if (fault === 'hang') {
      await hop.rest(timeoutMs);
      throw new Error(`No answer within ${timeoutMs / 1_000} s.`);
    }
    if (isRejection(status)) hop.until(mend);
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return { status, headers, body: Buffer.from('Answered by a fault on demand.') };
  };
  return hop.around({ site: 'call', subject, trace }, { call, other });
}
