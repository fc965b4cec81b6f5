// The store: buckets of keys and values in memory, each change on disk before it is acknowledged.
import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import { type Before, Buckets, type Change, encodeChange, parseCommits } from './buckets.ts';
import { Compaction } from './compaction.ts';
import {
  eraseJournals,
  journalName,
  makeFolder,
  type OpenedJournal,
  openJournal,
  UNFINISHED,
  unwritable,
} from './data-folder.ts';
import { type Disk, nodeDisk } from './disk.ts';
import type { Journal } from './journal.ts';
import { RECORD_BYTES_MAX } from './journal-record.ts';

export type { Change };

/** What services use of the store. After a crash, either all changes of a `commit` are stored or none. */
export interface Storage {
  /** The current contents of a bucket, including changes that are not on disk yet. */
  bucket(name: string): ReadonlyMap<string, unknown>;
  /** Applies the changes in memory at once, in order; resolves when they are on disk. */
  commit(changes: readonly Change[]): Promise<void>;
  /**
   * Resolves when everything committed so far is on disk. Rejects when some of it could not be written and has been undone,
   * so that a reader does not pass on data that is not stored.
   */
  settled(): Promise<void>;
}

/** Options of a store; tests pass a disk that fails and a small `compactFrom`. */
export type StoreOptions = {
  /** @default nodeDisk */
  disk?: Disk;
  /** The journal is not compacted while it is smaller than this. @default COMPACT_FROM */
  compactFrom?: number;
  /** Erases all data first, damaged data included. @default false */
  reset?: boolean;
  /** Moves damaged data aside and continues with the rest. @default false */
  repair?: boolean;
  /** Receives a line when the disk begins to reject writes, and when it accepts them again. @default prints nothing */
  say?: (line: string) => void;
};

/** Below this size it costs less to read a journal that is mostly outdated than to rewrite it. */
export const COMPACT_FROM = 8 * 1024 * 1024;

/** The longest text of one write. UTF-8 takes at most three bytes for each code unit, so it always fits into a record. */
const GROUP_MAX = RECORD_BYTES_MAX / 4;

/** The commits of one write, and the values before them, oldest first. */
type Group = { lines: string[]; length: number; before: Before[]; done: PromiseWithResolvers<void> };

/**
 * The store on disk. All commits of one turn of the event loop, or made while a sync is running, share one write and one
 * sync. A commit that cannot be written is undone, with every commit after it, before its promise rejects.
 */
export class Store implements Storage {
  /** Messages for the operator at the start: writes that a crash cut off, and damage that was moved aside. */
  readonly notes: readonly string[];
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #compactFrom: number;
  readonly #say: (line: string) => void;
  readonly #buckets: Buckets;
  readonly #unlock: () => Promise<void>;
  #journal: Journal;
  #generation: number;
  #queue: Group[] = [];
  /** Whether the first group of the queue is being written, so that no commit can join it. */
  #writing = false;
  #working: Promise<void> | undefined;
  #compaction: Compaction | undefined;
  #compacting: Promise<void> | undefined;
  #compactAt: number;
  /** A journal that must not be found after a crash: the next start would take it, or an older one, for the current one. */
  #stale: string | undefined;
  #failing = false;
  #closed = false;

  private constructor(
    folder: string,
    options: StoreOptions,
    opened: OpenedJournal & { buckets: Buckets },
    unlock: () => Promise<void>,
  ) {
    this.#folder = folder;
    this.#disk = options.disk ?? nodeDisk;
    this.#compactFrom = options.compactFrom ?? COMPACT_FROM;
    this.#compactAt = this.#compactFrom;
    this.#say = options.say ?? (() => {});
    this.#buckets = opened.buckets;
    this.#journal = opened.journal;
    this.#generation = opened.generation;
    this.#unlock = unlock;
    this.notes = opened.journal.notes;
  }

  /** Opens the data folder, creates it if missing, and locks it until `close` or the end of the process. */
  static async open(folder: string, options: StoreOptions = {}): Promise<Store> {
    const disk = options.disk ?? nodeDisk;
    let unlock: (() => Promise<void>) | undefined;
    try {
      await makeFolder(disk, folder);
      unlock = await disk.lock(folder);
      if (options.reset) await eraseJournals(disk, folder);
      const buckets = new Buckets();
      const each = (text: string) => {
        for (const { change, bytes } of parseCommits(text)) buckets.apply(change, bytes);
      };
      const opened = await openJournal(disk, folder, each, options.repair);
      const store = new Store(folder, options, { ...opened, buckets }, unlock);
      if (opened.wasDamaged) store.#compact();
      else store.#compactIfLong();
      await store.#compacting;
      await store.#working;
      if (opened.wasDamaged && store.#generation === opened.generation) {
        await store.#journal.close();
        throw new Error('the repaired journal could not be written');
      }
      return store;
    } catch (error) {
      await unlock?.();
      throw error instanceof EngineError ? error : unwritable(folder, error);
    }
  }

