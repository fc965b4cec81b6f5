// The checkpoint of a pipe, in the data folder: the last record up to which every record is complete.
import type { Clock } from '../../clock.ts';
import type { Storage } from '../../storage/store.ts';

/** A record that has been read and is not complete. `sizeBytes` and `createdAt` measure the backlog. */
export type PendingRecord = {
  readonly sequence: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  done: boolean;
};

const BUCKET = 'pipes.checkpoints';

// Every write to disk delays other writes, so the checkpoint is written with this delay. A crash repeats the deliveries of that
// time; a pipe delivers at least once anyway.
const WRITE_DELAY_MS = 200;

/** The low-water mark over all lanes, so that a restart repeats records and never skips one. */
export class Checkpoint {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #pipe: string;
  readonly #source: string;
  #pending: PendingRecord[] = [];
  #completeCount = 0;
  #bytes = 0;
  #cancel: (() => void) | undefined;
  after: string | undefined;

  constructor(at: { pipe: string; source: string; after: string | undefined }, clock: Clock, storage: Storage) {
    this.#pipe = at.pipe;
    this.#source = at.source;
    this.after = at.after;
    this.#clock = clock;
    this.#storage = storage;
  }

  /** Adds a record that has been read. */
  add(record: Omit<PendingRecord, 'done'>): PendingRecord {
    const pending = { ...record, done: false };
    this.#pending.push(pending);
    this.#bytes += record.sizeBytes;
    return pending;
  }

  /** Completes a record; the checkpoint advances over all complete records. */
  complete(record: PendingRecord): void {
    record.done = true;
    const before = this.after;
    for (let next = this.#pending[this.#completeCount]; next?.done; next = this.#pending[this.#completeCount]) {
      this.after = next.sequence;
      this.#bytes -= next.sizeBytes;
      this.#completeCount += 1;
    }
    // The list is cut rarely, because cutting costs time in proportion to its length.
    if (this.#completeCount > this.#pending.length / 2) {
      this.#pending = this.#pending.slice(this.#completeCount);
      this.#completeCount = 0;
    }
    if (this.after !== before) this.#scheduleWrite();
  }

  /** The number and size of the records that were read beyond the checkpoint. */
  get pending(): { records: number; bytes: number } {
    return { records: this.#pending.length - this.#completeCount, bytes: this.#bytes };
  }

  /** The oldest record that is not complete. */
  get oldest(): PendingRecord | undefined {
    return this.#pending[this.#completeCount];
  }

  /** Writes the checkpoint now. */
  async write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const value = { source: this.#source, ...(this.after !== undefined && { after: this.after }) };
    await this.#storage.commit([{ bucket: BUCKET, key: this.#pipe, value }]);
  }

  /** Stops writing: the poller that continues has its own checkpoint. */
  abandon(): void {
    this.#cancel?.();
    this.#cancel = () => {};
  }

  #scheduleWrite(): void {
    // If the disk fails, the next record causes another write; until then a restart repeats more deliveries.
    this.#cancel ??= this.#clock.after(WRITE_DELAY_MS, () => void this.write().catch(() => {}));
  }
}

/** The stored checkpoint of a pipe on a source; undefined if the pipe has none. */
export function readCheckpoint(storage: Storage, pipe: string, source: string): { after?: string } | undefined {
  const stored = storage.bucket(BUCKET).get(pipe) as { source: string; after?: string } | undefined;
  return stored?.source === source ? stored : undefined;
}
