// For tests: time that is moved by hand, and a way to wait for what the network does meanwhile.
import { ManualClock } from '../clock.ts';

/** A clock that also tells how many waits are under way, and how long each is, so that a test knows when to move it. */
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

  /** The waits under way that fit: for a backoff, those that are shorter than a call may take. */
  waits(fits: (waitMs: number) => boolean = () => true): number[] {
    return [...this.#waits.values()].filter(fits);
  }
}

// Long enough for any machine: it only ends what would wait for ever.
const PATIENCE_MS = 120_000;

/** Lets the machine work until something holds; fails with its name when that takes too long. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
