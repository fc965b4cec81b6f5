// Reads a journal piece by piece: what is whole, what a crash cut off at its end, and what is damaged.
import type { DiskFile } from './disk.ts';
import { FRAME_HEAD, HEAD, isUnwritten, isWhole, parseFrameHead } from './journal-record.ts';

/** What is read at once. */
const READ_BYTES = 4 * 1024 * 1024;

/** Bytes that are not what was written. */
export type Damage = { offset: number; bytes: Buffer };

/** A piece of a journal, from `offset` up to `end`. What was cut off was never acknowledged, and nothing follows it. */
export type Piece = { offset: number; end: number } & (
  | { kind: 'head' }
  | { kind: 'frame'; text: string }
  | { kind: 'cut' }
  | { kind: 'damaged'; bytes: Buffer }
);

/** All pieces of a journal, in order. */
export async function* piecesOf(file: DiskFile): AsyncGenerator<Piece> {
  const end = await file.size();
  const window = new Window(file, end);
  const isHead = (await window.at(0, HEAD.length))?.equals(HEAD) === true;
  let piece: Piece = isHead ? { kind: 'head', offset: 0, end: HEAD.length } : await damageAt(window, 0, end);
  yield piece;
  while (piece.end < end) {
    const offset: number = piece.end;
    piece = (await frameAt(window, offset)) ?? (await brokenAt(window, offset, end));
    yield piece;
  }
}

async function frameAt(window: Window, offset: number): Promise<Piece | undefined> {
  const head = await window.at(offset, FRAME_HEAD);
  const frame = head && parseFrameHead(head);
  const text = frame && (await window.at(offset + FRAME_HEAD, frame.length));
  if (!frame || !text || !isWhole(text, frame.sum)) return undefined;
  return { kind: 'frame', offset, end: offset + FRAME_HEAD + frame.length, text: text.toString('utf8') };
}

/**
 * What is not whole was cut off if it is the last and shows that some of it never arrived: the file ends before it does, or
 * holds zeros where it should be. Each frame is on disk before the next one is written, so one that others follow is damaged.
 */
async function brokenAt(window: Window, offset: number, end: number): Promise<Piece> {
  const damage = await damageAt(window, offset, end);
  if (damage.end < end) return damage;
  const { bytes } = damage;
  const frame = bytes.length < FRAME_HEAD ? undefined : parseFrameHead(bytes.subarray(0, FRAME_HEAD));
  const isShort = bytes.length < FRAME_HEAD || (frame !== undefined && FRAME_HEAD + frame.length > bytes.length);
  return isShort || isUnwritten(bytes) ? { kind: 'cut', offset, end } : damage;
}

async function damageAt(window: Window, offset: number, end: number): Promise<Piece & { kind: 'damaged' }> {
  const next = (await nextHead(window, offset + 1, end)) ?? end;
  const bytes = Buffer.alloc(next - offset);
  for (let at = offset; at < next; at += READ_BYTES)
    bytes.set((await window.at(at, Math.min(READ_BYTES, next - at))) as Buffer, at - offset);
  return { kind: 'damaged', offset, end: next, bytes };
}

/**
 * Where the next frame begins. Its head ends a line, and no text of a frame does so after anything but `]`: a head is never
 * found inside one, whatever people say.
 */
async function nextHead(window: Window, from: number, end: number): Promise<number | undefined> {
  for (let at = from; at + FRAME_HEAD <= end; at += READ_BYTES) {
    const length = Math.min(READ_BYTES + FRAME_HEAD - 1, end - at);
    const bytes = Buffer.from((await window.at(at, length)) as Buffer);
    for (let line = bytes.indexOf('\n', FRAME_HEAD - 1); line >= 0; line = bytes.indexOf('\n', line + 1)) {
      const start = line + 1 - FRAME_HEAD;
      if (parseFrameHead(bytes.subarray(start, line + 1))) return at + start;
    }
  }
  return undefined;
}

/** A file seen through a buffer that moves with what is asked for. */
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
      if (count === 0) throw new Error('The file became shorter while it was read.');
      done += count;
    }
    this.#bytes = bytes;
    this.#from = position;
  }
}
