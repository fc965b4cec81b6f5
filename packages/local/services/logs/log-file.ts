// One log group as a file: lines are appended in order, behind the back of whoever logs, and the size is bounded.
import { appendFile, readFile, rename, stat } from 'node:fs/promises';

// A log is for looking at, not for keeping: one file and the one before it.
const LONGEST_FILE_BYTES = 8 * 1024 * 1024;
// What may wait for a slow disk; beyond it lines are dropped and counted, so that logging never eats the memory.
const MOST_WAITING_CHARS = 4 * 1024 * 1024;
// Lines of this long become one write: to open and close the file costs as much as what most calls do.
const GATHER_MS = 50;
// What people say may stand in a log: the file is its owner's.
const OWNER_ONLY = 0o600;

export class LogFile {
  readonly path: string;
  readonly #longest: number;
  #waiting: string[] = [];
  #waitingChars = 0;
  #dropped = 0;
  #size: number | undefined;
  #soon: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failed: ((error: unknown) => void) | undefined;

  constructor(path: string, failed: (error: unknown) => void, longest = LONGEST_FILE_BYTES) {
    this.path = path;
    this.#failed = failed;
    this.#longest = longest;
  }

  /** Where the lines before a rotation are. */
  get older(): string {
    return `${this.path}.1`;
  }

  append(line: string): void {
    if (this.#waitingChars + line.length > MOST_WAITING_CHARS) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingChars += line.length;
    this.#writeSoon();
  }

  /** Resolves when everything appended so far is in the file. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#writing) await this.#writeNow();
  }

  /** All lines, older ones first. */
  async lines(): Promise<string[]> {
    await this.flush();
    const texts = await Promise.all([this.older, this.path].map((path) => readFile(path, 'utf8').catch(() => '')));
    return texts.join('').split('\n').slice(0, -1);
  }

  #writeSoon(): void {
    // Nobody waits for it: who ends in good order flushes.
    this.#soon ??= setTimeout(() => void this.#writeNow(), GATHER_MS).unref();
  }

  #writeNow(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#writeSoon();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join('') + this.#confession();
    this.#waiting = [];
    this.#waitingChars = 0;
    try {
      await this.#appendAndRotate(text);
    } catch (error) {
      // Said once: a full disk must not fill the screen too.
      this.#failed?.(error);
      this.#failed = undefined;
    }
  }

  async #appendAndRotate(text: string): Promise<void> {
    this.#size ??= await stat(this.path).then(
      ({ size }) => size,
      () => 0,
    );
    const sizeBytes = Buffer.byteLength(text);
    if (this.#size > 0 && this.#size + sizeBytes > this.#longest) {
      await rename(this.path, this.older);
      this.#size = 0;
    }
    await appendFile(this.path, text, { mode: OWNER_ONLY });
    this.#size += sizeBytes;
  }

  #confession(): string {
    const said = this.#dropped > 0 ? `\t… ${this.#dropped} lines were dropped: the disk was too slow.\n` : '';
    this.#dropped = 0;
    return said;
  }
}
