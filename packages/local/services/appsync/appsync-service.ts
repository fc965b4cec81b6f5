// AppSync Events: the APIs of a stack, where they are reached, and what they publish.
import type { IncomingMessage } from 'node:http';
import type { Authorization } from '@parley/wire';
import { Hop } from '../../fault-injection/index.ts';
import type { AppSyncNeeds } from './appsync-deps.ts';
import type { BusEntry } from './data-sources/eventbridge-data-source.ts';
import { type ApiSetUp, EventApi, type Namespace, type Published } from './event-api.ts';
import type { Way } from './fan-out/broadcast-faults.ts';
import { Sandbox } from './handlers/handler-sandbox.ts';
import { answer } from './http/publish-endpoint.ts';
import { CHOICES, refusal } from './undocumented-behaviour.ts';
import { Turn } from './websocket/socket-writer.ts';
import { Sockets } from './websocket/websocket-server.ts';

/** The path of the HTTP host, and of the realtime host. "Understanding the Event API WebSocket protocol". */
const HTTP_PATH = '/event';
const REALTIME_PATH = '/event/realtime';

/** Plays AWS AppSync Events. */
export class AppSync {
  readonly needs: AppSyncNeeds;
  /** Where the handlers of all namespaces run. */
  readonly sandbox = new Sandbox();
  readonly #apis = new Map<string, EventApi>();
  readonly #turn = new Turn();
  readonly #sockets: Sockets;
  readonly #way: Way;
  readonly #listeners = new Set<(published: Published) => void>();
  readonly #busListeners = new Set<(entry: BusEntry) => void>();
  readonly #say = (line: string) => this.needs.say?.(line);

  constructor(needs: AppSyncNeeds) {
    this.needs = needs;
    const { clock } = needs;
    this.#way = needs.way ?? { broadcast: new Hop('broadcast', clock), socket: new Hop('socket', clock) };
    this.#sockets = new Sockets(clock, this.#turn, this.#say, this.#way.socket);
  }

  /** Puts an API at its two hosts. On the laptop's own address the first one has the paths; others are found by host or key. */
  addApi(setUp: ApiSetUp): EventApi {
    const api = new EventApi(setUp, this.#way, (published) => this.#tell(published));
    this.#apis.set(setUp.id, api);
    const find = (authorization: Authorization, request: IncomingMessage) => this.#meant(authorization, request, api);
    const upgrade = (request: IncomingMessage, socket: import('node:stream').Duplex, head: Buffer, url: URL) => {
      if (url.pathname === REALTIME_PATH) this.#sockets.upgrade(request, socket, head, find);
      else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    };
    const handle = (request: IncomingMessage, response: import('node:http').ServerResponse, url: URL) => {
      if (url.pathname === HTTP_PATH)
        return answer(this.#byKey(request, api), request, response, this.#turn, this.#say);
      response.writeHead(url.pathname === REALTIME_PATH ? 426 : 404, { 'content-length': 0 }).end();
    };
    const { endpoints } = this.needs;
    // AWS's mobile libraries ask the realtime path of the HTTP host; with a custom domain there is one host for both.
    endpoints.add({ host: setUp.httpHost, base: '', paths: [HTTP_PATH], handle, upgrade });
    endpoints.add({ host: setUp.realtimeHost, base: '', paths: [REALTIME_PATH], handle, upgrade });
    return api;
  }

  /** An API by its id. */
  api(id: string): EventApi | undefined {
    return this.#apis.get(id);
  }

  /** Adds a namespace to an API. */
  addNamespace(api: EventApi, namespace: Namespace): void {
    api.namespaces.set(namespace.name, namespace);
  }

  /** Hears everything that an API accepts for broadcast, after its handlers; returns how to stop. */
  published(apiId: string, listener: (published: Published) => void): () => void {
    const heard = (published: Published) => {
      if (published.apiId === apiId) listener(published);
    };
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  /** Hears every event that a data source puts on a bus of EventBridge; returns how to stop. */
  onBus(listener: (entry: BusEntry) => void): () => void {
    this.#busListeners.add(listener);
    return () => this.#busListeners.delete(listener);
  }

  /** Takes an event that a data source puts on a bus, to who listens. */
  putOnBus(entry: BusEntry): void {
    for (const listener of this.#busListeners) listener(entry);
  }

  /** Closes all connections and ends the thread of the handlers. */
  async close(): Promise<void> {
    await this.#sockets.close();
    await this.sandbox.close();
  }

  /** The API that a connect means: `host` is its HTTP host, or the address at which the laptop was reached. */
  #meant(authorization: Authorization, request: IncomingMessage, reached: EventApi): EventApi {
    const host = authorization['host'];
    for (const api of this.#apis.values()) if (host === api.setUp.httpHost) return api;
    if (host === undefined || (host !== request.headers.host && !isLaptop(host))) throw refusal(CHOICES.wrongHost);
    return this.#ofKey(authorization['x-api-key']) ?? reached;
  }

  #byKey(request: IncomingMessage, reached: EventApi): EventApi {
    const key = request.headers['x-api-key'];
    const named = [...this.#apis.values()].some(({ setUp }) => setUp.httpHost === request.headers.host);
    return (named || typeof key !== 'string' ? undefined : this.#ofKey(key)) ?? reached;
  }

  /** On the laptop's one address a key also tells which of several APIs is meant. */
  #ofKey(key: string | undefined): EventApi | undefined {
    if (key === undefined || this.#apis.size < 2) return undefined;
    for (const api of this.#apis.values()) if (api.setUp.keys.accepts(key, this.needs.clock.now())) return api;
    return undefined;
  }

  #tell(published: Published): void {
    for (const listener of this.#listeners) listener(published);
  }
}

function isLaptop(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host);
}
