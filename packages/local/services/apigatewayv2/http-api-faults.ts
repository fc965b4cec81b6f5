// A request on its way through an HTTP API: noted when it comes and goes, and what may go wrong with it on demand.
import { createHash } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import { ConnectionLost, type Fault, type Hop } from '../../fault-injection/index.ts';
import type { Reply } from './integration-response.ts';

type Asked = { subject: string; trace: string | undefined; body: Buffer };

/** Asks for the reply as the rules of the hop let it, and notes what was asked and what was answered. */
export async function noted(hop: Hop, { subject, trace, body }: Asked, call: () => Promise<Reply>): Promise<Reply> {
  hop.note(trace, 'asked', subject, { same: digest(subject, body) });
  try {
    const happening = { site: 'request', subject, trace } as const;
    const reply = await (hop.active ? hop.around(happening, { call, refuse }) : call());
    hop.note(trace, 'answered', String(reply.status));
    return reply;
  } catch (error) {
    if (error instanceof AwsError && !(error instanceof ConnectionLost))
      hop.note(trace, 'answered', String(error.status));
    throw error;
  }
}

/** What a request has in common with itself when it is sent again. */
function digest(subject: string, body: Buffer): string {
  return createHash('sha256').update(subject).update('\n').update(body).digest('base64url').slice(0, 22);
}

function refuse({ status }: Fault): AwsError {
  const [type, message] = REFUSALS[status] ?? ['InternalServerErrorException', 'Internal Server Error'];
  return new AwsError(type, message, status);
}

const REFUSALS: Readonly<Record<number, readonly [type: string, message: string]>> = {
  429: ['TooManyRequestsException', 'Too Many Requests'],
  502: ['BadGatewayException', 'Bad Gateway'],
  503: ['ServiceUnavailable', 'Service Unavailable'],
  504: ['GatewayTimeout', 'Gateway Timeout'],
};
