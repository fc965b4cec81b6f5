// The subscription to one channel on the path of its epoch, without a gap when the epoch changes.
import { errorText } from '../../errors.ts';
import { steppedDelay } from '../backoff.ts';
import type { Clock, Events, SubscriptionState } from '../ports.ts';

/**
 * Delays before a path that was refused is subscribed to again, in milliseconds; the last one repeats. By then the sync that
 * `onRefused` causes has most likely brought another epoch, or the user's removal from the channel.
 */
export const RETRY_DELAYS_MS: readonly number[] = [5_000, 20_000, 60_000];

/** Whether a channel is subscribed to, and why not. */
export type SubscriptionStatus = { state: SubscriptionState; problem?: string };

/**
 * What a subscription is given. `onLive` is called whenever a path becomes live, as events before that were not received; once
 * it has resolved, the path of the epoch before is unsubscribed. `onRefused` is called when the user may not subscribe to a path.
 */
export type ChannelSubscriptionDeps = {
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  path: (epoch: number) => string;
  onEvent: (event: unknown) => void;
  onLive?: () => Promise<unknown>;
  onRefused?: () => void;
  onStatus?: (status: SubscriptionStatus) => void;
};

/** Subscribes to a channel from one epoch to the next. */
export class ChannelSubscription {
  readonly #deps: ChannelSubscriptionDeps;
  #epoch = -1;
  // The subscription to the path of the current epoch; states of other ones are ignored.
  #current: object | undefined;
  #unsubscribe: (() => void) | undefined;
  // The paths of earlier epochs, kept until no event can be missing.
  #earlier: (() => void)[] = [];
  #refusals = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(deps: ChannelSubscriptionDeps) {
    this.#deps = deps;
  }

  /** Subscribes in this epoch. An epoch never returns, so an earlier one is outdated. */
  start(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#refusals = 0;
    this.#subscribe();
  }

  /** Unsubscribes. */
  stop(): void {
    this.#cancelRetry?.();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#current = undefined;
    this.#epoch = -1;
    this.#leave(this.#earlier.splice(0));
  }

  #subscribe(): void {
    this.#cancelRetry?.();
    if (this.#unsubscribe) this.#earlier.push(this.#unsubscribe);
    const subscription = {};
    this.#current = subscription;
    const { events, path, onEvent } = this.#deps;
    this.#unsubscribe = events.subscribe(path(this.#epoch), onEvent, (state, error) => {
      if (this.#current === subscription) this.#changed(state, error);
    });
  }

  #changed(state: SubscriptionState, error: unknown): void {
    this.#deps.onStatus?.(error === undefined ? { state } : { state, problem: errorText(error) });
    if (state === 'live') void this.#live();
    if (state === 'refused') this.#refused();
  }

  async #live(): Promise<void> {
    this.#cancelRetry?.();
    this.#refusals = 0;
    const earlier = [...this.#earlier];
    // The caller retries a sync that failed.
    await this.#deps.onLive?.().catch(() => undefined);
    this.#leave(earlier);
  }

  #refused(): void {
    this.#cancelRetry?.();
    const delayMs = steppedDelay(RETRY_DELAYS_MS, this.#refusals++);
    this.#cancelRetry = this.#deps.clock.after(delayMs, () => this.#subscribe());
    this.#deps.onRefused?.();
  }

  #leave(subscriptions: readonly (() => void)[]): void {
    this.#earlier = this.#earlier.filter((unsubscribe) => !subscriptions.includes(unsubscribe));
    for (const unsubscribe of subscriptions) unsubscribe();
  }
}
