// Invocations per second: what comes too fast waits its turn, nothing is refused.
import type { Clock } from '../../clock.ts';

const SECOND = 1_000;

/** Lets `perSecond` calls through at once, then one as each part of a second passes, in the order in which they came. */
export class Pace {
  readonly #clock: Clock;
  readonly #perSecond: number;
  /** When the next call would be on time; calls may run ahead of it by one second's worth. */
  #due = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Resolves when the caller may call. */
  turn(): Promise<void> {
    const now = this.#clock.now();
    const step = SECOND / this.#perSecond;
    this.#due = Math.max(this.#due, now - SECOND) + step;
    const waitMs = this.#due - now;
    if (waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => this.#clock.after(waitMs, resolve));
  }
}
