// Schedules syncs: immediately after evidence that something may be missing, and otherwise less and less often.
import type { ReadonlySignal } from '@preact/signals';
import { steppedDelay } from '../backoff.ts';
import type { Clock } from '../ports.ts';

/**
 * The intervals of routine syncs, in milliseconds; the last one repeats. They only bring what was lost without any evidence: the
 * last event of a channel that is not open. A hidden page waits for the last one, and so keeps the unread count in its title; one
 * that has disconnected does not sync until it is visible.
 */
export const SYNC_INTERVALS_MS: readonly number[] = [60_000, 120_000, 240_000, 480_000, 600_000];

/**
 * The minimum between two syncs that others can cause. A window that is clicked becomes visible and focused at the same time,
 * and any user may signal a new channel as often as they like: one sync serves all of that.
 */
export const SYNC_MIN_INTERVAL_MS = 2_000;

/**
 * What a schedule is given: the time, whether the page is visible and whether it wants to be connected, and the sync that it runs.
 */
export type SyncScheduleDeps = {
  clock: Clock;
  visible: ReadonlySignal<boolean>;
  connected: () => boolean;
  sync: () => Promise<void>;
};

/** Runs syncs, and schedules the next one. */
export class SyncSchedule {
  readonly #deps: SyncScheduleDeps;
  #syncedAt = 0;
  #cancel: (() => void) | undefined;
  #debounced = false;
  #stopped = false;
  #routines = 0;
  #routine = false;

  constructor(deps: SyncScheduleDeps) {
    this.#deps = deps;
  }

  /** Whether the last sync is so recent that another one would bring nothing. */
  get fresh(): boolean {
    const age = this.#deps.clock.now() - this.#syncedAt;
    // After a clock was set back, nothing is fresh.
    return age >= 0 && age <= SYNC_MIN_INTERVAL_MS;
  }

  /** Whether a sync is in flight that nothing but time has caused. */
  get routine(): boolean {
    return this.#routine;
  }

  /** Takes the present state for fresh: the events that make a page visible come together. */
  skip(): void {
    this.#syncedAt = this.#deps.clock.now();
  }

  /** Syncs immediately. When that fails, the status line shows the state of the connection; the next sync is the retry. */
  async now(): Promise<void> {
    this.#cancel?.();
    this.#debounced = false;
    this.#syncedAt = this.#deps.clock.now();
    await this.#deps.sync().catch(() => undefined);
    if (!this.#debounced) this.later();
  }

  /** Syncs immediately, or once the last sync is no longer fresh. */
  soon(): void {
    if (this.#stopped || this.#debounced) return;
    if (!this.fresh) return void this.now();
    this.#debounced = true;
    this.#cancel?.();
    const delayMs = this.#syncedAt + SYNC_MIN_INTERVAL_MS - this.#deps.clock.now() + 1;
    this.#cancel = this.#deps.clock.after(delayMs, () => void this.now());
  }

  /** Syncs after the next of the intervals. */
  later(): void {
    this.#cancel?.();
    if (this.#stopped) return;
    this.#cancel = this.#deps.clock.after(steppedDelay(SYNC_INTERVALS_MS, this.#routines), () => {
      this.#routines += 1;
      const { visible, connected } = this.#deps;
      const isDue = visible.peek() || (connected() && this.#routines >= SYNC_INTERVALS_MS.length);
      if (isDue) void this.#runRoutine();
      else this.later();
    });
  }

  /** Returns to the first interval, as events were lost although nothing was known to be wrong. */
  suspectLosses(): void {
    this.#routines = 0;
    if (!this.#debounced) this.later();
  }

  /** Syncs no more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #runRoutine(): Promise<void> {
    this.#routine = true;
    await this.now();
    this.#routine = false;
  }
}
