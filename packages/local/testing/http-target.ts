// For tests: a real HTTP server that answers what a test tells it to, and keeps what it was asked.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Endpoints } from '../http/endpoints.ts';

export type Call = { method: string; url: string; headers: IncomingHttpHeaders; rawHeaders: string[]; body: string };

/** What the target does with a call: a status, or a function that answers by itself (or never). */
export type Reply = number | ((response: ServerResponse, call: Call) => void);

/** The host name under which the target is reached. */
export const TARGET_HOST = 'abcdef.appsync-api.us-east-1.amazonaws.com';

/** A target on a free port. `replies` are used up one by one, then `always` answers. */
export class Target implements AsyncDisposable {
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

  static async open(): Promise<Target> {
    const target = new Target();
    await new Promise<void>((resolve) => target.#server.listen(0, '127.0.0.1', resolve));
    target.endpoints.setPort((target.#server.address() as AddressInfo).port);
    target.endpoints.add({ host: TARGET_HOST, base: '', handle() {} });
    return target;
  }

  /** The bodies of all calls, in the order in which they came. */
  get bodies(): string[] {
    return this.calls.map(({ body }) => body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
