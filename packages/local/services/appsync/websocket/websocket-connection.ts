// One WebSocket connection: it runs the client's operations one after another and receives the events of its subscriptions.
import {
  CONNECTION_TIMEOUT_MS,
  ID_PATTERN,
  namespaceOf,
  PUBLISH_BYTES_MAX,
  PUBLISHES_PER_SECOND,
  parseAuthorization,
  parseSubscribePath,
  type ServerFrame,
  SUBSCRIPTIONS_MAX,
} from '@parley/wire';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import { encodeError, toAwsError } from '../appsync-errors.ts';
import type { RequestOrigin } from '../auth/authorization-modes.ts';
import { parseJsonObject } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import { encodeResult, publish } from '../fan-out/publish.ts';
import { createSubscription, type Subscription } from '../fan-out/subscriptions.ts';
import { andThen, type MaybePromise } from '../maybe-async.ts';
import type { LoggedRequest } from '../request-logs.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import { ConnectionRateLimit } from './connection-rate-limit.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import { ServerWebSocket, type Upgraded, type WebSocketListener } from './server-websocket.ts';
import { SocketWriter } from './socket-writer.ts';

/** Operations, and characters of them, that may be queued; beyond it the socket is not read for a while. */
const QUEUE_MAX = 64;
const QUEUED_CHARACTERS_MAX = 4 * 1024 * 1024;

/** The largest message: Amplify sends the events of a publish twice, and credentials beside them. */
const MESSAGE_BYTES_MAX = 2 * PUBLISH_BYTES_MAX + 64 * 1024;

type Frame = Readonly<Record<string, unknown>>;

/** The dependencies of a connection. */
export type ConnectionDeps = {
  readonly scheduler: FlushScheduler;
  readonly clock: Clock;
  readonly origin: RequestOrigin;
  /** Reports problems of the engine itself. */
  readonly warn: (line: string) => void;
};

/** A connection from its upgrade to its end. */
export class WebSocketConnection implements WebSocketListener {
  readonly #deps: ConnectionDeps;
  readonly #writer: SocketWriter;
  readonly #webSocket: ServerWebSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  #api: EventApi | undefined;
  #publishes: ConnectionRateLimit | undefined;
  #queue: Frame[] = [];
  #queuedCharacters = 0;
  #isBusy = true;
  #wasActive = true;

  /** `authenticate` verifies the credentials and returns their API; it throws AwsError. */
  constructor(upgraded: Upgraded, deps: ConnectionDeps, authenticate: () => Promise<EventApi>) {
    this.#deps = deps;
    this.#writer = new SocketWriter(upgraded.socket, deps.scheduler);
    this.#webSocket = new ServerWebSocket(upgraded, this.#writer, deps.clock, MESSAGE_BYTES_MAX, this);
    void this.#open(authenticate);
  }

