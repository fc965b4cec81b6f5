// Reads a journal piece by piece: intact records, a write that a crash cut off at its end, and damage.
import type { DiskFile } from './disk.ts';
import { isIntact, isUnwritten, JOURNAL_HEADER, parseRecordHeader, RECORD_HEADER_BYTES } from './journal-record.ts';

/** The size of one read. */
const READ_BYTES = 4 * 1024 * 1024;

/** Bytes that are not intact. */
export type Damage = { offset: number; bytes: Buffer };

/** A piece of a journal, from `offset` up to `end`. A write that was cut off was never acknowledged, and nothing follows it. */
export type Piece = { offset: number; end: number } & (
  | { kind: 'header' }
  | { kind: 'record'; text: string }
  | { kind: 'cut-off' }
  | { kind: 'damaged'; bytes: Buffer }
);

/** All pieces of a journal, in order. */
export async function* scanJournal(file: DiskFile): AsyncGenerator<Piece> {
  const end = await file.size();
  const window = new Window(file, end);
  const isHeader = (await window.at(0, JOURNAL_HEADER.length))?.equals(JOURNAL_HEADER) === true;
  let piece: Piece = isHeader
    ? { kind: 'header', offset: 0, end: JOURNAL_HEADER.length }
    : await damageAt(window, 0, end);
  yield piece;
  while (piece.end < end) {
    const offset: number = piece.end;
    piece = (await recordAt(window, offset)) ?? (await incompleteAt(window, offset, end));
    yield piece;
  }
}

async function recordAt(window: Window, offset: number): Promise<Piece | undefined> {
  const bytes = await window.at(offset, RECORD_HEADER_BYTES);
  const header = bytes && parseRecordHeader(bytes);
  const text = header && (await window.at(offset + RECORD_HEADER_BYTES, header.length));
  if (!header || !text || !isIntact(text, header.sum)) return undefined;
  return { kind: 'record', offset, end: offset + RECORD_HEADER_BYTES + header.length, text: text.toString('utf8') };
}

/**
 * A record that is not intact was cut off if it is the last one and some of it never reached the disk: the file ends within
 * it, or holds zeros in its place. Each record is on disk before the next one is written, so one that others follow is damaged.
 */
async function incompleteAt(window: Window, offset: number, end: number): Promise<Piece> {
  const damage = await damageAt(window, offset, end);
  if (damage.end < end) return damage;
  const { bytes } = damage;
  const header =
    bytes.length < RECORD_HEADER_BYTES ? undefined : parseRecordHeader(bytes.subarray(0, RECORD_HEADER_BYTES));
  const isShort =
    bytes.length < RECORD_HEADER_BYTES || (header !== undefined && RECORD_HEADER_BYTES + header.length > bytes.length);
  return isShort || isUnwritten(bytes) ? { kind: 'cut-off', offset, end } : damage;
}

async function damageAt(window: Window, offset: number, end: number): Promise<Piece & { kind: 'damaged' }> {
  const next = (await nextRecord(window, offset + 1, end)) ?? end;
  const bytes = Buffer.alloc(next - offset);
  for (let at = offset; at < next; at += READ_BYTES)
    bytes.set((await window.at(at, Math.min(READ_BYTES, next - at))) as Buffer, at - offset);
  return { kind: 'damaged', offset, end: next, bytes };
}

/**
 * Where the next record begins. A header ends with a line break, and within a record's text a line break follows nothing but
 * `]`: a header is never found inside a record, whatever users write.
 */
async function nextRecord(window: Window, from: number, end: number): Promise<number | undefined> {
  for (let at = from; at + RECORD_HEADER_BYTES <= end; at += READ_BYTES) {
    const length = Math.min(READ_BYTES + RECORD_HEADER_BYTES - 1, end - at);
    const bytes = Buffer.from((await window.at(at, length)) as Buffer);
    for (let line = bytes.indexOf('\n', RECORD_HEADER_BYTES - 1); line >= 0; line = bytes.indexOf('\n', line + 1)) {
      const start = line + 1 - RECORD_HEADER_BYTES;
      if (parseRecordHeader(bytes.subarray(start, line + 1))) return at + start;
    }
  }
  return undefined;
}

/** Reads a file through a buffer that moves to the requested position. */
class Window {
  readonly #file: DiskFile;
  readonly #end: number;
  #from = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(file: DiskFile, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** The bytes at a position; undefined when the file ends before them. */
  async at(position: number, length: number): Promise<Buffer | undefined> {
    if (position + length > this.#end) return undefined;
    if (position < this.#from || position + length > this.#from + this.#bytes.length)
      await this.#fill(position, length);
    return this.#bytes.subarray(position - this.#from, position - this.#from + length);
  }

  async #fill(position: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(Math.min(Math.max(length, READ_BYTES), this.#end - position));
    for (let done = 0; done < bytes.length; ) {
      const count = await this.#file.read(bytes.subarray(done), position + done);
      if (count === 0) throw new Error('The file was truncated while it was read.');
      done += count;
    }
    this.#bytes = bytes;
    this.#from = position;
  }
}
