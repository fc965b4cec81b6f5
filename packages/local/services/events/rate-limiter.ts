// The rate limiter of an API destination: calls beyond the rate wait, none is rejected.
import type { Clock } from '../../clock.ts';

const SECOND = 1_000;

/** Admits `perSecond` calls at once, and then one after each fraction of a second, in order. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number;
  /** The time at which the next call is due; calls may be ahead of it by one second. */
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when the caller may call. */
  acquire(): Promise<void> {
    const now = this.#clock.now();
    const step = SECOND / this.#perSecond;
    this.#nextAt = Math.max(this.#nextAt, now - SECOND) + step;
    const waitMs = this.#nextAt - now;
    if (waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => this.#clock.after(waitMs, resolve));
  }
}
