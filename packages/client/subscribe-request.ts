// One subscribe request: sent once, under its own id, on one socket.

import { ClientError, clientErrorFrom } from './errors.ts';
import type { Frame } from './frames.ts';
import type { Settings } from './options.ts';
import type { ProtocolSocket } from './protocol-socket.ts';

// How long aws-amplify waits for `subscribe_success`.
const RESPONSE_TIMEOUT_MS = 15_000;

/**
 * The state of a subscribe request.
 *
 *   subscribing ──accepted──► live ──stop──► ended (unsubscribe is sent)
 *    │       └──stop──► stopping ──accepted──► ended (unsubscribe is sent)
 *    └──refused──► refused                                              any ──lost──► ended
 *
 * - `subscribing`: AppSync has not responded.
 * - `live`: AppSync sends events.
 * - `refused`: AppSync refused the subscription.
 * - `stopping`: the subscription was stopped, but AppSync drops an unsubscribe that arrives before the subscription is
 *   established (comment in auvred/aws-appsync-events), so the request waits for the response.
 * - `ended`: no further frame is handled.
 */
export type SubscribeState = 'subscribing' | 'live' | 'refused' | 'stopping' | 'ended';

/** What causes a transition of a subscribe request. */
export type SubscribeTrigger = 'accepted' | 'refused' | 'stop' | 'lost';

/** The state after a trigger. A trigger that the table does not name changes nothing. */
export function nextSubscribeState(state: SubscribeState, trigger: SubscribeTrigger): SubscribeState {
  return CHANGES[state][trigger] ?? state;
}

/** The transition table: a state that is missing does not compile. A refusal after a success refers to another operation. */
const CHANGES: Readonly<Record<SubscribeState, Readonly<Partial<Record<SubscribeTrigger, SubscribeState>>>>> = {
  subscribing: { accepted: 'live', refused: 'refused', stop: 'stopping', lost: 'ended' },
  live: { stop: 'ended', lost: 'ended' },
  refused: { stop: 'ended', lost: 'ended' },
  stopping: { accepted: 'ended', refused: 'ended', lost: 'ended' },
  ended: {},
};

/** Receives the progress of a request: a new state, a missing response, an event, an event that could not be delivered. */
export type SubscribeRequestListener = {
  onStateChange(request: SubscribeRequest, error?: ClientError): void;
  onTimeout(request: SubscribeRequest, error: ClientError): void;
  onEvent(request: SubscribeRequest, event: unknown): void;
  onLoss(error: ClientError): void;
};

/** Subscribes to a channel on one socket, under its own id. */
export class SubscribeRequest {
  readonly socket: ProtocolSocket;
  readonly #id: string;
  readonly #channel: string;
  readonly #listener: SubscribeRequestListener;
  readonly #cancelTimeout: () => void;
  #state: SubscribeState = 'subscribing';
  #timeoutError: ClientError;

  constructor(socket: ProtocolSocket, channel: string, { clock }: Settings, listener: SubscribeRequestListener) {
    this.socket = socket;
    this.#channel = channel;
    this.#listener = listener;
    this.#timeoutError = new ClientError('timed-out', `The subscription to ${channel} got no response in time.`);
    this.#cancelTimeout = clock.after(RESPONSE_TIMEOUT_MS, () => this.#timeOut());
    this.#id = socket.request({ type: 'subscribe', channel }, (response) => this.#receive(response));
  }

  get state(): SubscribeState {
    return this.#state;
  }

  /** Stops the delivery of events; unsubscribes if the subscription is established. */
  stop(): void {
    this.#transition('stop');
  }

  #receive(response: Frame | ClientError): void {
    if (response instanceof ClientError) this.#fail(response);
    else if (response.type === 'data') this.#deliver(response.event);
    else if (response.type === 'subscribe_success') this.#transition('accepted');
    else {
      const error = clientErrorFrom(this.#channel, response.errors);
      if (response.type === 'broadcast_error') this.#listener.onLoss(new ClientError('lost', error.message));
      // `error` is AppSync's response to a frame that it cannot parse or attribute.
      if (response.type === 'subscribe_error' || response.type === 'error') this.#transition('refused', error);
    }
  }

  #fail(error: ClientError): void {
    if (!this.socket.live) this.#transition('lost', error);
    // The credentials may be available in a moment: the timeout reports this error and causes another attempt.
    else if (error.retryable) this.#timeoutError = error;
    else this.#transition('refused', error);
  }

  #deliver(event: unknown): void {
    if (this.#state === 'live' || this.#state === 'subscribing') this.#listener.onEvent(this, event);
  }

  #timeOut(): void {
    if (this.#state === 'subscribing') this.#listener.onTimeout(this, this.#timeoutError);
  }

  #transition(trigger: SubscribeTrigger, error?: ClientError): void {
    const before = this.#state;
    this.#state = nextSubscribeState(before, trigger);
    if (this.#state === before) return;
    this.#cancelTimeout();
    if (this.#state === 'ended') {
      this.socket.forget(this.#id);
      const isEstablished = trigger === 'accepted' || (before === 'live' && trigger === 'stop');
      if (isEstablished) this.socket.send({ type: 'unsubscribe', id: this.#id });
    }
    this.#listener.onStateChange(this, error);
  }
}
