// AppSync Events: the Event APIs of a stack and the hosts at which they are reached.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Authorization } from '@parley/wire';
import { Hop } from '../../fault-injection/index.ts';
import { normalizedHost } from '../../http/public-origins.ts';
import type { AppSyncDeps } from './appsync-deps.ts';
import type { BusEntry } from './data-sources/eventbridge-data-source.ts';
import { EventApi, type EventApiConfig, type PublishedEvents } from './event-api.ts';
import type { DeliveryHops } from './fan-out/broadcast-faults.ts';
import { HandlerSandbox } from './handlers/handler-sandbox.ts';
import { respondToPublish } from './http/publish-endpoint.ts';
import { awsError, UNDOCUMENTED } from './undocumented-behaviour.ts';
import { FlushScheduler } from './websocket/flush-scheduler.ts';
import { WebSocketServer } from './websocket/websocket-server.ts';

/** The paths of the HTTP host and of the realtime host. "Understanding the Event API WebSocket protocol". */
const HTTP_PATH = '/event';
const REALTIME_PATH = '/event/realtime';

/** Emulates AWS AppSync Events. */
export class AppSync {
  readonly deps: AppSyncDeps;
  /** Runs the handlers of all namespaces. */
  readonly sandbox = new HandlerSandbox();
  readonly #apis = new Map<string, EventApi>();
  readonly #domains = new Map<string, string>();
  readonly #serveDomain = new Map<string, (domain: string) => void>();
  readonly #scheduler = new FlushScheduler();
  readonly #webSockets: WebSocketServer;
  readonly #hops: DeliveryHops;
  readonly #publishListeners = new Set<(published: PublishedEvents) => void>();
  readonly #busListeners = new Set<(entry: BusEntry) => void>();
  readonly #warn = (line: string) => this.deps.warn?.(line);

  constructor(deps: AppSyncDeps) {
    this.deps = deps;
    const { clock } = deps;
    this.#hops = deps.hops ?? { broadcast: new Hop('broadcast', clock), socket: new Hop('socket', clock) };
    this.#webSockets = new WebSocketServer({
      clock,
      scheduler: this.#scheduler,
      warn: this.#warn,
      hop: this.#hops.socket,
    });
  }

  /**
   * Adds an API at its two hosts. At the engine's own address the first API has the paths; the others are found by host or by
   * API key.
   */
  addApi(config: EventApiConfig): EventApi {
    const api = new EventApi(config, this.#hops, (published) => {
      for (const listener of this.#publishListeners) listener(published);
    });
    this.#apis.set(config.id, api);
    const findApi = (authorization: Authorization, request: IncomingMessage) =>
      this.#apiOfConnect(authorization, request, api);
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => {
      if (url.pathname === REALTIME_PATH) this.#webSockets.upgrade(request, socket, head, findApi);
      else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    };
    const handle = (request: IncomingMessage, response: ServerResponse, url: URL) => {
      if (url.pathname === HTTP_PATH)
        return respondToPublish(this.#apiOfPublish(request, api), request, response, this.#scheduler, this.#warn);
      response.writeHead(url.pathname === REALTIME_PATH ? 426 : 404, { 'content-length': 0 }).end();
    };
    const { endpoints } = this.deps;
    // AWS's mobile libraries use the realtime path of the HTTP host; with a custom domain there is one host for both.
    const serve = (host: string, paths: readonly string[]) =>
      endpoints.add({ host, base: '', paths, reach: 'public', handle, upgrade });
    serve(config.httpHost, [HTTP_PATH]);
    serve(config.realtimeHost, [REALTIME_PATH]);
    this.#serveDomain.set(config.id, (domain) => serve(domain, []));
    return api;
  }

  /** The custom domains of all APIs. */
  get domains(): string[] {
    return [...this.#domains.keys()];
  }

  /** Whether a domain leads to an API already. */
  hasDomain(domain: string): boolean {
    return this.#domains.has(domain);
  }

  /** Serves an API at a custom domain, too: one host for both paths. */
  addDomain(apiId: string, domain: string): void {
    this.#domains.set(domain, apiId);
    this.#serveDomain.get(apiId)?.(domain);
  }

  /** The ids of all APIs. */
  get apiIds(): string[] {
    return [...this.#apis.keys()];
  }

  /** Returns an API by its id. */
  api(id: string): EventApi | undefined {
    return this.#apis.get(id);
  }

  /** Calls the listener for all events that an API accepts for broadcast, after its handlers; returns a function that stops it. */
  onPublished(apiId: string, listener: (published: PublishedEvents) => void): () => void {
    const onEvents = (published: PublishedEvents) => {
      if (published.apiId === apiId) listener(published);
    };
    this.#publishListeners.add(onEvents);
    return () => this.#publishListeners.delete(onEvents);
  }

  /** Calls the listener for every event that a data source puts on an EventBridge bus; returns a function that stops it. */
  onBus(listener: (entry: BusEntry) => void): () => void {
    this.#busListeners.add(listener);
    return () => this.#busListeners.delete(listener);
  }

  /** Passes an event that a data source puts on a bus to the listeners. */
  putOnBus(entry: BusEntry): void {
    for (const listener of this.#busListeners) listener(entry);
  }

  /** Closes all connections and ends the handlers' thread. */
  async close(): Promise<void> {
    await this.#webSockets.close();
    await this.sandbox.close();
  }

  /** The API of a connect: its `host` is the API's HTTP host, or the address at which the engine was reached. */
  #apiOfConnect(authorization: Authorization, request: IncomingMessage, reached: EventApi): EventApi {
    const host = authorization['host'] === undefined ? undefined : normalizedHost(authorization['host']);
    const named = host === undefined ? undefined : this.#apiOfHost(host);
    if (named) return named;
    if (host === undefined || !this.#isOwnHost(host, request)) throw awsError(UNDOCUMENTED.wrongHost);
    return this.#apiOfKey(authorization['x-api-key']) ?? reached;
  }

  #apiOfHost(host: string): EventApi | undefined {
    const id = this.#domains.get(host);
    if (id !== undefined) return this.#apis.get(id);
    return this.#apis.values().find(({ config }) => config.httpHost === host);
  }

  /** Whether a host is the one of the request, this machine, or a public name: a proxy may not pass on which one was used. */
  #isOwnHost(host: string, request: IncomingMessage): boolean {
    const { public: origins } = this.deps.endpoints;
    return host === normalizedHost(request.headers.host ?? '') || isLocalhost(host) || origins.isNamedBy(host);
  }

  #apiOfPublish(request: IncomingMessage, reached: EventApi): EventApi {
    const key = request.headers['x-api-key'];
    if (this.#apis.size < 2 || typeof key !== 'string') return reached;
    const host = normalizedHost(request.headers.host ?? '');
    return (this.#apiOfHost(host) ? undefined : this.#apiOfKey(key)) ?? reached;
  }

  /** At the engine's one address, an API key identifies one of several APIs. */
  #apiOfKey(key: string | undefined): EventApi | undefined {
    if (key === undefined || this.#apis.size < 2) return undefined;
    for (const api of this.#apis.values()) if (api.config.keys.accepts(key, this.deps.clock.now())) return api;
    return undefined;
  }
}

function isLocalhost(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host);
}
