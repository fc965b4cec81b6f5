// Test helper: a manual clock that shows its pending waits, and `until`, which waits for a condition.
import { ManualClock } from '../clock.ts';

/** A manual clock that lists its pending waits, so that a test knows when to advance it. */
export class WatchedClock extends ManualClock {
  readonly #waits = new Map<object, number>();

  override after(waitMs: number, callback: () => void): () => void {
    const wait = {};
    this.#waits.set(wait, waitMs);
    const cancel = super.after(waitMs, () => {
      this.#waits.delete(wait);
      callback();
    });
    return () => {
      this.#waits.delete(wait);
      cancel();
    };
  }

  /** The pending waits that match: for a backoff, those that are shorter than the timeout of a call. */
  waits(matches: (waitMs: number) => boolean = () => true): number[] {
    return [...this.#waits.values()].filter(matches);
  }
}

// Long enough for any machine; it only ends a wait that would never end.
const TIMEOUT_MS = 120_000;

/** Waits until a condition holds; fails with its name after a timeout. */
export async function until(condition: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Timed out waiting until ${condition}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
