// Compaction: writes the live values into a new journal, while commits continue in the old one.
import { encodeChange } from './buckets.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';

/** The text written before other tasks get a turn: a few milliseconds of work. */
const SLICE = 256 * 1024;

/** One compaction. It can fail or be cancelled at any moment without harm: the old journal stays the current one. */
export class Compaction {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #newRecords: string[] = [];
  #journal: Journal | undefined;
  #cancelled = false;
  /** Whether the values are written and only the commits since the beginning are missing. */
  isReady = false;

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  /** Writes the values that are on disk now. */
  async run(values: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Promise<void> {
    this.#journal = await Journal.create(this.#disk, this.#path);
    if (this.#cancelled) return this.cancel();
    let lines: string[] = [];
    let length = 0;
    for (const [bucket, entries] of values) {
      for (const [key, value] of entries) {
        const line = `[${encodeChange({ bucket, key, value })}]`;
        lines.push(line);
        length += line.length;
        if (length < SLICE) continue;
        await this.#journal.add(lines.join('\n'));
        if (this.#cancelled) return;
        lines = [];
        length = 0;
      }
    }
    if (lines.length > 0) await this.#journal.add(lines.join('\n'));
    await this.#journal.sync();
    this.isReady = !this.#cancelled;
  }

  /** Adds a record that was written to the old journal since the compaction began. */
  addRecord(text: string): void {
    this.#newRecords.push(text);
  }

  /** Returns the new journal, complete and on disk. Nothing may be committed meanwhile. */
  async finish(): Promise<Journal> {
    const journal = this.#journal as Journal;
    for (const text of this.#newRecords) await journal.add(text);
    await journal.sync();
    return journal;
  }

  /** Cancels the compaction and removes its file. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    this.isReady = false;
    try {
      await this.#journal?.close();
      await this.#disk.remove(this.#path);
    } catch {
      // The next start removes the file.
    }
  }
}
