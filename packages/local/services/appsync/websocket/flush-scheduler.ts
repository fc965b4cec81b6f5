// When the frames for all sockets are written: at the end of the turn, and events under load some milliseconds later.

/** A write of one or more events to many sockets. */
export interface BatchWrite {
  /** Announces the write to each socket writer. */
  announce(): void;
  run(): void;
}

/** The time from one flush of events to the next while events are gathered. */
const GATHER_MS = 10;

/** During a flush that takes this long, the events for the next one arrive anyway. */
const LONG_FLUSH_MS = 2;

/**
 * Runs the batch writes at the end of a turn, and then flushes the writers that still have frames. One serves all sockets.
 *
 * While broadcasts arrive faster than one for each flush, they are gathered for a few milliseconds. A single one leaves at once, and
 * so does everything that is not an event: a publisher that waits for its response would publish the next event later.
 */
export class FlushScheduler {
  #batches: BatchWrite[] = [];
  #broadcasts = 0;
  #pending: { flush(): void }[] = [];
  #isScheduled = false;
  #isGathering = false;

  /** Counts a broadcast whose batches are added. */
  countBroadcast(): void {
    this.#broadcasts += 1;
  }

  addBatch(batch: BatchWrite): void {
    this.#batches.push(batch);
    if (!this.#isGathering) this.#schedule();
  }

  add(pending: { flush(): void }): void {
    this.#pending.push(pending);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    if (!this.#isGathering) this.#runBatches();
    const pending = this.#pending;
    this.#pending = [];
    for (const one of pending) one.flush();
  }

  #runBatches(): void {
    const batches = this.#batches;
    if (batches.length === 0) return;
    const isUnderLoad = this.#broadcasts > 1;
    this.#batches = [];
    this.#broadcasts = 0;
    const beginMs = performance.now();
    for (const batch of batches) batch.announce();
    for (const batch of batches) batch.run();
    const tookMs = performance.now() - beginMs;
    if (isUnderLoad && tookMs < LONG_FLUSH_MS) this.#gather(GATHER_MS - tookMs);
  }

  #gather(ms: number): void {
    this.#isGathering = true;
    setTimeout(() => {
      this.#isGathering = false;
      this.#run();
    }, ms);
  }
}
