// The files that a user has picked, in all channels and for all tabs of the browser: stored, uploaded by one tab, and sent with messages.
import { batch, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Clock } from '../ports.ts';
import { type FileContent, type FileRecord, type FileRecords, isFor, storedBytes, waiting } from './file-record.ts';
import { type FileMessage, type FileStorage, memoryFileStorage } from './file-storage.ts';
import type { FileUploadDeps } from './file-upload.ts';
import { reconcile } from './files-of-messages.ts';
import { UploadQueue } from './upload-queue.ts';

/** The bytes that wait to be uploaded, in all channels: some large files, and far less than what browsers grant. */
export const STORED_BYTES_MAX = 500 * 1024 * 1024;

/** The progress is shown, and told to the other tabs, this often. */
const PROGRESS_EVERY_MS = 150;

/** What is given. `random` draws from 0 up to 1, for jitter. */
export type FileUploadsDeps = FileUploadDeps & {
  clock: Clock;
  online: ReadonlySignal<boolean>;
  outbox: Pick<Outbox, 'items' | 'changeWaiting' | 'read'>;
  openStorage: () => Promise<FileStorage>;
  random?: () => number;
};

/** A file to add, before it has its place. */
export type NewFile = Omit<FileRecord, 'order' | 'state'>;

/** The files of one tab, as all tabs share them. */
export class FileUploads {
  readonly #deps: FileUploadsDeps;
  readonly #records = signal<FileRecords>([]);
  readonly #progress = signal<ReadonlyMap<string, number>>(new Map());
  readonly #progressAt = new Map<string, number>();
  readonly #stops: (() => void)[] = [];
  #storage: FileStorage = memoryFileStorage();
  #queue: UploadQueue | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(deps: FileUploadsDeps) {
    this.#deps = deps;
  }

  /** All files that are stored in this browser. */
  get records(): ReadonlySignal<FileRecords> {
    return this.#records;
  }

  /** The bytes that are sent of the files that are being uploaded, by file. */
  get progress(): ReadonlySignal<ReadonlyMap<string, number>> {
    return this.#progress;
  }

  /** Opens the storage, with what earlier visits left in it, and uploads once this tab is the one that does. */
  async open(): Promise<void> {
    this.#storage = await this.#deps.openStorage().catch(() => memoryFileStorage());
    if (this.#closed) return this.#storage.close();
    this.#storage.subscribe((message) => this.#received(message));
    this.#storage.lead(() => void this.#lead());
    await this.#access(() => this.#storage.read());
  }

  /** The files that the next message of a channel, or reply of a thread, will have. An effect that reads it runs again when they change. */
  tray(channel: string, thread?: number): FileRecords {
    const sent = new Set(
      this.#deps.outbox.items.value.flatMap(({ attached = [] }) => attached.map((one) => one.fileId)),
    );
    return this.#records.value.filter(
      (one) => isFor(one, channel, thread) && one.message === undefined && !sent.has(one.fileId),
    );
  }

  /** Stores a file, which is then uploaded. Throws when there is no room for it. */
  async add(file: NewFile, content: FileContent): Promise<void> {
    const stored = this.#records.peek();
    const bytes = stored.reduce((sum, one) => sum + storedBytes(one), storedBytes(file));
    if (bytes > STORED_BYTES_MAX) throw new WebError('full', t.tooManyWaitingFiles);
    const order = Math.max(this.#deps.clock.now(), (stored.at(-1)?.order ?? 0) + 1);
    try {
      await this.#storage.add({ ...file, order, state: 'waiting' }, content);
    } catch (cause) {
      throw new WebError('full', t.browserStorageFull(file.name), { cause });
    }
    await this.#access(() => this.#storage.read());
    this.#storage.broadcast({});
  }

  /** Removes a file, and stops its upload. */
  remove(fileId: string): Promise<void> {
    return this.#update((records) => records.filter((one) => one.fileId !== fileId));
  }

  /** Uploads a file again that has failed. */
  retry(fileId: string): Promise<void> {
    return this.#update((records) =>
      records.map((one) => (one.fileId === fileId && one.state === 'failed' ? waiting(one) : one)),
    );
  }

  /** Removes the files that no message was sent with, as the user signs out. */
  clearTrays(): Promise<void> {
    return this.#update((records) => records.filter(({ message }) => message !== undefined));
  }

  /** The bytes of a file, while they are stored here. */
  content(fileId: string): Promise<FileContent | undefined> {
    return this.#storage.content(fileId);
  }

  /** Ends the delays before other attempts. */
  hurry(): void {
    this.#queue?.hurry();
  }

  /** Stops uploading; another tab, or the next visit, continues. */
  close(): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#queue?.stop();
    this.#storage.close();
  }

  async #lead(): Promise<void> {
    // The tab that was uploading may know of a message that this tab has not read yet.
    await this.#deps.outbox.read();
    if (this.#closed) return;
    this.#queue = new UploadQueue({
      random: Math.random,
      ...this.#deps,
      content: (fileId) => this.#storage.content(fileId),
      progress: (fileId, sentBytes) => this.#reportProgress(fileId, sentBytes),
      settled: (fileId, problem) => this.#settle(fileId, problem),
    });
    await this.#access(() => this.#storage.read());
    this.#stops.push(
      effect(() => {
        void [this.#deps.outbox.items.value, this.#records.value];
        untracked(() => void this.#reconcile());
      }),
    );
  }

  async #reconcile(): Promise<void> {
    const { outbox, clock } = this.#deps;
    const { records, uploaded, failed } = reconcile(this.#records.peek(), outbox.items.peek(), clock.now());
    if (records !== this.#records.peek())
      await this.#update((stored) => reconcile(stored, outbox.items.peek(), clock.now()).records);
    for (const id of uploaded) await outbox.changeWaiting(id, ({ uploading: _, ...item }) => item);
    for (const { id, problem } of failed)
      await outbox.changeWaiting(id, (item) => ({ ...item, state: 'failed', problem }));
  }

  #settle(fileId: string, problem?: string): Promise<void> {
    const uploadedAt = this.#deps.clock.now();
    return this.#update((records) =>
      records.map((one) => {
        if (one.fileId !== fileId || one.state !== 'waiting') return one;
        return problem === undefined ? { ...one, state: 'uploaded', uploadedAt } : { ...one, state: 'failed', problem };
      }),
    );
  }

  async #update(change: (records: FileRecords) => FileRecords): Promise<void> {
    await this.#access(() => this.#storage.update(change));
    this.#storage.broadcast({});
  }

  // One access after the other, so that what is displayed is never older than what was displayed before.
  #access(access: () => Promise<FileRecords>): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#closed) return;
      const records = await access();
      const ids = new Set(records.map(({ fileId }) => fileId));
      batch(() => {
        this.#records.value = records;
        this.#progress.value = new Map([...this.#progress.peek()].filter(([fileId]) => ids.has(fileId)));
      });
      this.#queue?.follow(records);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #reportProgress(fileId: string, sentBytes: number): void {
    const now = this.#deps.clock.now();
    if (now - (this.#progressAt.get(fileId) ?? 0) < PROGRESS_EVERY_MS) return;
    this.#progressAt.set(fileId, now);
    this.#showProgress(fileId, sentBytes);
    this.#storage.broadcast({ progress: { fileId, sentBytes } });
  }

  #showProgress(fileId: string, sentBytes: number): void {
    this.#progress.value = new Map([...this.#progress.peek(), [fileId, sentBytes]]);
  }

  #received({ progress }: FileMessage): void {
    if (progress) this.#showProgress(progress.fileId, progress.sentBytes);
    else void this.#access(() => this.#storage.read());
  }
}