  bucket(name: string): ReadonlyMap<string, unknown> {
    return this.#buckets.bucket(name);
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#closed) return Promise.reject(new EngineError('data-unwritable', 'The data folder is closed.'));
    const texts = changes.map(encodeChange);
    const line = `[${texts.join(',')}]`;
    if (line.length > GROUP_MAX)
      return Promise.reject(
        new EngineError(
          'data-unwritable',
          `A change of ${line.length} characters is too large; at most ${GROUP_MAX} are stored at once.`,
        ),
      );
    const group = this.#groupFor(line.length);
    changes.forEach((change, index) => {
      group.before.push(this.#buckets.apply(change, (texts[index] as string).length));
    });
    group.lines.push(line);
    group.length += line.length + 1;
    this.#work();
    return group.done.promise;
  }

  settled(): Promise<void> {
    return this.#queue.at(-1)?.done.promise ?? Promise.resolve();
  }

  /** Waits for all commits, then releases the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#compaction?.cancel();
    await this.#compacting;
    while (this.#working) await this.#working;
    try {
      await this.#journal.close();
    } finally {
      await this.#unlock();
    }
  }

  #groupFor(length: number): Group {
    const last = this.#queue.at(-1);
    const joins = last && !(this.#writing && this.#queue.length === 1) && last.length + length <= GROUP_MAX;
    if (joins) return last;
    const group: Group = { lines: [], length: 0, before: [], done: Promise.withResolvers() };
    // Callers that await it receive the failure; without any, it must not end the process.
    group.done.promise.catch(() => {});
    this.#queue.push(group);
    return group;
  }

  #work(): void {
    this.#working ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#queue.length > 0 || this.#compaction?.isReady) {
      if (this.#compaction?.isReady) await this.#switchJournal(this.#compaction);
      const group = this.#queue[0];
      if (group) await this.#write(group);
      this.#compactIfLong();
    }
    this.#working = undefined;
  }

  async #write(group: Group): Promise<void> {
    this.#writing = true;
    const text = group.lines.join('\n');
    try {
      await this.#removeStale();
      await this.#journal.append(text);
      this.#queue.shift();
      this.#compaction?.addRecord(text);
      group.done.resolve();
      if (this.#failing) this.#say(`The data folder ${this.#folder} accepts writes again.`);
      this.#failing = false;
    } catch (error) {
      await this.#journal.recover();
      const reason = unwritable(this.#folder, error);
      this.#undoQueue(reason);
      if (!this.#failing) this.#say(reason.message);
      this.#failing = true;
    }
    this.#writing = false;
  }

  /** A commit may depend on the one before it: when one cannot be written, all that wait are undone with it. */
  #undoQueue(reason: EngineError): void {
    const groups = this.#queue.splice(0);
    for (const before of groups.flatMap((group) => group.before).reverse()) this.#buckets.undo(before);
    for (const group of groups) group.done.reject(reason);
  }

  #compactIfLong(): void {
    const isLong = this.#journal.size > Math.max(this.#compactAt, 2 * this.#buckets.size);
    if (isLong && !this.#closed && !this.#compaction) this.#compact();
  }

  #compact(): void {
    const compaction = new Compaction(this.#disk, join(this.#folder, UNFINISHED));
    this.#compaction = compaction;
    const waiting = this.#queue.flatMap((group) => group.before).reverse();
    this.#compacting = compaction.run(this.#buckets.copyWithout(waiting)).then(
      () => this.#work(),
      () => this.#cancelCompaction(compaction),
    );
  }

  /** Replaces the journal by the new one. Whichever of them is found after a crash has every stored commit. */
  async #switchJournal(compaction: Compaction): Promise<void> {
    const path = (generation: number) => join(this.#folder, journalName(generation));
    try {
      const next = await compaction.finish();
      const former = this.#journal;
      // A rename that fails may have happened all the same; then the new name is the one to remove.
      this.#stale = path(this.#generation + 1);
      await this.#disk.rename(join(this.#folder, UNFINISHED), this.#stale);
      this.#stale = path(this.#generation);
      this.#journal = next;
      this.#generation += 1;
      this.#compaction = undefined;
      this.#compactAt = this.#compactFrom;
      await former.close();
      await this.#removeStale();
    } catch {
      if (this.#compaction === compaction) await this.#cancelCompaction(compaction);
    }
  }

  /** Nothing may be acknowledged before the names on disk tell which journal is the current one. */
  async #removeStale(): Promise<void> {
    if (this.#stale === undefined) return;
    await this.#disk.syncFolder(this.#folder);
    await this.#disk.remove(this.#stale);
    await this.#disk.syncFolder(this.#folder);
    this.#stale = undefined;
  }

  async #cancelCompaction(compaction: Compaction): Promise<void> {
    await compaction.cancel();
    // On a full or failing disk, compaction is tried again when the journal is twice as large.
    this.#compactAt = 2 * this.#journal.size;
    this.#compaction = undefined;
  }
}
