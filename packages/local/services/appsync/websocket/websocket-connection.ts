// One WebSocket: what its client says, one operation after another, and what it hears.
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
import { asRefusal, encodeError } from '../appsync-errors.ts';
import type { Origin } from '../auth/authorization-modes.ts';
import { parseJsonObject } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import { encodeResult, publish } from '../fan-out/publish.ts';
import { type Subscription, subscription } from '../fan-out/subscriptions.ts';
import { type Soon, soon } from '../maybe-async.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { type Listener, ServerWebSocket, type Upgraded } from './server-websocket.ts';
import { Outbox, type Turn } from './socket-writer.ts';

/** Operations, and characters of them, that may wait for one another; beyond it the socket is not read for a while. */
const WAITING_MAX = 64;
const WAITING_CHARACTERS_MAX = 4 * 1024 * 1024;

/** The longest message: Amplify sends the events of a publish twice, and credentials beside them. */
const MESSAGE_BYTES_MAX = 2 * PUBLISH_BYTES_MAX + 64 * 1024;

type Frame = Readonly<Record<string, unknown>>;

/** What a connection is made with. */
export type ConnectionSetUp = {
  readonly turn: Turn;
  readonly clock: Clock;
  readonly origin: Origin;
  /** Hears of what is a fault of the engine and no refusal. */
  readonly say: (line: string) => void;
};

/** A connection from its upgrade to its end. */
export class Connection implements Listener {
  readonly #setUp: ConnectionSetUp;
  readonly #outbox: Outbox;
  readonly #webSocket: ServerWebSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  #api: EventApi | undefined;
  #publishes: Rate | undefined;
  #waiting: Frame[] = [];
  #waitingCharacters = 0;
  #busy = true;
  #isAlive = true;

  /** `admit` decides who this is and which API is meant; it throws AwsError. */
  constructor(upgraded: Upgraded, setUp: ConnectionSetUp, admit: () => Promise<EventApi>) {
    this.#setUp = setUp;
    this.#outbox = new Outbox(upgraded.socket, setUp.turn);
    this.#webSocket = new ServerWebSocket(upgraded, this.#outbox, setUp.clock, MESSAGE_BYTES_MAX, this);
    void this.#admit(admit);
  }

