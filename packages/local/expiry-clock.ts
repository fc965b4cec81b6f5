// The time for deletions: a date that a clock shows for a moment deletes nothing.
import type { Clock } from './clock.ts';

/** How long a clock must be ahead before its time counts: long enough for a wrong date to be noticed or corrected by NTP. */
export const PATIENCE_MS = 10 * 60_000;

/** Corrections of the system's clock that are not distinguished from time that passes. */
const TOLERANCE_MS = 1_000;

/**
 * The latest date that has certainly been reached: what is deleted because it has expired cannot be restored when the clock turns
 * out to have been ahead. A clock that is set back counts at once, and one that is set forward after ten minutes. DynamoDB
 * deletes expired items "within a few days" (developer guide, "Using time to live").
 */
export class ExpiryClock {
  readonly #clock: Clock;
  readonly #trustedFrom: number;
  /** A date that has been reached, and when. */
  #reached: { date: number; at: number };
  #aheadSince: number | undefined;

  /** With `isStartTrusted`, the date at the start counts at once; otherwise no date counts in the first ten minutes. */
  constructor(clock: Clock, isStartTrusted = false) {
    this.#clock = clock;
    this.#trustedFrom = isStartTrusted ? Number.NEGATIVE_INFINITY : clock.monotonic() + PATIENCE_MS;
    this.#reached = { date: clock.now(), at: clock.monotonic() };
  }

  now(): number {
    const [date, at] = [this.#clock.now(), this.#clock.monotonic()];
    const expected = this.#reached.date + (at - this.#reached.at);
    const isAhead = date > expected + TOLERANCE_MS;
    if (isAhead) this.#aheadSince ??= at;
    else this.#aheadSince = undefined;
    const isPatient = isAhead && at - (this.#aheadSince as number) < PATIENCE_MS;
    if (!isPatient) {
      this.#reached = { date, at };
      this.#aheadSince = undefined;
    }
    if (at < this.#trustedFrom) return Number.NEGATIVE_INFINITY;
    return isPatient ? expected : date;
  }
}
