// The response of a REST API.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';

/** A response that can be sent; a repeated header has several values. */
export type RestResponse = {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
  /** A body that is sent while it is written, in place of `body`. */
  stream?: Readable;
};

// Set by the HTTP server.
const SERVER_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'date']);

/** Sends a response. A header that HTTP cannot carry makes it the gateway's own error. */
export function sendRestResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body, stream }: RestResponse,
): void {
  const kept = Object.entries(headers).filter(([name]) => !SERVER_HEADERS.has(name.toLowerCase()));
  try {
    response.writeHead(status, {
      ...Object.fromEntries(kept),
      ...(status !== 204 && status !== 304 && !stream && { 'content-length': body.length }),
      ...(!request.complete && { connection: 'close' }),
    });
  } catch {
    const message = Buffer.from('{"message": "Internal server error"}');
    response.writeHead(502, { 'content-type': 'application/json', 'content-length': message.length });
    response.end(message);
    return;
  }
  if (!stream) return void response.end(request.method === 'HEAD' ? undefined : body);
  response.flushHeaders();
  // A failure in the middle cuts the connection; a client that is gone ends the stream.
  pipeline(stream, response, () => {});
}
