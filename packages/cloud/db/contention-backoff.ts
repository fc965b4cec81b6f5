// Backoff of concurrent writers to one channel: random delays that double after a lost round and halve after a won one.
import type { LogPosition } from './log.ts';

/**
 * Delays before a round are random: none while there are no other writers, up to twice as long after each lost round, and half
 * as long after each won one, so that writers do not stay in step (AWS Architecture Blog, Exponential Backoff And Jitter).
 */
const DELAY_FIRST_MS = 32;
const DELAY_FACTOR_AFTER_WIN = 0.5;
const DELAY_NONE_MS = 2;

/**
 * The longest delay, in durations of the lost round: longer delays leave a channel idle, and shorter ones lose so many rounds
 * that a busy table or machine has no capacity left for anything else. The bounds are in milliseconds.
 */
const DELAY_MAX_ROUNDS = 30;
const DELAY_MAX_MS = { least: 128, most: 4_096 };

/** Channels that a warm function remembers. A forgotten channel, or an outdated head, costs a round, never a gap. */
const CHANNELS_MAX = 1_000;

/** What a function remembers of a channel: its head while there seem to be no other writers, and the delay before a round. */
export class ContentionBackoff {
  delayMs = 0;
  #last: LogPosition | undefined;
  #isOnlyWriter = false;

  /** The head, if it need not be read. */
  get head(): LogPosition | undefined {
    return this.#isOnlyWriter ? this.#last : undefined;
  }

  /** Records a head that was read. If it is the one that the last round wrote, there are no other writers. */
  headRead(head: LogPosition): LogPosition {
    this.#isOnlyWriter = head.seq === this.#last?.seq;
    return head;
  }

  won(head: LogPosition): void {
    const delayMs = this.delayMs * DELAY_FACTOR_AFTER_WIN;
    this.delayMs = delayMs < DELAY_NONE_MS ? 0 : delayMs;
    this.#last = head;
  }

  /** Records that the remembered head was outdated: others have written since, not necessarily at this moment, so no delay. */
  headOutdated(): void {
    this.#isOnlyWriter = false;
  }

  /** Records that another writer was faster, in a round that took `roundMs`. */
  lost(roundMs: number): void {
    const most = Math.min(DELAY_MAX_MS.most, Math.max(DELAY_MAX_MS.least, DELAY_MAX_ROUNDS * roundMs));
    this.#isOnlyWriter = false;
    this.delayMs = Math.min(most, Math.max(DELAY_FIRST_MS, this.delayMs * 2));
  }
}

/** The backoff of each channel. */
export class ContentionBackoffs {
  readonly #backoffs = new Map<string, ContentionBackoff>();

  of(channel: string): ContentionBackoff {
    const backoff = this.#backoffs.get(channel) ?? new ContentionBackoff();
    if (this.#backoffs.size >= CHANNELS_MAX) this.#backoffs.clear();
    this.#backoffs.set(channel, backoff);
    return backoff;
  }
}
