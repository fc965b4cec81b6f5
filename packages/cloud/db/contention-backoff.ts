// How writers share a channel: each waits at random, longer after a round that was lost.
import type { Place } from './log.ts';

/**
 * How long to wait, at random, before a round: nothing while nobody else writes, twice as long after each round that was
 * lost, half as long after each that was won, so that writers do not meet again in step (AWS Architecture Blog, Exponential
 * Backoff And Jitter).
 */
const WAIT_FIRST_MS = 32;
const WAIT_AFTER_WIN = 0.5;
const WAIT_NONE_MS = 2;

/**
 * The longest wait, in rounds as long as the one that was lost: longer ones leave a channel idle, and shorter ones let so many
 * rounds be lost that a table or a machine with much to do has time for nothing else. Its bounds are in milliseconds.
 */
const WAIT_MAX_ROUNDS = 30;
const WAIT_MAX_MS = { least: 128, most: 4_096 };

/** Channels that a warm function remembers. Forgetting one, or a head that is old, costs a round, never a hole. */
const CHANNELS_KEPT = 1_000;

/** What a function remembers of a channel: its head, while nobody else seems to write, and how long it waits for others. */
export class Pace {
  waitMs = 0;
  #last: Place | undefined;
  #alone = false;

  /** The head, as far as it need not be asked for. */
  get head(): Place | undefined {
    return this.#alone ? this.#last : undefined;
  }

  /** Takes in the head that was asked for. If it is still the one of the last round, nobody else wrote meanwhile. */
  asked(head: Place): Place {
    this.#alone = head.seq === this.#last?.seq;
    return head;
  }

  won(head: Place): void {
    const waitMs = this.waitMs * WAIT_AFTER_WIN;
    this.waitMs = waitMs < WAIT_NONE_MS ? 0 : waitMs;
    this.#last = head;
  }

  /** The remembered head was old: others have written, which does not mean that they write now. So nobody need wait. */
  outdated(): void {
    this.#alone = false;
  }

  /** Somebody was faster. `roundMs` is how long the round took that was lost. */
  lost(roundMs: number): void {
    const most = Math.min(WAIT_MAX_MS.most, Math.max(WAIT_MAX_MS.least, WAIT_MAX_ROUNDS * roundMs));
    this.#alone = false;
    this.waitMs = Math.min(most, Math.max(WAIT_FIRST_MS, this.waitMs * 2));
  }
}

/** The paces of all channels. */
export class Paces {
  readonly #paces = new Map<string, Pace>();

  of(channel: string): Pace {
    const pace = this.#paces.get(channel) ?? new Pace();
    if (this.#paces.size >= CHANNELS_KEPT) this.#paces.clear();
    this.#paces.set(channel, pace);
    return pace;
  }
}
