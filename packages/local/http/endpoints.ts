// The addresses that AWS would assign, and the path of this machine's one port that stands for each.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { InMemoryConnections } from './in-memory-connections.ts';
import { type OutboundRequest, type OutboundResponse, sendRequest } from './outbound-requests.ts';
import { PublicOrigins, type PublicReach } from './public-origins.ts';

/**
 * A service at a host name of AWS. `host` is that name; `base` is the path that stands for it on the engine's one port ('' for
 * the root). `handle` receives the URL as AWS would: the host's own path, without `base`.
 */
export type Endpoint = {
  readonly host: string;
  readonly base: string;
  /** The paths of the port that belong to an endpoint whose base is '': `/event`. @default everything below `base` */
  readonly paths?: readonly string[];
  /** A page that users open: it is served on `localhost`, so that its origin is not that of the APIs, as on AWS. */
  readonly page?: boolean;
  /** Functions need this service to finish their work: while the engine stops, it is served until the last one is done. */
  readonly internal?: boolean;
  /** Which requests are served under a public name of the engine. @default none: only this machine */
  readonly reach?: PublicReach;
  handle(request: IncomingMessage, response: ServerResponse, url: URL): void | Promise<void>;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
};

/** The address of a request: the URL that the client used, and the endpoint there. Requests share it, so it is not changed. */
export type Address = {
  readonly url: URL;
  /** Whether the host is neither this machine nor a host of the template. */
  readonly isForeign: boolean;
  /** Whether the host is a public name of the engine (`--origin`). */
  readonly isPublic: boolean;
  readonly endpoint: Endpoint | undefined;
  /** The URL as the endpoint's own host would receive it. */
  readonly ownUrl: URL;
};

/** Addresses that are kept: clients use a few again and again, and parsing one costs as much as routing it. */
const ADDRESSES_MAX = 256;

/** The longest address that is kept. */
const ADDRESS_LENGTH_MAX = 200;

const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Grace period for requests in flight at shutdown: the operator waits for it, and a request may never become complete. */
const GRACE_MS = 3_000;

/**
 * How long no request must have arrived before connections are closed: a client may have written one that has not been read, and
 * closing its connection would reset it without a response.
 */
const QUIET_MS = 100;

/** Every address of a running engine. */
export class Endpoints {
  readonly #all: Endpoint[] = [];
  readonly #named = new Map<string, Endpoint>();
  #port = 0;
  #inMemory: InMemoryConnections | undefined;
  #open = false;
  #deploying = 0;
  #stopping = false;
  readonly #addresses = new Map<string, Address>();
  #inFlight = 0;
  #lastRequestAt = Number.NEGATIVE_INFINITY;
  #onIdle = () => {};
  /** The public names of the engine. */
  readonly public: PublicOrigins;

  constructor(origins: PublicOrigins = new PublicOrigins()) {
    this.public = origins;
  }

  /** Sets the port that the engine listens on, and how its own services connect to it. @default over the port */
  setPort(port: number, inMemory?: InMemoryConnections): void {
    this.#port = port;
    this.#inMemory = inMemory;
  }

  /** Serves requests from now on: every resource has been created. */
  open(): void {
    this.#open = true;
  }

  /** Whether requests are served: before, half of the resources that they need may be missing. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Serves the requests of functions that run while resources are created, until the returned function is called. */
  serveInternally(): () => void {
    this.#deploying += 1;
    return () => {
      this.#deploying -= 1;
    };
  }

  /** Whether a function that creates a resource may send requests. */
  get servesInternally(): boolean {
    return this.#deploying > 0;
  }

  /** Whether the engine stops: new requests from outside are rejected. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Whether a request may come from a service of the engine: those are served until the engine has stopped. */
  isInternal(endpoint: Endpoint, host: string): boolean {
    return endpoint.internal === true || this.isNamed(host);
  }

