// Compaction: the live values written into a new journal, while commits go on in the old one.

import { encodeChange } from './buckets.ts';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';

/** Text that is written before others get a turn: a few milliseconds of work. */
const SLICE = 256 * 1024;

/** One compaction. It can fail or be called off at any moment without harm: the old journal stays what counts. */
export class Compaction {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #later: string[] = [];
  #journal: Journal | undefined;
  #over = false;
  /** Whether the values are written and only the commits since then are missing. */
  isReady = false;

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#path = path;
  }

  /** Writes the values that are on disk now. */
  async run(values: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Promise<void> {
    this.#journal = await Journal.create(this.#disk, this.#path);
    if (this.#over) return this.abandon();
    let lines: string[] = [];
    let length = 0;
    for (const [bucket, entries] of values) {
      for (const [key, value] of entries) {
        const line = `[${encodeChange({ bucket, key, value })}]`;
        lines.push(line);
        length += line.length;
        if (length < SLICE) continue;
        await this.#journal.add(lines.join('\n'));
        if (this.#over) return;
        lines = [];
        length = 0;
      }
    }
    if (lines.length > 0) await this.#journal.add(lines.join('\n'));
    await this.#journal.sync();
    this.isReady = !this.#over;
  }

  /** Notes a frame that reached the old journal since the compaction began. */
  follow(text: string): void {
    this.#later.push(text);
  }

  /** The new journal, complete and on disk. Nothing may be committed meanwhile. */
  async finish(): Promise<Journal> {
    const journal = this.#journal as Journal;
    for (const text of this.#later) await journal.add(text);
    await journal.sync();
    return journal;
  }

  /** Calls it off and removes what was written. */
  async abandon(): Promise<void> {
    this.#over = true;
    this.isReady = false;
    try {
      await this.#journal?.close();
      await this.#disk.remove(this.#path);
    } catch {
      // The next start removes the file.
    }
  }
}
