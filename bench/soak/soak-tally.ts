// What all listeners together have heard, and what was wrong with it.

/** Counts of a soak. `lost` is what a listener skipped and never got. */
export class Tally {
  deliveries = 0;
  lost = 0;
  doubled = 0;
  disordered = 0;
  /** Read from the log on coming back. */
  caughtUp = 0;
}

/** How far one listener has come in one channel. */
export class Reach {
  readonly #tally: Tally;
  readonly #skipped = new Set<number>();
  /** The newest that came live over this connection. */
  #heard = 0;
  /** The newest that the listener has, live or from the log. */
  seq = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** A new connection: what the last one has heard may come again from the log, not live. */
  reconnected(): void {
    this.#heard = 0;
  }

  /** Takes in an entry that came live: the next one is right, anything else is counted. */
  live(seq: number): void {
    this.#tally.deliveries++;
    if (seq <= this.#heard) {
      if (!this.#skipped.delete(seq)) {
        this.#tally.doubled++;
        return;
      }
      this.#tally.lost--;
      this.#tally.disordered++;
      return;
    }
    this.#heard = seq;
    // Whoever subscribes before reading the log hears some of what is in it too.
    if (seq <= this.seq) return;
    for (let skipped = this.seq + 1; skipped < seq; skipped++) this.#skipped.add(skipped);
    this.#tally.lost += seq - this.seq - 1;
    this.seq = seq;
  }
}