  /** Counts a request from outside as in flight until its response has been sent. */
  trackRequest(response: ServerResponse): void {
    this.#inFlight += 1;
    this.#lastRequestAt = performance.now();
    response.on('close', this.#onResponseClosed);
  }

  /** Rejects new requests from outside; resolves when all are answered and no more arrive, or the grace period is over. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const graceEndsAt = performance.now() + GRACE_MS;
    await this.#idle(GRACE_MS);
    while (performance.now() < Math.min(this.#lastRequestAt + QUIET_MS, graceEndsAt)) await delay(QUIET_MS);
  }

  #idle(timeoutMs: number): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }

  /** The engine's own origin: `http://127.0.0.1:4100`. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The port that the engine listens on. */
  get port(): number {
    return this.#port;
  }

  /** The origin of pages: `http://localhost:4100`. */
  get pageOrigin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** The URL of the first page, if there is one. */
  get firstPage(): string | undefined {
    return this.#all.some(({ page }) => page) ? `${this.pageOrigin}/` : undefined;
  }

  add(endpoint: Endpoint): void {
    this.#all.push(endpoint);
    this.#addresses.clear();
    if (!this.#named.has(endpoint.host)) this.#named.set(endpoint.host, endpoint);
  }

  /** Whether an endpoint has this host name. */
  isNamed(host: string): boolean {
    return this.#named.has(host);
  }

  /**
   * Resolves the `host` header and the target of a request; returns undefined when they are not a URL. A client that leaves the
   * header empty (a Go client does) has reached this machine, and no browser does so.
   */
  resolve(request: IncomingMessage): Address | undefined {
    const text = `http://${request.headers.host || 'localhost'}${request.url?.replace(/^\/+/, '/')}`;
    const known = this.#addresses.get(text);
    if (known) return known;
    const url = URL.parse(text);
    if (!url) return undefined;
    if (url.port === '443') url.port = '';
    const endpoint = this.find(url.host, url.pathname);
    // A foreign page may have pointed its own name to 127.0.0.1, to reach local servers through its visitor's browser (DNS
    // rebinding).
    const isPublic = this.public.has(url.host);
    const isForeign = !isPublic && !OWN_NAMES.has(url.hostname) && !this.isNamed(url.host);
    const address = { url, isForeign, isPublic, endpoint, ownUrl: endpoint ? ownUrl(endpoint, url) : url };
    if (this.#addresses.size >= ADDRESSES_MAX) this.#addresses.clear();
    if (text.length <= ADDRESS_LENGTH_MAX) this.#addresses.set(text, address);
    return address;
  }

  /** Finds the endpoint of a request: first by its host name, then by the longest path on the engine's port. */
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

  /** Replaces AWS's addresses in a text by public ones, or by those of this machine, which a browser here can open. */
  localize(text: string): string {
    let local = text;
    for (const { host, base, page } of this.#all) {
      const origin = this.public.all[0] ?? (page ? this.pageOrigin : this.origin);
      local = local
        .replaceAll(`https://${host}`, `${origin}${base}`)
        .replaceAll(`wss://${host}`, `${origin.replace(/^http/, 'ws')}${base}`);
    }
    return local;
  }

  /**
   * Sends a request as a service of AWS would. A host of the template is reached in memory or on the engine's own port, with the
   * host name kept; any other host is reached where it is.
   */
  call(address: string, request: OutboundRequest): Promise<OutboundResponse> {
    const url = new URL(address);
    const isOwn = this.isNamed(url.host);
    return sendRequest(url, request, isOwn ? new URL(this.origin) : url, isOwn ? this.#inMemory : undefined);
  }

  readonly #onResponseClosed = () => {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#onIdle();
  };
}

function ownUrl(endpoint: Endpoint, url: URL): URL {
  const path = url.host === endpoint.host ? url.pathname : url.pathname.slice(endpoint.base.length) || '/';
  return new URL(path + url.search, `https://${endpoint.host}`);
}
