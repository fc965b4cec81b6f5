// What was verified a moment ago and need not be verified again yet.
import type { Clock } from '../../../clock.ts';

/** Entries that are kept; the oldest goes first. */
const ENTRIES_MAX = 1000;

/** The longest that a verification is trusted, so that a key taken out of a pool's set counts soon. */
const TRUST_MS = 300_000;

/** Remembers results by token. Failures are not remembered. */
export class Remembered<Value> {
  readonly #clock: Clock;
  readonly #trustMs: number;
  readonly #entries = new Map<string, { value: Value; untilMs: number }>();

  constructor(clock: Clock, trustMs = TRUST_MS) {
    this.#clock = clock;
    this.#trustMs = trustMs;
  }

  /** Gives what is remembered of a token, or finds it out; it is kept until `untilMs` at the longest. */
  async recall(token: string, findOut: () => Promise<{ value: Value; untilMs: number }>): Promise<Value> {
    const known = this.#entries.get(token);
    if (known && known.untilMs > this.#clock.now()) return known.value;
    this.#entries.delete(token);
    const found = await findOut();
    this.#entries.set(token, { ...found, untilMs: Math.min(found.untilMs, this.#clock.now() + this.#trustMs) });
    if (this.#entries.size > ENTRIES_MAX) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    return found.value;
  }
}
