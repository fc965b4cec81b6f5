// Counts the deliveries to all subscribers, and lost, duplicate and reordered ones.

/** The counts of a soak test. `lost` are messages that a subscriber skipped and never received. */
export class SoakTally {
  deliveries = 0;
  lost = 0;
  doubled = 0;
  disordered = 0;
  /** Entries that were read from the log after a reconnect. */
  caughtUp = 0;
}

/** The position of one subscriber in one channel. */
export class SubscriberPosition {
  readonly #tally: SoakTally;
  readonly #skipped = new Set<number>();
  /** The newest entry that arrived over this connection. */
  #newestEvent = 0;
  /** The newest entry that the subscriber has, from an event or from the log. */
  seq = 0;

  constructor(tally: SoakTally) {
    this.#tally = tally;
  }

  /** Starts a new connection: earlier events may be repeated by the log, but not by events. */
  reconnected(): void {
    this.#newestEvent = 0;
  }

  /** Counts an event: any other than the next one is an error. */
  live(seq: number): void {
    this.#tally.deliveries++;
    if (seq <= this.#newestEvent) {
      if (!this.#skipped.delete(seq)) {
        this.#tally.doubled++;
        return;
      }
      this.#tally.lost--;
      this.#tally.disordered++;
      return;
    }
    this.#newestEvent = seq;
    // A subscriber that subscribes before reading the log also receives some of its entries as events.
    if (seq <= this.seq) return;
    for (let skipped = this.seq + 1; skipped < seq; skipped++) this.#skipped.add(skipped);
    this.#tally.lost += seq - this.seq - 1;
    this.seq = seq;
  }
}
