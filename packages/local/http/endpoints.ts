// The addresses that AWS would have given out, and where each stands on this machine.
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
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
  /** A page that people open: it stands on `localhost`, so that it has another origin than the APIs, as it has on AWS. */
  readonly page?: boolean;
  /** What functions need to finish what they have begun: it is answered until the last of them has ended. */
  readonly inside?: boolean;
  handle(request: IncomingMessage, response: ServerResponse, url: URL): void | Promise<void>;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
};

/** The answer to a call, its body whole. */
export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };
/** A call as a service of AWS makes it. */
export type Ask = { method: string; headers: Record<string, string>; body: string | Buffer; timeoutMs: number };

/** What is under way at the end gets this long: who ended the engine waits, and a request may never be whole. */
const ANSWERS_MS = 3_000;

/** Every address of a running engine. */
export class Endpoints {
  readonly #all: Endpoint[] = [];
  readonly #named = new Map<string, Endpoint>();
  #port = 0;
  #open = false;
  #ending = false;
  readonly #underWay = new Set<ServerResponse>();
  #allLeft = () => {};

  /** The engine says on which port it listens. */
  listensOn(port: number): void {
    this.#port = port;
  }

  /** The engine says that every resource is there. */
  open(): void {
    this.#open = true;
  }

  /** Whether requests may come in: before, half of what they need may be missing. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether only what has begun is still answered. */
  get isEnding(): boolean {
    return this.#ending;
  }

  /** Whether a request comes from a service of the engine, or may: such are answered to the end. */
  isInside(endpoint: Endpoint, host: string): boolean {
    return endpoint.inside === true || this.isNamed(host);
  }

  /** A request from outside; it is under way until it has its answer. */
  enters(response: ServerResponse): void {
    this.#underWay.add(response);
    response.once('close', () => {
      this.#underWay.delete(response);
      if (this.#underWay.size === 0) this.#allLeft();
    });
  }

  /** Refuses what comes from outside from now on; resolves when what is under way has its answer, or has had its time. */
  end(): Promise<void> {
    this.#ending = true;
    if (this.#underWay.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, ANSWERS_MS);
      this.#allLeft = () => {
        clearTimeout(patience);
        resolve();
      };
    });
  }

  /** The laptop's own address: `http://127.0.0.1:4100`. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The page's address: `http://localhost:4100`. */
  get pageOrigin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** The address of the first page, if there is one. */
  get firstPage(): string | undefined {
    return this.#all.some(({ page }) => page) ? `${this.pageOrigin}/` : undefined;
  }

  add(endpoint: Endpoint): void {
    this.#all.push(endpoint);
    if (!this.#named.has(endpoint.host)) this.#named.set(endpoint.host, endpoint);
  }

  /** Whether an endpoint of the template has this host name. */
  isNamed(host: string): boolean {
    return this.#named.has(host);
  }

  /** Whose request this is: first by the host that it names, then by its path on the laptop's port. */
  find(host: string, path: string): Endpoint | undefined {
    const named = this.#named.get(host);
    if (named) return named;
    let found: Endpoint | undefined;
    let reach = -1;
    for (const endpoint of this.#all)
      for (const at of endpoint.paths ?? [endpoint.base])
        if (at.length > reach && (path === at || path.startsWith(`${at}/`))) {
          found = endpoint;
          reach = at.length;
        }
    return found;
  }

  /** Turns AWS addresses in a text into the laptop's: what a browser here can open. */
  localize(text: string): string {
    let local = text;
    for (const { host, base, page } of this.#all) {
      const origin = page ? this.pageOrigin : this.origin;
      local = local
        .replaceAll(`https://${host}`, `${origin}${base}`)
        .replaceAll(`wss://${host}`, `${origin.replace(/^http/, 'ws')}${base}`);
    }
    return local;
  }

  /**
   * Calls an address as a service of AWS would. A host that the template made is on this machine, and is reached over its
   * port with the host kept. Any other is called where it is.
   */
  call(address: string, ask: Ask): Promise<Answer> {
    const url = new URL(address);
    const target = this.isNamed(url.host) ? new URL(this.origin) : url;
    const headers = { ...ask.headers, host: url.host, 'content-length': Buffer.byteLength(ask.body) };
    const path = url.pathname + url.search;
    const signal = AbortSignal.timeout(ask.timeoutMs);
    const open = target.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const { hostname, port } = target;
      const request = open({ hostname, port, path, method: ask.method, headers, signal }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
      });
      request.on('error', reject);
      request.end(ask.body);
    });
  }
}
