// The journal: one file that only grows, each frame on disk before anybody is told that it is stored.
import { EngineError } from '../errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { encodeFrame, FRAME_HEAD, HEAD, isUnwritten, isWhole, parseFrameHead } from './frame.ts';

/** What is read at once while opening. */
const READ_BYTES = 4 * 1024 * 1024;

/** An open journal file. */
export class Journal {
  readonly path: string;
  /** What was dropped at the end of the file, for people to read. */
  readonly notes: string[] = [];
  readonly #file: DiskFile;
  /** Bytes that are surely on disk; what lies behind them is of a write that failed. */
  #size: number;
  #clean = true;

  private constructor(path: string, file: DiskFile, size: number) {
    this.path = path;
    this.#file = file;
    this.#size = size;
  }

  /** Begins an empty journal. */
  static async create(disk: Disk, path: string): Promise<Journal> {
    const journal = new Journal(path, await disk.create(path), 0);
    try {
      journal.#size = await journal.#write(HEAD);
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** Opens a journal and hands over the text of each frame, oldest first. */
  static async open(disk: Disk, path: string, each: (text: string) => void): Promise<Journal> {
    const journal = new Journal(path, await disk.open(path), 0);
    try {
      await journal.#readAll(each);
    } catch (error) {
      await journal.close();
      throw error;
    }
    return journal;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds a frame and waits until it is on disk. When that fails, nothing of it counts: the next append cuts the file back
   * to what is surely there, since after a failed sync the kernel may have forgotten the pages.
   */
  async append(text: string): Promise<void> {
    if (!this.#clean) await this.#cut();
    this.#clean = false;
    const end = await this.#write(encodeFrame(text));
    await this.#file.sync();
    this.#size = end;
    this.#clean = true;
  }

  /** Adds a frame that nobody waits for yet; `sync` makes it last. */
  async add(text: string): Promise<void> {
    this.#size = await this.#write(encodeFrame(text));
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Cuts off what a failed write left behind, if it can be done now. */
  async recover(): Promise<void> {
    try {
      if (!this.#clean) await this.#cut();
    } catch {
      // The disk is still failing; the next append tries again.
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#size);
    await this.#file.sync();
    this.#clean = true;
  }

  /** Writes behind what is surely there, and answers where that ends. */
  async #write(bytes: Uint8Array): Promise<number> {
    for (let done = 0; done < bytes.length; ) {
      const count = await this.#file.write(bytes.subarray(done), this.#size + done);
      if (count === 0) throw new Error('The file takes no more bytes.');
      done += count;
    }
    return this.#size + bytes.length;
  }

  async #readAll(each: (text: string) => void): Promise<void> {
    const end = await this.#file.size();
    const window = new Window(this.#file, end);
    if (!(await window.at(0, HEAD.length))?.equals(HEAD)) throw this.#damaged(0);
    this.#size = HEAD.length;
    while (this.#size < end) {
      const head = await window.at(this.#size, FRAME_HEAD);
      if (!head) return this.#drop(end);
      const frame = parseFrameHead(head);
      if (!frame) {
        if (await window.isZero(this.#size + FRAME_HEAD - 1)) return this.#drop(end);
        throw this.#damaged(this.#size);
      }
      const text = await window.at(this.#size + FRAME_HEAD, frame.length);
      if (!text) return this.#drop(end);
      const next = this.#size + FRAME_HEAD + frame.length;
      if (!isWhole(text, frame.sum)) {
        if (next === end && isUnwritten(text)) return this.#drop(end);
        throw this.#damaged(this.#size);
      }
      each(text.toString('utf8'));
      this.#size = next;
    }
  }

  async #drop(end: number): Promise<void> {
    this.notes.push(
      `The last write to ${this.path} was cut off by a crash: ${end - this.#size} bytes after offset ${this.#size}, which nobody was told were stored, are dropped.`,
    );
    await this.#cut();
  }

  #damaged(offset: number): EngineError {
    return new EngineError(
      'data-damaged',
      `The data file ${this.path} is damaged at offset ${offset}; it is left as it is: bring back a copy of it, or start anew with --reset.`,
    );
  }
}

/** A file seen through a buffer that moves forward. */
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
    if (position + length > this.#from + this.#bytes.length) await this.#fill(position, length);
    return this.#bytes.subarray(position - this.#from, position - this.#from + length);
  }

  /** Whether the file holds only zeros from a position on: space that a file system gave and nothing was written to. */
  async isZero(position: number): Promise<boolean> {
    for (let at = position; at < this.#end; ) {
      const bytes = (await this.at(at, Math.min(READ_BYTES, this.#end - at))) as Buffer;
      if (bytes.some((byte) => byte !== 0)) return false;
      at += bytes.length;
    }
    return true;
  }

  async #fill(position: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(Math.min(Math.max(length, READ_BYTES), this.#end - position));
    for (let done = 0; done < bytes.length; ) {
      const count = await this.#file.read(bytes.subarray(done), position + done);
      if (count === 0) throw new Error(`The file became shorter while it was read.`);
      done += count;
    }
    this.#bytes = bytes;
    this.#from = position;
  }
}
