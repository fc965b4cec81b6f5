// The one time of a run: what is due happens in order, and everything that follows from it before the next is due.

/** What the code under test takes for its clock. */
export type Clock = { now(): number; after(waitMs: number, callback: () => void): () => void };

type Due = { at: number; order: number; callback: (() => void) | undefined };

const nextTurn = globalThis.setImmediate;

/** Virtual time. No callback waits for the machine's clock, so a minute passes in as long as its work takes. */
export class Timeline implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  /** A heap: the next that is due is the first. */
  readonly #due: Due[] = [];
  #turn: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  after(waitMs: number, callback: () => void): () => void {
    const due: Due = { at: this.#now + Math.max(0, waitMs), order: this.#order++, callback };
    this.#push(due);
    return () => {
      due.callback = undefined;
    };
  }

  /** Runs a callback when the promises of this moment are through: `setImmediate`. */
  soon(callback: () => void): void {
    this.#turn.push(callback);
  }

  /** Waits a while of virtual time. */
  rest(waitMs: number): Promise<void> {
    return new Promise((resolve) => this.after(waitMs, resolve));
  }

  /** Moves on to a moment, and lets everything happen that is due until then. */
  async runTo(moment: number): Promise<void> {
    await this.settled();
    for (let next = this.#due[0]; next && next.at <= moment; next = this.#due[0]) {
      this.#pop();
      const { callback } = next;
      if (!callback) continue;
      this.#now = Math.max(this.#now, next.at);
      callback();
      await this.settled();
    }
    this.#now = Math.max(this.#now, moment);
  }

  /** Lets everything happen that waits for nothing but a promise or the next turn. */
  async settled(): Promise<void> {
    do {
      const turn = this.#turn;
      this.#turn = [];
      for (const callback of turn) callback();
      // All promises of this turn are through when the machine's own next turn begins; nothing else is waited for there.
      await new Promise<void>((resolve) => nextTurn(resolve));
    } while (this.#turn.length > 0);
  }

  #push(due: Due): void {
    const heap = this.#due;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(due, heap[above] as Due)) break;
      heap[at] = heap[above] as Due;
      at = above;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#due;
    const last = heap.pop() as Due;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Due, heap[below] as Due)) below += 1;
      if (!isBefore(heap[below] as Due, last)) break;
      heap[at] = heap[below] as Due;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
