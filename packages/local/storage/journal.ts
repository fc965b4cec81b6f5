// The journal: one file that only grows, each frame on disk before anybody is told that it is stored.
import { EngineError } from '../errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { encodeFrame, HEAD } from './journal-record.ts';
import { type Damage, piecesOf } from './journal-scan.ts';

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

  /**
   * Opens a journal and hands over the text of each frame, oldest first. What is damaged is handed to `damaged` and passed
   * over; without it the journal is refused.
   */
  static async open(
    disk: Disk,
    path: string,
    each: (text: string) => void,
    damaged?: (damage: Damage) => void,
  ): Promise<Journal> {
    const journal = new Journal(path, await disk.open(path), 0);
    try {
      await journal.#readAll(each, damaged);
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
    this.#size = await this.#write(encodeFrame(text), (bytes, at) => this.#file.writeThrough(bytes, at));
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
    await this.recover();
    await this.#file.close();
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#size);
    await this.#file.sync();
    this.#clean = true;
  }

  /** Writes behind what is surely there, and answers where that ends. */
  async #write(
    bytes: Uint8Array,
    write = (part: Uint8Array, at: number) => this.#file.write(part, at),
  ): Promise<number> {
    for (let done = 0; done < bytes.length; ) {
      const count = await write(bytes.subarray(done), this.#size + done);
      if (count === 0) throw new Error('The file takes no more bytes.');
      done += count;
    }
    return this.#size + bytes.length;
  }

  async #readAll(each: (text: string) => void, damaged?: (damage: Damage) => void): Promise<void> {
    const end = await this.#file.size();
    let whole = 0;
    let refusal: EngineError | undefined;
    for await (const piece of piecesOf(this.#file)) {
      if (piece.kind === 'cut') return this.#drop(end);
      if (piece.kind === 'damaged') {
        refusal ??= this.#damaged(piece.offset);
        if (!damaged) throw refusal;
        damaged(piece);
      }
      if (piece.kind === 'frame') {
        each(piece.text);
        whole += 1;
      }
      this.#size = piece.end;
    }
    // Not even one frame: it is no journal, or one of another version, which a repair would empty.
    if (refusal && whole === 0) throw refusal;
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
      `The data file ${this.path} is damaged at offset ${offset}; it is left as it is: bring back a copy of it, set aside what is damaged with --repair, or start anew with --reset.`,
    );
  }
}
