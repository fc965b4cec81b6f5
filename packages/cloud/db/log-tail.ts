// The end of a channel's log as a warm function knows it: the head, and the ids of the rows before it.
import type { LogPosition, LogRow } from './log.ts';

/** Rows that a tail keeps from one append to the next: more than are usually written between an attempt and its retry. */
const KEPT_ROWS = 500;

/**
 * Consecutive rows of a log up to its head. It may be outdated, never wrong: rows are numbered without gaps and the newest is never
 * removed, so that an entry that is written at head + 1, if that is free, proves that nothing was appended since the tail was read.
 */
export class LogTail {
  readonly #seqs = new Map<string, number>();
  #first: number;
  #head: LogPosition;

  /** The tail from a row on, that one included; seq 0 is the log's beginning. */
  constructor(first: number, rows: readonly LogRow[]) {
    this.#first = first;
    this.#head = { seq: Math.max(0, first - 1), count: 0 };
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
    for (const { seq, count, id } of rows) {
      if (seq !== this.#head.seq + 1) continue;
      this.#head = { seq, count };
      this.#seqs.set(id, seq);
    }
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
}
