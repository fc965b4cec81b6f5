// Reads the body of a request, up to the limit of the service that it is for.
import type { IncomingMessage } from 'node:http';

/** The longest body that a service accepts, and the error for a longer one. */
export type BodyLimit = {
  maxBytes: number;
  /** Creates the error with which `readBody` rejects. */
  tooLarge: () => Error;
  /**
   * What happens to the rest of a body that is too long. `discard` reads it to its end, so that a client that sends the
   * whole request first receives the error. `stop` reads no more and rejects at once; the response must then close the
   * connection. @default 'discard'
   */
  rest?: 'discard' | 'stop';
};

/**
 * The whole body of a request. Of a body that is too long nothing is kept.
 *
 * It listens to events because `for await` would destroy the connection before the error response is sent.
 */
export function readBody(request: IncomingMessage, { maxBytes, tooLarge, rest }: BodyLimit): Promise<Buffer> {
  const stops = rest === 'stop';
  if (stops && Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const onData = (part: Buffer) => {
      size += part.length;
      if (size <= maxBytes) return void parts.push(part);
      parts.length = 0;
      if (!stops) return;
      request.off('data', onData).pause();
      reject(tooLarge());
    };
    request.on('data', onData);
    request.on('end', () => (size <= maxBytes ? resolve(joined(parts)) : reject(tooLarge())));
    // A client that hangs up causes an error, too.
    request.on('error', reject);
  });
}

/** Most bodies arrive in one part, which needs no copy. */
function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
