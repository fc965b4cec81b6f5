// How far a pipe has come: the last record before which nothing is left to do, kept in the data folder.
import type { Clock } from '../../clock.ts';
import type { Storage } from '../../storage/store.ts';

/** A record that is under way. `sizeBytes` and `bornAt` tell how much waits, and since when. */
export type Ticket = { readonly sequence: string; readonly sizeBytes: number; readonly bornAt: number; done: boolean };

const BUCKET = 'pipes.checkpoints';

// Each write to disk costs those who wait for theirs, so the checkpoint follows at this distance. A crash repeats what was
// delivered in that time; a pipe delivers at least once anyway.
const WRITE_AFTER_MS = 200;

/** The low-water mark over all lanes, so that a restart repeats records and never skips one. */
export class Checkpoint {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #pipe: string;
  readonly #source: string;
  #open: Ticket[] = [];
  #closedUpTo = 0;
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

  enter(ticket: Omit<Ticket, 'done'>): Ticket {
    const entered = { ...ticket, done: false };
    this.#open.push(entered);
    this.#bytes += ticket.sizeBytes;
    return entered;
  }

  /** Notes that nothing is left to do for a record; the mark moves when that closes a gap. */
  leave(ticket: Ticket): void {
    ticket.done = true;
    const before = this.after;
    for (let next = this.#open[this.#closedUpTo]; next?.done; next = this.#open[this.#closedUpTo]) {
      this.after = next.sequence;
      this.#bytes -= next.sizeBytes;
      this.#closedUpTo += 1;
    }
    // The list is cut rarely, as cutting costs as much as it is long.
    if (this.#closedUpTo > this.#open.length / 2) {
      this.#open = this.#open.slice(this.#closedUpTo);
      this.#closedUpTo = 0;
    }
    if (this.after !== before) this.#writeSoon();
  }

  /** How many records, and how many bytes, were read beyond the mark. */
  get open(): { records: number; bytes: number } {
    return { records: this.#open.length - this.#closedUpTo, bytes: this.#bytes };
  }

  /** The oldest record that something is left to do for. */
  get oldest(): Ticket | undefined {
    return this.#open[this.#closedUpTo];
  }

  /** Writes the mark now. */
  async write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const value = { source: this.#source, ...(this.after !== undefined && { after: this.after }) };
    await this.#storage.commit([{ bucket: BUCKET, key: this.#pipe, value }]);
  }

  /** Writes no more: whoever goes on has a checkpoint of his own. */
  abandon(): void {
    this.#cancel?.();
    this.#cancel = () => {};
  }

  #writeSoon(): void {
    // A disk that refuses now is asked again with the next record; until then a restart repeats more.
    this.#cancel ??= this.#clock.after(WRITE_AFTER_MS, () => void this.write().catch(() => {}));
  }
}

/** Where a pipe stood on this source; undefined if it never began. */
export function checkpointOf(storage: Storage, pipe: string, source: string): { after?: string } | undefined {
  const kept = storage.bucket(BUCKET).get(pipe) as { source: string; after?: string } | undefined;
  return kept?.source === source ? kept : undefined;
}
