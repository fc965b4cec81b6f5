// Schedules syncs: immediately, debounced, and every minute.
import type { ReadonlySignal } from '@preact/signals';
import type { Clock } from '../ports.ts';

/** The interval of syncs while the page is visible. */
export const SYNC_EVERY_MS = 60_000;

/**
 * The minimum between two syncs that others can cause. A window that is clicked becomes visible and focused at the same time,
 * and any user may signal a new channel as often as they like: one sync serves all of that.
 */
export const SYNC_MIN_INTERVAL_MS = 2_000;

/** What a schedule is given: the time, whether the page is visible, and the sync that it runs. */
export type SyncScheduleDeps = { clock: Clock; visible: ReadonlySignal<boolean>; sync: () => Promise<void> };

/** Runs syncs, and schedules the next one. */
export class SyncSchedule {
  readonly #deps: SyncScheduleDeps;
  #syncedAt = 0;
  #cancel: (() => void) | undefined;
  #debounced = false;
  #stopped = false;

  constructor(deps: SyncScheduleDeps) {
    this.#deps = deps;
  }

  /** Whether the last sync is so recent that another one would bring nothing. */
  get fresh(): boolean {
    const age = this.#deps.clock.now() - this.#syncedAt;
    // After a clock was set back, nothing is fresh.
    return age >= 0 && age <= SYNC_MIN_INTERVAL_MS;
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

  /** Syncs in a minute. */
  later(): void {
    this.#cancel?.();
    if (this.#stopped) return;
    this.#cancel = this.#deps.clock.after(SYNC_EVERY_MS, () => {
      if (this.#deps.visible.peek()) void this.now();
      else this.later();
    });
  }

  /** Syncs no more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }
}