  /** Sends a keep-alive and a ping; a client without any activity since the last ones is cut off. */
  keepAlive(): void {
    if (this.#writer.isSilenced) return;
    if (!this.#wasActive) {
      this.#webSocket.terminate();
      return;
    }
    this.#wasActive = false;
    this.#send({ type: 'ka' });
    this.#webSocket.ping();
  }

  /** Closes the connection with a close frame. */
  close(code: number): void {
    this.#webSocket.close(code);
    this.#removeSubscriptions();
  }

  onActivity(): void {
    this.#wasActive = true;
  }

  onClosed(): void {
    this.#removeSubscriptions();
  }

  onMessage(text: string | undefined): void {
    this.onActivity();
    const frame = text === undefined ? undefined : parseFrame(text);
    if (!frame) {
      this.#sendError('error', undefined, awsError(UNDOCUMENTED.unknownType));
      return;
    }
    this.#queue.push(frame);
    this.#queuedCharacters += text?.length ?? 0;
    if (this.#queue.length > QUEUE_MAX || this.#queuedCharacters > QUEUED_CHARACTERS_MAX) this.#webSocket.pause();
    if (!this.#isBusy) this.#runQueue();
  }

  async #open(authenticate: () => Promise<EventApi>): Promise<void> {
    try {
      this.#api = await authenticate();
      this.#record('EVENT_CONNECT');
    } catch (error) {
      const known = toAwsError(error, this.#deps.warn);
      this.#send({ errors: [{ ...encodeError(known), errorCode: known.status }], type: 'connection_error' });
      this.close(UNDOCUMENTED.connectionErrorClose.value);
      return;
    }
    this.#runQueue();
  }

  #runQueue(): void {
    this.#isBusy = true;
    for (let frame = this.#queue.shift(); frame; frame = this.#queue.shift()) {
      const pending = this.#run(frame);
      if (pending) {
        void pending.then(() => this.#runQueue());
        return;
      }
    }
    this.#isBusy = false;
    this.#queuedCharacters = 0;
    if (this.#webSocket.isPaused) this.#webSocket.resume();
  }

  /** Runs the operation of a frame; returns a promise when it takes longer. Never throws. */
  #run(frame: Frame): Promise<void> | undefined {
    const { type, id } = frame;
    switch (type) {
      case 'connection_init':
        this.#send({ type: 'connection_ack', connectionTimeoutMs: CONNECTION_TIMEOUT_MS });
        return undefined;
      case 'ka':
        return undefined;
      case 'subscribe':
      case 'unsubscribe':
      case 'publish':
        break;
      default:
        this.#sendError('error', id, awsError(UNDOCUMENTED.unknownType));
        return undefined;
    }
    const fail = (error: unknown) => {
      const known = toAwsError(error, this.#deps.warn);
      if (type !== 'unsubscribe')
        this.#record(type === 'publish' ? 'EVENT_PUBLISH' : 'EVENT_SUBSCRIBE', frame['channel'], known);
      this.#sendError(`${type}_error`, id, known);
    };
    try {
      if (typeof id !== 'string' || !ID_PATTERN.test(id)) throw awsError(UNDOCUMENTED.badId);
      if (type === 'subscribe') return this.#subscribe(id, frame).catch(fail);
      if (type === 'unsubscribe') this.#unsubscribe(id);
      const published = type === 'publish' ? this.#publish(id, frame) : undefined;
      return published instanceof Promise ? published.catch(fail) : undefined;
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  async #subscribe(id: string, { channel, authorization }: Frame): Promise<void> {
    const path = parsePath(channel);
    if (this.#subscriptions.has(id)) throw awsError(UNDOCUMENTED.duplicateId);
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) throw awsError(UNDOCUMENTED.tooManySubscriptions);
    const { origin } = this.#deps;
    const api = this.#authenticatedApi;
    const { namespace, caller } = await api.authorize({
      operation: 'EVENT_SUBSCRIBE',
      authorization: parseFields(authorization),
      origin,
      signed: () => JSON.stringify({ channel }),
      channel: path,
      namespace: namespaceOf(path),
    });
    const { name, hooks } = namespace;
    await hooks.subscribe?.({ operation: 'SUBSCRIBE', channel: path, namespace: name, caller, origin });
    // The connection may have closed in the meantime.
    if (!this.#webSocket.isOpen) return;
    const subscription = createSubscription(id, path, this.#writer);
    this.#subscriptions.set(id, subscription);
    api.subscriptions.add(subscription);
    this.#record('EVENT_SUBSCRIBE', path);
    this.#send({ id, type: 'subscribe_success' });
  }

  #unsubscribe(id: string): void {
    const subscription = this.#subscriptions.get(id);
    // "Understanding the Event API WebSocket protocol" gives these words.
    if (!subscription) throw new AwsError('UnknownOperationError', `Unknown operation id ${id}`);
    this.#subscriptions.delete(id);
    this.#api?.subscriptions.delete(subscription);
    this.#send({ id, type: 'unsubscribe_success' });
  }

  #publish(id: string, { channel, events, authorization }: Frame): MaybePromise<void> {
    this.#publishes ??= new ConnectionRateLimit(PUBLISHES_PER_SECOND);
    if (!this.#publishes.accepts(this.#deps.clock.monotonic())) throw awsError(UNDOCUMENTED.tooManyPublishes);
    const published = publish(this.#authenticatedApi, {
      channel,
      events,
      authorization: parseFields(authorization),
      origin: this.#deps.origin,
      signed: () => JSON.stringify({ channel, events }),
      tooMany: TOO_MANY_EVENTS,
    });
    return andThen(published, (result) => {
      this.#record('EVENT_PUBLISH', channel);
      this.#writer.send(`{"id":"${id}","type":"publish_success",${encodeResult(result).slice(1)}`);
    });
  }

  /** Writes the request log of the API, if it has one. */
  #record(operation: LoggedRequest['operation'], channel?: unknown, error?: AwsError): void {
    const record = this.#api?.config.requestLogs;
    record?.({ operation, channel, error, headers: this.#deps.origin.headers });
  }

  #sendError(
    type: 'error' | 'subscribe_error' | 'unsubscribe_error' | 'publish_error',
    id: unknown,
    error: AwsError,
  ): void {
    const repeated = typeof id === 'string' && id.length <= ID_LENGTH_MAX ? { id } : {};
    this.#send({ ...repeated, type, errors: [encodeError(error)] } as ServerFrame);
  }

  #send(frame: ServerFrame): void {
    this.#writer.send(JSON.stringify(frame));
  }

  #removeSubscriptions(): void {
    this.#queue = [];
    for (const subscription of this.#subscriptions.values()) this.#api?.subscriptions.delete(subscription);
    this.#subscriptions.clear();
  }

  get #authenticatedApi(): EventApi {
    if (!this.#api) throw awsError(UNDOCUMENTED.badCredentials);
    return this.#api;
  }
}

const ID_LENGTH_MAX = 128;

// As the service words it, with a small i: amplify-android, androidTest.
const TOO_MANY_EVENTS = new AwsError('InvalidInputError', 'input exceeded 5 event limit');

function parseFrame(text: string): Frame | undefined {
  try {
    return parseJsonObject(text);
  } catch {
    return undefined;
  }
}

function parsePath(input: unknown): string {
  try {
    return parseSubscribePath(input);
  } catch {
    throw awsError(UNDOCUMENTED.badChannel);
  }
}

function parseFields(authorization: unknown) {
  try {
    return parseAuthorization(authorization);
  } catch {
    throw awsError(UNDOCUMENTED.badCredentials);
  }
}
