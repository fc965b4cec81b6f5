// The virtual time of a run: due timers run in order, and everything that results from one runs before the next.

/** The clock interface of the code under test. */
export type Clock = { now(): number; monotonic(): number; after(waitMs: number, callback: () => void): () => void };

type Timer = { at: number; order: number; callback: (() => void) | undefined };

const realSetImmediate = globalThis.setImmediate;

/** Virtual time. No callback waits for the real clock, so a minute passes as fast as its work takes. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  /** A binary heap: the next due timer is the first. */
  readonly #timers: Timer[] = [];
  #immediates: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(waitMs: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, waitMs), order: this.#order++, callback };
    this.#push(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  /** Runs a callback after the promises of this moment have settled: `setImmediate`. */
  immediate(callback: () => void): void {
    this.#immediates.push(callback);
  }

  /** Waits for a duration of virtual time. */
  sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => this.after(waitMs, resolve));
  }

  /** Advances to a moment and runs everything that is due until then. */
  async runTo(moment: number): Promise<void> {
    await this.settle();
    for (let next = this.#timers[0]; next && next.at <= moment; next = this.#timers[0]) {
      this.#pop();
      const { callback } = next;
      if (!callback) continue;
      this.#now = Math.max(this.#now, next.at);
      callback();
      await this.settle();
    }
    this.#now = Math.max(this.#now, moment);
  }

  /** Runs everything that waits only for a promise or for `setImmediate`. */
  async settle(): Promise<void> {
    do {
      const immediates = this.#immediates;
      this.#immediates = [];
      for (const callback of immediates) callback();
      // All promises of this turn have settled when the next turn of the real event loop begins.
      await new Promise<void>((resolve) => realSetImmediate(resolve));
    } while (this.#immediates.length > 0);
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
