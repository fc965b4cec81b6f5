// Requests that services of the engine send.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { InMemoryConnections } from './in-memory-connections.ts';

/** The response to an outbound request, with its whole body. */
export type OutboundResponse = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/** A request that a service of AWS sends. */
export type OutboundRequest = {
  method: string;
  headers: Record<string, string>;
  body: string | Buffer;
  timeoutMs: number;
};

/** Sends a request for a URL to a target, which is that URL or the engine itself, in memory if it can be reached so. */
export function sendRequest(
  url: URL,
  { method, headers: fields, body, timeoutMs }: OutboundRequest,
  target: URL,
  inMemory?: InMemoryConnections,
): Promise<OutboundResponse> {
  const headers = { ...fields, host: url.host, 'content-length': Buffer.byteLength(body) };
  const path = url.pathname + url.search;
  const open = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const { hostname, port } = target;
    const connection = inMemory && { createConnection: () => inMemory.connect() };
    const request = open({ hostname, port, path, method, headers, ...connection }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    const timeout = setTimeout(() => request.destroy(new Error(`No answer within ${timeoutMs / 1_000} s.`)), timeoutMs);
    request.on('close', () => clearTimeout(timeout));
    request.on('error', reject);
    request.end(body);
  });
}
