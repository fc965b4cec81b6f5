// Backoff of concurrent writers to one channel: random delays that double after a lost round and halve after a won one.

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

/** The delay before a round in one channel, and whether others write to it too, so that reading its head first is cheaper. */
export class ContentionBackoff {
  delayMs = 0;
  hasOtherWriters = false;

  /** Records a read of the rows since the last known head: whether others have appended any. */
  read(byOthers: boolean): void {
    this.hasOtherWriters = byOthers;
  }

  won(): void {
    const delayMs = this.delayMs * DELAY_FACTOR_AFTER_WIN;
    this.delayMs = delayMs < DELAY_NONE_MS ? 0 : delayMs;
  }

  /** Records that the known head was outdated: others have written since, not necessarily at this moment, so no delay. */
  headOutdated(): void {
    this.hasOtherWriters = true;
  }

  /** Records that another writer was faster, in a round that took `roundMs`. */
  lost(roundMs: number): void {
    const most = Math.min(DELAY_MAX_MS.most, Math.max(DELAY_MAX_MS.least, DELAY_MAX_ROUNDS * roundMs));
    this.hasOtherWriters = true;
    this.delayMs = Math.min(most, Math.max(DELAY_FIRST_MS, this.delayMs * 2));
  }
}
