// The lifetime of one process or one page: everything in it ends at once when the process crashes or the page reloads.
import type { Clock, VirtualClock } from './virtual-clock.ts';

/** From start to end. Work that was started in a lifetime neither continues nor receives results after its end. */
export class Lifetime implements Clock {
  readonly #clock: VirtualClock;
  readonly #endListeners = new Set<() => void>();
  #postponed: (() => void)[] | undefined;
  /** The difference of its clock from the true time. */
  skewMs: number;
  ended = false;

  constructor(clock: VirtualClock, skewMs = 0) {
    this.#clock = clock;
    this.skewMs = skewMs;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(waitMs: number, callback: () => void): () => void {
    return this.#clock.after(waitMs, () => this.run(callback));
  }

  /** Runs work in this lifetime: later if it is suspended, never if it has ended. */
  run(work: () => void): void {
    if (this.ended) return;
    if (this.#postponed) this.#postponed.push(work);
    else work();
  }

  /** Calls back at the end; returns a function that removes the callback. */
  onEnd(callback: () => void): () => void {
    this.#endListeners.add(callback);
    return () => this.#endListeners.delete(callback);
  }

  get suspended(): boolean {
    return this.#postponed !== undefined;
  }

  /** Runs nothing until `resume()`, which then runs everything that became due in between. */
  suspend(): void {
    this.#postponed ??= [];
  }

  resume(): void {
    const postponed = this.#postponed ?? [];
    this.#postponed = undefined;
    for (const work of postponed) this.run(work);
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const callback of this.#endListeners) callback();
    this.#endListeners.clear();
  }
}
