// Test stub: an HTTP server that answers as a test tells it to, and records its calls.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Endpoints } from '../http/endpoints.ts';

export type Call = { method: string; url: string; headers: IncomingHttpHeaders; rawHeaders: string[]; body: string };

/** The reply to a call: a status, or a function that answers itself, or never. */
export type Reply = number | ((response: ServerResponse, call: Call) => void);

/** The host name of the target. */
export const TARGET_HOST = 'abcdef.appsync-api.us-east-1.amazonaws.com';

/** A target on a free port. `replies` are used once each, in order, and then `always`. */
export class HttpTarget implements AsyncDisposable {
  readonly calls: Call[] = [];
  readonly replies: Reply[] = [];
  readonly endpoints = new Endpoints();
  always: Reply = 200;
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const call = { method, url, headers, rawHeaders, body: Buffer.concat(parts).toString() };
      this.calls.push(call);
      const reply = this.replies.shift() ?? this.always;
      if (typeof reply === 'number') response.writeHead(reply).end('{"errors":[]}');
      else reply(response, call);
    });
  });

  static async open(): Promise<HttpTarget> {
    const target = new HttpTarget();
    await new Promise<void>((resolve) => target.#server.listen(0, '127.0.0.1', resolve));
    target.endpoints.setPort((target.#server.address() as AddressInfo).port);
    target.endpoints.add({ host: TARGET_HOST, base: '', handle() {} });
    return target;
  }

  /** The bodies of all calls, in order. */
  get bodies(): string[] {
    return this.calls.map(({ body }) => body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
