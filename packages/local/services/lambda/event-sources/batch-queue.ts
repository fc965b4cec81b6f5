// The records of one lane that wait for the next batch: a batch is complete by number, by size, or by the time that its first record has waited.
import type { PendingRecord, StreamRecord } from '../../pipes/index.ts';

/** A record that was read and is not complete. `readAtMs` is the time of a monotonic clock. */
export type BatchItem = { record: StreamRecord; pending: PendingRecord; readAtMs: number };

/** The limits of a batch. */
export type BatchLimits = { batchSize: number; windowMs: number };

// Source: Lambda developer guide, "Batching behavior": a batch is invoked at the payload limit of 6 MB.
const BATCH_BYTES_MAX = 6 * 1024 * 1024;
const ENVELOPE_BYTES = '{"Records":[]}'.length;

/** The queue of one lane. */
export class BatchQueue {
  readonly #limits: BatchLimits;
  readonly #items: { item: BatchItem; bytes: number }[] = [];

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  push(item: BatchItem): void {
    this.#items.push({ item, bytes: Buffer.byteLength(JSON.stringify(item.record)) + 1 });
  }

  /** How long the next batch still waits for further records; undefined while there is no record. */
  waitMs(nowMs: number): number | undefined {
    const [first] = this.#items;
    if (!first) return undefined;
    if (this.#size() < this.#items.length || this.#items.length >= this.#limits.batchSize) return 0;
    return Math.max(0, first.item.readAtMs + this.#limits.windowMs - nowMs);
  }

  /** Takes the next batch. */
  take(): BatchItem[] {
    return this.#items.splice(0, this.#size()).map(({ item }) => item);
  }

  /** The number of records that fit into one batch; a single record that is larger is a batch nevertheless. */
  #size(): number {
    let bytes = ENVELOPE_BYTES;
    let count = 0;
    for (const item of this.#items) {
      bytes += item.bytes;
      if (count === this.#limits.batchSize || (count > 0 && bytes > BATCH_BYTES_MAX)) break;
      count += 1;
    }
    return count;
  }
}
