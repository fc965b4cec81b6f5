// How many requests of one connection are accepted in a second.

const SECOND_MS = 1000;

/** A rate limit with a sliding window: `max` requests within any second. */
export class ConnectionRateLimit {
  readonly #max: number;
  readonly #times: number[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts a request at a time in milliseconds; returns false, and does not count it, when the limit is reached. */
  accepts(now: number): boolean {
    while (this.#times.length > 0 && (this.#times[0] ?? 0) <= now - SECOND_MS) this.#times.shift();
    if (this.#times.length >= this.#max) return false;
    this.#times.push(now);
    return true;
  }
}
