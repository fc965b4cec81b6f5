// HTTP requests to one address, on connections that stay open between the invocations of a warm function.
import type { IncomingHttpHeaders } from 'node:http';

/** One request; `path` is with its query. */
export type HttpRequest = { method: string; path: string; headers: Record<string, string>; body?: string | Uint8Array };

/** Connections of one function. Source: AWS SDK for JavaScript developer guide, "Configuring maxSockets in Node.js", the default. */
const SOCKETS_MAX = 50;

/**
 * The same on the local engine, whose one thread serves all functions: a list of 200 channels reads hundreds of rows at once, and between
 * some of them the calls of other functions have their turn.
 */
const LOCAL_SOCKETS_MAX = 4;

/** Sends requests to the host of a URL; rejects when there is no complete response. Node's default agent would close connections that are idle for 5 seconds. */
export function keepAliveRequests(url: URL) {
  // Only one of the two is loaded: `node:https` takes 15 ms of CPU, which the local engine does not need.
  const { Agent, request } = process.getBuiltinModule(url.protocol === 'http:' ? 'node:http' : 'node:https');
  const agent = new Agent({ keepAlive: true, maxSockets: url.protocol === 'http:' ? LOCAL_SOCKETS_MAX : SOCKETS_MAX });
  return ({ method, path, headers, body }: HttpRequest) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          )
          .on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
}
