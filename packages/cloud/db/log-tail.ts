// The end of a channel's log as a warm function knows it: the head, and the ids of the rows before it.
import type { LogPosition, LogRow } from './log.ts';

/** Rows that a tail keeps from one append to the next: more than are usually written between an attempt and its retry. */
const KEPT_ROWS = 500;

/** Users whose permissions a tail remembers. */
const PERMISSIONS_MAX = 1_000;

/**
 * Consecutive rows of a log up to its head. It may be outdated, never wrong: rows are numbered without gaps and the newest is never
 * removed, so that an entry that is written at head + 1, if that is free, proves that nothing was appended since the tail was read.
 */
export class LogTail {
  readonly #seqs = new Map<string, number>();
  readonly #wholeFrom: number;
  #first: number;
  // The newest minute, and the number of each author's uncounted entries in it.
  #minute = 0;
  #uncounted = new Map<string, number>();
  #permissions = new Map<string, unknown>();
  #head: LogPosition;

  /** The tail from a row on, that one included; seq 0 is the log's beginning. */
  constructor(first: number, rows: readonly LogRow[]) {
    this.#first = first;
    this.#head = { seq: Math.max(0, first - 1), count: 0 };
    const { minute } = rows[0] ?? {};
    this.#wholeFrom = first === 0 || minute === undefined ? 0 : minute + 1;
    this.append(rows);
  }

  /** The seq of its first row; 0 when it begins with the log. */
  get first(): number {
    return this.#first;
  }

  /** The position of the newest row. */
  get head(): LogPosition {
    return this.#head;
  }

  /** Whether it contains the row of a seq, and with it all rows after that one. */
  covers(seq: number): boolean {
    return seq >= this.#first && seq <= this.#head.seq;
  }

  /** The seq of the entry with an id, if that is one of its rows. */
  seqOf(id: string): number | undefined {
    return this.#seqs.get(id);
  }

  /** Adds the rows that follow its head; earlier ones are known. */
  append(rows: readonly LogRow[]): void {
    for (const row of rows) {
      const { seq, count, id, digest } = row;
      if (seq !== this.#head.seq + 1) continue;
      this.#head = { seq, count };
      this.#seqs.set(id, seq);
      this.#count(row);
      // A new map: a reader that began before this row does not add to it.
      if (digest === undefined) this.#permissions = new Map();
    }
  }

  /**
   * What was read of users' permissions in the channel, by user id, since the last entry that may have taken one: every such change
   * appends an entry of moderation. Who adds to it takes the map before reading.
   */
  get permissions(): Map<string, unknown> {
    if (this.#permissions.size >= PERMISSIONS_MAX) this.#permissions = new Map();
    return this.#permissions;
  }

  /** How many uncounted entries an author has in a minute; undefined when rows of that minute may be missing. */
  uncountedOf(userId: string, minute: number): number | undefined {
    if (minute < this.#wholeFrom || minute < this.#minute) return undefined;
    return minute === this.#minute ? (this.#uncounted.get(userId) ?? 0) : 0;
  }

  /** Forgets old rows. An attempt that began before the remaining ones reads them again. */
  trim(): void {
    // Rarely, as it takes longer than an append.
    if (this.#seqs.size < 2 * KEPT_ROWS) return;
    for (const [id, seq] of [...this.#seqs].slice(0, -KEPT_ROWS)) {
      this.#seqs.delete(id);
      this.#first = seq + 1;
    }
  }

  #count({ minute = 0, uncounted }: LogRow): void {
    if (minute > this.#minute) {
      this.#minute = minute;
      this.#uncounted = new Map();
    }
    if (uncounted !== undefined && minute === this.#minute)
      this.#uncounted.set(uncounted, (this.#uncounted.get(uncounted) ?? 0) + 1);
  }
}
