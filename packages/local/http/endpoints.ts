// The addresses that AWS would have given out, and where each stands on this machine.
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Something that answers at a host name of AWS. `host` is that name; `base` is the path that stands for it on the laptop's
 * one port ('' for the root). `handle` sees the URL as AWS would: the host's own path, without `base`.
 */
export type Endpoint = {
  readonly host: string;
  readonly base: string;
  /** Paths on the laptop's port that are this endpoint's although its base is '': `/event`. Without it, all under base. */
  readonly paths?: readonly string[];
  handle(request: IncomingMessage, response: ServerResponse, url: URL): void | Promise<void>;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
};

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };
export type Ask = { method: string; headers: Record<string, string>; body: string | Buffer; timeoutMs: number };

/** Every address of a running engine. */
export class Endpoints {
  readonly #all: Endpoint[] = [];
  /** The laptop's own address, `http://127.0.0.1:4100`; the engine sets it once it listens. */
  origin = '';

  add(endpoint: Endpoint): void {
    this.#all.push(endpoint);
  }

  /** Whose request this is: first by the host that it names, then by its path on the laptop's port. */
  find(host: string, path: string): Endpoint | undefined {
    const named = this.#all.find((endpoint) => endpoint.host === host);
    if (named) return named;
    const claims = (endpoint: Endpoint) =>
      (endpoint.paths ?? [endpoint.base]).some((at) => path === at || path.startsWith(`${at}/`));
    return this.#all.filter(claims).sort((a, b) => reach(b, path) - reach(a, path))[0];
  }

  /** Turns AWS addresses in a text into the laptop's: what a browser here can open. */
  localize(text: string): string {
    let local = text;
    for (const { host, base } of this.#all) {
      local = local
        .replaceAll(`https://${host}`, `${this.origin}${base}`)
        .replaceAll(`wss://${host}`, `${this.origin.replace(/^http/, 'ws')}${base}`);
    }
    return local;
  }

  /**
   * Calls an address as a service of AWS would. A host that the template made is on this machine, and is reached over its
   * port with the host kept; any other is out in the world and is not called from here.
   */
  call(address: string, ask: Ask): Promise<Answer> {
    const url = new URL(address);
    const endpoint = this.#all.find(({ host }) => host === url.host);
    const target = endpoint ? new URL(this.origin) : url;
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: target.hostname,
          port: target.port,
          path: url.pathname + url.search,
          method: ask.method,
          headers: { ...ask.headers, host: url.host, 'content-length': Buffer.byteLength(ask.body) },
          signal: AbortSignal.timeout(ask.timeoutMs),
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
          );
        },
      );
      request.on('error', reject);
      request.end(ask.body);
    });
  }
}

function reach(endpoint: Endpoint, path: string): number {
  return Math.max(...(endpoint.paths ?? [endpoint.base]).filter((at) => path.startsWith(at)).map((at) => at.length));
}
