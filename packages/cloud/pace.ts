// How writers share a channel: each waits at random, longer after a round that was lost.
import type { Place } from './log.ts';

/**
 * How long to wait, at random, before a round: nothing while nobody else writes, twice as long after each round that was
 * lost, a fifth less after each that was won. So as many writers as there are share a channel with one lost round for three
 * won ones, and do not meet again in step (AWS Architecture Blog, Exponential Backoff And Jitter).
 */
const WAIT_FIRST_MS = 8;
const WAIT_MAX_MS = 512;
const WAIT_AFTER_WIN = 0.8;
const WAIT_NONE_MS = 2;

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

  lost(): void {
    this.#alone = false;
    this.waitMs = Math.min(WAIT_MAX_MS, Math.max(WAIT_FIRST_MS, this.waitMs * 2));
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
