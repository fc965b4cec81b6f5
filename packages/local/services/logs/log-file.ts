// The file of a log group: appends lines in order in the background, and bounds its size by rotation.
import { appendFile, readFile, rename, stat } from 'node:fs/promises';

// Logs are for looking at, not for archiving: one file and the one before it are kept.
const FILE_BYTES_MAX = 8 * 1024 * 1024;
// Text that may wait for a slow disk; beyond this, lines are dropped and counted, so that logging never exhausts memory.
const WAITING_CHARS_MAX = 4 * 1024 * 1024;
// Lines of this period share one write: opening and closing the file costs as much as the work of most calls.
const BATCH_MS = 50;
// A log may contain users' messages: only the owner may read the file.
const OWNER_ONLY = 0o600;

/** The file of one log group. `onFailure` is called once, when the first write fails. */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  #waiting: string[] = [];
  #waitingChars = 0;
  #dropped = 0;
  #size: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #onFailure: ((error: unknown) => void) | undefined;

  constructor(path: string, onFailure: (error: unknown) => void, maxBytes = FILE_BYTES_MAX) {
    this.path = path;
    this.#onFailure = onFailure;
    this.#maxBytes = maxBytes;
  }

  /** The path of the lines before the last rotation. */
  get olderPath(): string {
    return `${this.path}.1`;
  }

  append(line: string): void {
    if (this.#waitingChars + line.length > WAITING_CHARS_MAX) {
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
    const texts = await Promise.all([this.olderPath, this.path].map((path) => readFile(path, 'utf8').catch(() => '')));
    return texts.join('').split('\n').slice(0, -1);
  }

  #writeSoon(): void {
    // The timer must not keep the process alive; an orderly shutdown flushes.
    this.#timer ??= setTimeout(() => void this.#writeNow(), BATCH_MS).unref();
  }

  #writeNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0) this.#writeSoon();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join('') + this.#droppedNotice();
    this.#waiting = [];
    this.#waitingChars = 0;
    try {
      await this.#appendAndRotate(text);
    } catch (error) {
      // Reported once: a full disk must not fill the screen, too.
      this.#onFailure?.(error);
      this.#onFailure = undefined;
    }
  }

  async #appendAndRotate(text: string): Promise<void> {
    this.#size ??= await stat(this.path).then(
      ({ size }) => size,
      () => 0,
    );
    const sizeBytes = Buffer.byteLength(text);
    if (this.#size > 0 && this.#size + sizeBytes > this.#maxBytes) {
      await rename(this.path, this.olderPath);
      this.#size = 0;
    }
    await appendFile(this.path, text, { mode: OWNER_ONLY });
    this.#size += sizeBytes;
  }

  #droppedNotice(): string {
    const notice = this.#dropped > 0 ? `\t… ${this.#dropped} lines were dropped: the disk was too slow.\n` : '';
    this.#dropped = 0;
    return notice;
  }
}
