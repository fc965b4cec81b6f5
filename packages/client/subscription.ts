// One subscription of the user: lives through many lines, and through two at once while one takes over from another.

import { Ask, type AskListener } from './subscribe-request.ts';
import { COPY_WITHIN_MS, Echoes } from './duplicate-filter.ts';
import { ClientError } from './errors.ts';
import type { Line } from './protocol-socket.ts';
import type { Settings } from './options.ts';
import { call } from './listeners.ts';

/**
 * Where a subscription stands: `asking` for AppSync's consent, `live`, `away` (there is no connection; events pass
 * unheard), or `refused` (asked again with the next connection or `wake()`).
 */
export type SubscriptionState = 'asking' | 'live' | 'away' | 'refused';

/** What the user wants to hear of a subscription. */
export type SubscriptionListener = {
  heard: (event: unknown) => void;
  watch?: ((state: SubscriptionState, error?: ClientError) => void) | undefined;
};

/** Keeps a channel listened to. */
export class Subscription implements AskListener {
  readonly #channel: string;
  readonly #settings: Settings;
  readonly #listener: SubscriptionListener;
  /** Oldest first. Two while one line takes over from another. */
  #asks: Ask[] = [];
  #echoes: Echoes | undefined;
  #echoesEndAt = 0;
  #state: SubscriptionState | undefined;
  #stopped = false;

  constructor(channel: string, settings: Settings, listener: SubscriptionListener) {
    this.#channel = channel;
    this.#settings = settings;
    this.#listener = listener;
  }

  /** Says the first state and asks if it can; nothing when a line came meanwhile and was asked on. */
  begin(line: Line | undefined): void {
    if (!this.#state) this.ask(line);
  }

  /** Asks on a line that is live; without one, the subscription is away. Lines that are older go on until they end. */
  ask(line: Line | undefined): void {
    if (this.#stopped) return;
    if (line) {
      if (this.#asks.length) this.#echoes ??= new Echoes();
      this.#asks.push(new Ask(line, this.#channel, this.#settings, this));
    }
    this.#tell();
  }

  /** Asks again if the last answer was no. */
  retry(line: Line): void {
    if (this.#state === 'refused') this.#replace([...this.#asks], line);
  }

  /** Stops listening, at once and for good. */
  stop(): void {
    this.#stopped = true;
    for (const ask of this.#asks) ask.stop();
  }

  changed(ask: Ask, error?: ClientError): void {
    const others = this.#asks.filter((other) => other !== ask);
    if (ask.state === 'gone' || ask.state === 'leaving') this.#asks = others;
    if (this.#asks.length < 2) this.#echoesEndAt = this.#settings.clock.now() + COPY_WITHIN_MS;
    this.#tell(error);
    // Who may no longer listen stops listening, also on the line that still brings events.
    if (ask.state === 'refused') for (const other of others) other.stop();
  }

  overdue(ask: Ask, error: ClientError): void {
    this.#replace([ask], ask.line);
    this.missed(error);
  }

  heard(ask: Ask, event: unknown): void {
    // One text per frame is the rule; AWS's own sample shows it in an array.
    for (const text of Array.isArray(event) ? event : [event]) this.#deliver(ask, text);
  }

  missed(error: ClientError): void {
    if (!this.#stopped && this.#state) call(this.#listener.watch, this.#state, error);
  }

  #replace(asks: readonly Ask[], line: Line): void {
    // The new ask first: without any, the subscription would be away for a moment.
    this.ask(line);
    for (const ask of asks) ask.stop();
  }

  #deliver(ask: Ask, text: unknown): void {
    let event: unknown;
    try {
      // An event is a text; an object in its place is refused here, as `String` makes no JSON of it.
      event = JSON.parse(String(text));
    } catch (cause) {
      this.missed(new ClientError('lost', `An event on ${this.#channel} was not JSON.`, { cause }));
      return;
    }
    if (!this.#stopped && !this.#isCopy(ask, String(text))) call(this.#listener.heard, event);
  }

  #isCopy(ask: Ask, text: string): boolean {
    const now = this.#settings.clock.now();
    if (this.#asks.length < 2 && now > this.#echoesEndAt) this.#echoes = undefined;
    return this.#echoes?.isCopy(text, ask.line, now) ?? false;
  }

  #tell(error?: ClientError): void {
    const state = this.#stateNow();
    if (this.#stopped || state === this.#state) return;
    this.#state = state;
    call(this.#listener.watch, state, error);
  }

  #stateNow(): SubscriptionState {
    const states = this.#asks.map((ask) => ask.state);
    if (states.at(-1) === 'refused') return 'refused';
    if (states.includes('live')) return 'live';
    return states.length ? 'asking' : 'away';
  }
}
