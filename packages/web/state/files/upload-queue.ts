// The uploads of the one tab that uploads: two files at a time, each for as long as it takes.
import { effect, type ReadonlySignal, untracked } from '@preact/signals';
import { errorText, WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { exponentialDelay } from '../backoff.ts';
import type { Clock } from '../ports.ts';
import type { FileContent, FileRecord, FileRecords } from './file-record.ts';
import { type FileUploadDeps, uploadFile } from './file-upload.ts';

/** Files that are uploaded at one time. */
const PARALLEL_FILES = 2;

/** The first delay before another attempt; each further one is twice as long, up to the maximum. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/** A user who has to wait longer, such as for the next day, reads the reason and decides. */
const AUTOMATIC_DELAY_MAX_MS = 5 * 60_000;

/** What a queue is given. `settled` receives the outcome of a file: without a problem it is uploaded. */
export type UploadQueueDeps = FileUploadDeps & {
  clock: Clock;
  online: ReadonlySignal<boolean>;
  random: () => number;
  content: (fileId: string) => Promise<FileContent | undefined>;
  progress: (fileId: string, sentBytes: number) => void;
  settled: (fileId: string, problem?: string) => Promise<void>;
};

/** Uploads the files that wait for it, and stops uploading those that no longer do. */
export class UploadQueue {
  readonly #deps: UploadQueueDeps;
  readonly #active = new Map<string, AbortController>();
  readonly #delays = new Set<() => void>();
  readonly #stopWatching: () => void;
  #records: FileRecords = [];
  #stopped = false;

  constructor(deps: UploadQueueDeps) {
    this.#deps = deps;
    this.#stopWatching = effect(() => {
      if (deps.online.value) untracked(() => this.hurry());
    });
  }

  /** Receives the files as they are stored now. */
  follow(records: FileRecords): void {
    if (this.#stopped) return;
    this.#records = records.filter(({ state }) => state === 'waiting');
    for (const [fileId, abort] of this.#active) if (!this.#records.some((one) => one.fileId === fileId)) abort.abort();
    for (const record of this.#records) {
      if (this.#active.size >= PARALLEL_FILES) break;
      if (!this.#active.has(record.fileId)) void this.#upload(record);
    }
  }

  /** Ends the delays before other attempts. */
  hurry(): void {
    for (const end of [...this.#delays]) end();
  }

  /** Stops all uploads; another tab, or the next visit, continues. */
  stop(): void {
    this.#stopped = true;
    this.#stopWatching();
    for (const abort of this.#active.values()) abort.abort();
    this.hurry();
  }

  async #upload(record: FileRecord): Promise<void> {
    const { fileId } = record;
    const abort = new AbortController();
    const { signal } = abort;
    this.#active.set(fileId, abort);
    for (let failures = 0; !signal.aborted; failures++) {
      if (!this.#deps.online.peek()) await this.#delay(Number.POSITIVE_INFINITY, signal);
      if (signal.aborted) break;
      try {
        await this.#attempt(record, signal);
        await this.#deps.settled(fileId);
        break;
      } catch (error) {
        if (signal.aborted) break;
        const delayMs = this.#delayMs(error, failures);
        if (delayMs === undefined) {
          await this.#deps.settled(fileId, errorText(error));
          break;
        }
        await this.#delay(delayMs, signal);
      }
    }
    this.#active.delete(fileId);
    this.follow(this.#records);
  }

  async #attempt(record: FileRecord, signal: AbortSignal): Promise<void> {
    const content = await this.#deps.content(record.fileId);
    if (!content) throw new WebError('full', t.fileLost(record.name));
    const onProgress = (sentBytes: number) => !signal.aborted && this.#deps.progress(record.fileId, sentBytes);
    await uploadFile(record, content, this.#deps, { signal, onProgress });
  }

  // Undefined if another attempt cannot succeed.
  #delayMs(error: unknown, failures: number): number | undefined {
    if (!(error instanceof WebError) || !(error.retryable || error.code === 'signed-out')) return undefined;
    const { retryAfterMs = 0 } = error;
    if (retryAfterMs > AUTOMATIC_DELAY_MAX_MS) return undefined;
    return Math.max(retryAfterMs, exponentialDelay(failures, FIRST_DELAY_MS, MAX_DELAY_MS, this.#deps.random));
  }

  #delay(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resume) => {
      const end = () => {
        cancel?.();
        this.#delays.delete(end);
        signal.removeEventListener('abort', end);
        resume();
      };
      const cancel = Number.isFinite(delayMs) ? this.#deps.clock.after(delayMs, end) : undefined;
      this.#delays.add(end);
      signal.addEventListener('abort', end);
    });
  }
}
