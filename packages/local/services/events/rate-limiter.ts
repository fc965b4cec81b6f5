// The rate limiter of an API destination: calls beyond the rate wait, none is rejected.
import type { Clock } from '../../clock.ts';

const SECOND = 1_000;

/** Rounding errors of the fractions of a second. */
const TOLERANCE_MS = 0.001;

/** Admits `perSecond` calls at once, and then one after each fraction of a second, in order. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number;
  /** The time that the calls so far take at the rate, less the time that has passed since; one second of it needs no wait. */
  #usedMs = 0;
  #at = 0;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when the caller may call: to false if it was cancelled meanwhile. */
  acquire(cancelled?: AbortSignal): Promise<boolean> {
    const now = this.#clock.monotonic();
    const passedMs = Math.max(0, now - this.#at);
    const callMs = SECOND / this.#perSecond;
    this.#usedMs = Math.max(0, this.#usedMs - passedMs) + callMs;
    this.#at = now;
    const waitMs = this.#usedMs - SECOND;
    if (waitMs <= TOLERANCE_MS) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = () => {
        stopTimer();
        cancelled?.removeEventListener('abort', finish);
        if (cancelled?.aborted) this.#usedMs -= callMs;
        resolve(!cancelled?.aborted);
      };
      const stopTimer = this.#clock.after(waitMs, finish);
      cancelled?.addEventListener('abort', finish);
    });
  }
}
