// One subscription of the application: outlives sockets, and spans two of them while one takes over from the other.

import { DuplicateFilter, isInWindow } from './duplicate-filter.ts';
import { ClientError } from './errors.ts';
import { callListener } from './listeners.ts';
import type { Settings } from './options.ts';
import type { ProtocolSocket } from './protocol-socket.ts';
import { SubscribeRequest, type SubscribeRequestListener } from './subscribe-request.ts';

/**
 * The state of a subscription: `subscribing` (AppSync has not responded), `live`, `disconnected` (there is no connection;
 * events are missed), or `refused` (requested again on the next connection or by `wake()`).
 */
export type SubscriptionState = 'subscribing' | 'live' | 'disconnected' | 'refused';

/** The application's listeners of one subscription. */
export type SubscriptionListener = {
  onEvent: (event: unknown) => void;
  onStateChange?: ((state: SubscriptionState, error?: ClientError) => void) | undefined;
};

/** Keeps a channel subscribed. */
export class Subscription implements SubscribeRequestListener {
  readonly #channel: string;
  readonly #settings: Settings;
  readonly #listener: SubscriptionListener;
  /** Oldest first. Two while one socket takes over from another; only the newest counts if the older socket may be dead. */
  #requests: SubscribeRequest[] = [];
  #recovering = false;
  #duplicates: DuplicateFilter | undefined;
  #aloneSince = 0;
  #state: SubscriptionState | undefined;
  #stopped = false;

  constructor(channel: string, settings: Settings, listener: SubscriptionListener) {
    this.#channel = channel;
    this.#settings = settings;
    this.#listener = listener;
  }

  /** Reports the first state and subscribes if there is a socket; does nothing if a new socket was used meanwhile. */
  start(socket: ProtocolSocket | undefined): void {
    if (!this.#state) this.subscribe(socket);
  }

  /** Subscribes on a live socket; without one, the subscription is disconnected. Requests on older sockets stay in use. */
  subscribe(socket: ProtocolSocket | undefined, mayHaveMissed = false): void {
    if (this.#stopped) return;
    this.#recovering = mayHaveMissed;
    if (socket) {
      if (this.#requests.length) this.#duplicates ??= new DuplicateFilter();
      this.#requests.push(new SubscribeRequest(socket, this.#channel, this.#settings, this));
    }
    this.#reportState();
  }

  /** Subscribes again if AppSync refused the last request. */
  retry(socket: ProtocolSocket): void {
    if (this.#state === 'refused') this.#replace([...this.#requests], socket);
  }

  /** Stops the delivery of events, at once and for good. */
  stop(): void {
    this.#stopped = true;
    for (const request of this.#requests) request.stop();
  }

  onStateChange(request: SubscribeRequest, error?: ClientError): void {
    const others = this.#requests.filter((other) => other !== request);
    if (request.state === 'ended' || request.state === 'stopping') this.#requests = others;
    if (this.#requests.length < 2) this.#aloneSince = this.#settings.clock.now();
    this.#reportState(error);
    // A user who may no longer subscribe receives nothing more, not even from the socket that still brings events.
    if (request.state === 'refused') for (const other of others) other.stop();
  }

  onTimeout(request: SubscribeRequest, error: ClientError): void {
    this.#replace([request], request.socket);
    this.onLoss(error);
  }

  onEvent(request: SubscribeRequest, event: unknown): void {
    // A frame carries one text; AWS's own sample has it in an array.
    for (const text of Array.isArray(event) ? event : [event]) this.#deliver(request, text);
  }

  onLoss(error: ClientError): void {
    if (!this.#stopped && this.#state) callListener(this.#listener.onStateChange, this.#state, error);
  }

  #replace(requests: readonly SubscribeRequest[], socket: ProtocolSocket): void {
    // The new request first: without any, the subscription would be disconnected for a moment.
    this.subscribe(socket);
    for (const request of requests) request.stop();
  }

  #deliver(request: SubscribeRequest, text: unknown): void {
    let event: unknown;
    try {
      // An event is a text; an object in its place fails here, since `String` does not turn it into JSON.
      event = JSON.parse(String(text));
    } catch (cause) {
      return this.onLoss(new ClientError('lost', `An event on ${this.#channel} was not JSON.`, { cause }));
    }
    if (!this.#stopped && !this.#isDuplicate(request, String(text))) callListener(this.#listener.onEvent, event);
  }

  #isDuplicate(request: SubscribeRequest, text: string): boolean {
    const now = this.#settings.clock.now();
    if (this.#requests.length < 2 && !isInWindow(this.#aloneSince, now)) this.#duplicates = undefined;
    return this.#duplicates?.isDuplicate(text, request.socket, now) ?? false;
  }

  #reportState(error?: ClientError): void {
    const state = this.#currentState();
    if (this.#stopped || state === this.#state) return;
    this.#state = state;
    callListener(this.#listener.onStateChange, state, error);
  }

  #currentState(): SubscriptionState {
    const states = this.#requests.map((request) => request.state);
    if (states.at(-1) === 'refused') return 'refused';
    if (this.#recovering ? states.at(-1) === 'live' : states.includes('live')) return 'live';
    return states.length ? 'subscribing' : 'disconnected';
  }
}
