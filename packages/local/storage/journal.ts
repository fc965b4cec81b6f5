// The journal: an append-only file whose records are on disk before they are acknowledged.
import { EngineError } from '../errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { encodeRecord, JOURNAL_HEADER } from './journal-record.ts';
import { type Damage, scanJournal } from './journal-scan.ts';

/** An open journal file. */
export class Journal {
  readonly path: string;
  /** Messages for the operator: what was dropped at the end of the file. */
  readonly notes: string[] = [];
  readonly #file: DiskFile;
  /** The bytes that are certainly on disk; any bytes after them belong to a failed write. */
  #size: number;
  #clean = true;

  private constructor(path: string, file: DiskFile, size: number) {
    this.path = path;
    this.#file = file;
    this.#size = size;
  }

  /** Creates an empty journal. */
  static async create(disk: Disk, path: string): Promise<Journal> {
    const journal = new Journal(path, await disk.create(path), 0);
    try {
      journal.#size = await journal.#write(JOURNAL_HEADER);
      return journal;
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /**
   * Opens a journal and passes the text of each record to `each`, oldest first. Damaged pieces are passed to `damaged` and
   * skipped; without it a damaged journal is rejected.
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
   * Appends a record and waits until it is on disk. When that fails, the record is void: the next append truncates the file
   * to the bytes that are certainly on disk, since after a failed sync the kernel may have dropped the pages.
   */
  async append(text: string): Promise<void> {
    if (!this.#clean) await this.#truncate();
    this.#clean = false;
    this.#size = await this.#write(encodeRecord(text), (bytes, at) => this.#file.writeThrough(bytes, at));
    this.#clean = true;
  }

  /** Appends a record without waiting for the disk; `sync` makes it durable. */
  async add(text: string): Promise<void> {
    this.#size = await this.#write(encodeRecord(text));
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Truncates what a failed write left behind, if the disk allows it now. */
  async recover(): Promise<void> {
    try {
      if (!this.#clean) await this.#truncate();
    } catch {
      // The disk is still failing; the next append tries again.
    }
  }

  async close(): Promise<void> {
    await this.recover();
    await this.#file.close();
  }

  async #truncate(): Promise<void> {
    await this.#file.truncate(this.#size);
    await this.#file.sync();
    this.#clean = true;
  }

  /** Writes after the bytes that are certainly on disk. Returns the new size. */
  async #write(
    bytes: Uint8Array,
    write = (part: Uint8Array, at: number) => this.#file.write(part, at),
  ): Promise<number> {
    for (let done = 0; done < bytes.length; ) {
      const count = await write(bytes.subarray(done), this.#size + done);
      if (count === 0) throw new Error('The file accepts no more bytes.');
      done += count;
    }
    return this.#size + bytes.length;
  }

  async #readAll(each: (text: string) => void, damaged?: (damage: Damage) => void): Promise<void> {
    const end = await this.#file.size();
    let records = 0;
    let damage: EngineError | undefined;
    for await (const piece of scanJournal(this.#file)) {
      if (piece.kind === 'cut-off') return this.#drop(end);
      if (piece.kind === 'damaged') {
        damage ??= this.#damaged(piece.offset);
        if (!damaged) throw damage;
        damaged(piece);
      }
      if (piece.kind === 'record') {
        each(piece.text);
        records += 1;
      }
      this.#size = piece.end;
    }
    // Without any record it is not a journal, or one of another version, which a repair would empty.
    if (damage && records === 0) throw damage;
  }

  async #drop(end: number): Promise<void> {
    this.notes.push(
      `The last write to ${this.path} was cut off by a crash: ${end - this.#size} bytes after offset ${this.#size}, which were never acknowledged, are dropped.`,
    );
    await this.#truncate();
  }

  #damaged(offset: number): EngineError {
    return new EngineError(
      'data-damaged',
      `The data file ${this.path} is damaged at offset ${offset} and was not changed. Restore a copy of it, move the damage aside with --repair, or erase all data with --reset.`,
    );
  }
}
