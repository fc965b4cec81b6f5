// The clock that services are given: the system's, or one that a test moves.

/**
 * The time, and timers. `now` is the date, which the operating system may set forward or back at any moment: it is for what is
 * stored or displayed. `monotonic` only advances, by the time that passes: intervals are measured with it. Both in milliseconds.
 * `after` runs a callback once and returns a function that cancels it.
 */
export type Clock = {
  now(): number;
  monotonic(): number;
  after(waitMs: number, callback: () => void): () => void;
};

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(waitMs, callback) {
    const timer = setTimeout(callback, waitMs);
    return () => clearTimeout(timer);
  },
};

/** A clock that a test moves: while it advances, timers run in order. */
export class ManualClock implements Clock {
  #now: number;
  /** How far the date was set forward or back. */
  #setByMs = 0;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#setByMs;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Sets the date forward or, by a negative time, back. Timers are not affected: no time passes. */
  setBy(ms: number): void {
    this.#setByMs += ms;
  }

  after(waitMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + waitMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Advances the time; each timer that falls due runs at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }
}