  /** Says that the server is there, and asks whether the client is; one that showed no sign since last time is cut. */
  keepAlive(): void {
    if (this.#outbox.silent) return;
    if (!this.#isAlive) {
      this.#webSocket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#send({ type: 'ka' });
    this.#webSocket.ping();
  }

  /** Ends the connection in good order. */
  close(code: number): void {
    this.#webSocket.close(code);
    this.#forget();
  }

  alive(): void {
    this.#isAlive = true;
  }

  gone(): void {
    this.#forget();
  }

  heard(text: string | undefined): void {
    this.alive();
    const frame = text === undefined ? undefined : parseFrame(text);
    if (!frame) {
      this.#refuse('error', undefined, refusal(CHOICES.unknownType));
      return;
    }
    this.#waiting.push(frame);
    this.#waitingCharacters += text?.length ?? 0;
    if (this.#waiting.length > WAITING_MAX || this.#waitingCharacters > WAITING_CHARACTERS_MAX) this.#webSocket.pause();
    if (!this.#busy) this.#work();
  }

  async #admit(admit: () => Promise<EventApi>): Promise<void> {
    try {
      this.#api = await admit();
    } catch (error) {
      const refused = asRefusal(error, this.#setUp.say);
      this.#send({ errors: [{ ...encodeError(refused), errorCode: refused.status }], type: 'connection_error' });
      this.close(CHOICES.connectionErrorClose.value);
      return;
    }
    this.#work();
  }

  #work(): void {
    this.#busy = true;
    for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift()) {
      const obeyed = this.#obey(frame);
      if (obeyed) {
        void obeyed.then(() => this.#work());
        return;
      }
    }
    this.#busy = false;
    this.#waitingCharacters = 0;
    if (this.#webSocket.isPaused) this.#webSocket.resume();
  }

  /** Does what a frame asks for; a promise when that takes longer. Never fails. */
  #obey(frame: Frame): Promise<void> | undefined {
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
        this.#refuse('error', id, refusal(CHOICES.unknownType));
        return undefined;
    }
    const failed = (error: unknown) => this.#refuse(`${type}_error`, id, asRefusal(error, this.#setUp.say));
    try {
      if (typeof id !== 'string' || !ID_PATTERN.test(id)) throw refusal(CHOICES.badId);
      const done = this.#start(type, id, frame);
      return done instanceof Promise ? done.catch(failed) : undefined;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #start(type: 'subscribe' | 'unsubscribe' | 'publish', id: string, frame: Frame): Soon<void> {
    if (type === 'publish') return this.#publish(id, frame);
    if (type === 'subscribe') return this.#subscribe(id, frame);
    return this.#unsubscribe(id);
  }

  async #subscribe(id: string, { channel, authorization }: Frame): Promise<void> {
    const path = parsePath(channel);
    if (this.#subscriptions.has(id)) throw refusal(CHOICES.duplicateId);
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) throw refusal(CHOICES.tooManySubscriptions);
    const { origin } = this.#setUp;
    const api = this.#admitted;
    const { namespace, caller } = await api.enter({
      operation: 'EVENT_SUBSCRIBE',
      authorization: fieldsOf(authorization),
      origin,
      signed: () => JSON.stringify({ channel }),
      channel: path,
      namespace: namespaceOf(path),
    });
    const name = namespace.name;
    await namespace.hooks.subscribe?.({ operation: 'SUBSCRIBE', channel: path, namespace: name, caller, origin });
    // It may have gone while its subscription was being decided.
    if (!this.#webSocket.isOpen) return;
    const made = subscription(id, path, this.#outbox);
    this.#subscriptions.set(id, made);
    api.subscriptions.add(made);
    this.#send({ id, type: 'subscribe_success' });
  }

  #unsubscribe(id: string): void {
    const found = this.#subscriptions.get(id);
    // "Understanding the Event API WebSocket protocol" gives these words.
    if (!found) throw new AwsError('UnknownOperationError', `Unknown operation id ${id}`);
    this.#subscriptions.delete(id);
    this.#api?.subscriptions.delete(found);
    this.#send({ id, type: 'unsubscribe_success' });
  }

  #publish(id: string, { channel, events, authorization }: Frame): Soon<void> {
    this.#publishes ??= new Rate(PUBLISHES_PER_SECOND);
    if (!this.#publishes.take(this.#setUp.clock.now())) throw refusal(CHOICES.tooManyPublishes);
    const result = publish(this.#admitted, {
      channel,
      events,
      authorization: fieldsOf(authorization),
      origin: this.#setUp.origin,
      signed: () => JSON.stringify({ channel, events }),
      tooMany: TOO_MANY_EVENTS,
    });
    return soon(result, (known) =>
      this.#outbox.send(`{"id":"${id}","type":"publish_success",${encodeResult(known).slice(1)}`),
    );
  }

  #refuse(
    type: 'error' | 'subscribe_error' | 'unsubscribe_error' | 'publish_error',
    id: unknown,
    error: AwsError,
  ): void {
    const known = typeof id === 'string' && id.length <= ID_LENGTH_MAX ? { id } : {};
    this.#send({ ...known, type, errors: [encodeError(error)] } as ServerFrame);
  }

  #send(frame: ServerFrame): void {
    this.#outbox.send(JSON.stringify(frame));
  }

  #forget(): void {
    this.#waiting = [];
    for (const one of this.#subscriptions.values()) this.#api?.subscriptions.delete(one);
    this.#subscriptions.clear();
  }

  get #admitted(): EventApi {
    if (!this.#api) throw refusal(CHOICES.badCredentials);
    return this.#api;
  }
}

const ID_LENGTH_MAX = 128;

// As the service words it, with a small i: amplify-android, androidTest.
const TOO_MANY_EVENTS = new AwsError('InvalidInputError', 'input exceeded 5 event limit');

const SECOND_MS = 1000;

/** A window that slides: `max` times within any second. */
class Rate {
  readonly #max: number;
  readonly #times: number[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts one more; false when that is too many, and then it does not count. */
  take(now: number): boolean {
    while (this.#times.length > 0 && (this.#times[0] ?? 0) <= now - SECOND_MS) this.#times.shift();
    if (this.#times.length >= this.#max) return false;
    this.#times.push(now);
    return true;
  }
}

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
    throw refusal(CHOICES.badChannel);
  }
}

function fieldsOf(authorization: unknown) {
  try {
    return parseAuthorization(authorization);
  } catch {
    throw refusal(CHOICES.badCredentials);
  }
}
