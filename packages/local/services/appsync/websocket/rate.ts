// How often something may be done in one second, for one connection.
const SECOND_MS = 1000;

/** A window that slides: `max` times within any second. */
export class Rate {
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
