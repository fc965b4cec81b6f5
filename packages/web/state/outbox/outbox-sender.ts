// The sending of the outbox: one item at a time for each channel, in the order of typing, for as long as it takes.
import type { Entry } from '@parley/chat';
import type { ReadonlySignal } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { exponentialDelay } from '../backoff.ts';
import type { Clock } from '../ports.ts';
import { searchId } from './id-search.ts';
import { attempted, claimed, entryOf, type Item, type Items, isTransient, nextOf } from './outbox-items.ts';
import type { OutboxQueue } from './outbox-queue.ts';

/** The first delay before an item is sent again; each further one is twice as long, up to the maximum. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/** What a sender is given. `sent` receives each entry that was stored; `random` draws from 0 up to 1, for jitter. */
export type OutboxSenderDeps = {
  api: Pick<Api, 'postMessage' | 'listMessages'>;
  clock: Clock;
  online: ReadonlySignal<boolean>;
  random: () => number;
  sent: (entry: Entry) => void;
};

/** The loop of one channel: how often it has failed in a row, and whether an item has become ready since it last claimed one. */
type Worker = { failures: number; again: boolean };

/** Sends the items of a queue. Channels do not wait for each other. */
export class OutboxSender {
  readonly #deps: OutboxSenderDeps;
  readonly #queue: OutboxQueue;
  readonly #workers = new Map<string, Worker>();
  readonly #delays = new Set<() => void>();
  #stopped = false;

  constructor(queue: OutboxQueue, deps: OutboxSenderDeps) {
    this.#queue = queue;
    this.#deps = deps;
  }

  /** Begins to send in each channel where an item is ready. */
  wake(items: Items): void {
    for (const channel of new Set(items.map((one) => one.channel))) {
      if (!nextOf(items, channel)) continue;
      const worker = this.#workers.get(channel);
      if (worker) worker.again = true;
      else void this.#work(channel);
    }
  }

  /** The same, and ends the delays before retries. */
  hurry(items: Items): void {
    for (const end of [...this.#delays]) end();
    this.wake(items);
  }

  /** Stops sending. */
  stop(): void {
    this.#stopped = true;
    for (const end of [...this.#delays]) end();
  }

  async #work(channel: string): Promise<void> {
    const worker: Worker = { failures: 0, again: true };
    this.#workers.set(channel, worker);
    while (worker.again) await this.#sendAll(channel, worker);
    this.#workers.delete(channel);
  }

  async #sendAll(channel: string, worker: Worker): Promise<void> {
    worker.failures = 0;
    for (let item = await this.#claim(channel, worker); item; ) item = await this.#send(item, worker);
  }

  /** Sends an item and returns the next one. */
  async #send(item: Item, worker: Worker): Promise<Item | undefined> {
    try {
      const entry = await this.#post(item);
      worker.failures = 0;
      return await this.#finish(item, entry, worker);
    } catch (error) {
      await this.#release(item, error, worker);
      return this.#claim(item.channel, worker);
    }
  }

  /**
   * Stores an item. When the server cannot tell whether the log contains its id, this page reads the log up to its head; only
   * where the id is not found, `after` is raised.
   */
  async #post(item: Item): Promise<Entry> {
    const { api } = this.#deps;
    try {
      return await api.postMessage(item.channel, entryOf(item), item.after ?? 0);
    } catch (error) {
      if (!(error instanceof WebError) || error.code !== 'sync-first') throw error;
      const found = await searchId(api, item);
      if ('entry' in found) return found.entry;
      const { readTo: after } = found;
      if (after === item.after) throw new WebError('failing', error.message);
      await this.#queue.update((items) => items.map((one) => (one.id === item.id ? { ...one, after } : one)));
      return this.#post({ ...item, after });
    }
  }

  get #isAble(): boolean {
    return !this.#stopped && this.#deps.online.peek();
  }

  async #claim(channel: string, worker: Worker): Promise<Item | undefined> {
    worker.again = false;
    if (!this.#isAble) return undefined;
    let next: Item | undefined;
    await this.#queue.update((items) => {
      worker.again = false;
      next = nextOf(items, channel);
      return next ? claimed(items, next) : items;
    });
    return this.#stopped ? undefined : next;
  }

  // The entry is displayed before the item is deleted: in no tab is there a moment without both. The other tabs are notified
  // within the transaction: a tab that reads before it has subscribed by then, and one that reads after it finds no item. The
  // same transaction claims the next item.
  async #finish(item: Item, entry: Entry, worker: Worker): Promise<Item | undefined> {
    this.#deps.sent(entry);
    this.#queue.markInLog([item.id]);
    let next: Item | undefined;
    await this.#queue.updateSilently((items) => {
      worker.again = false;
      this.#queue.broadcast({ sent: entry });
      const others = items.filter(({ id }) => id !== item.id);
      next = this.#isAble ? nextOf(others, item.channel) : undefined;
      return next ? claimed(others, next) : others;
    });
    if (next) this.#queue.broadcast({});
    return this.#stopped ? undefined : next;
  }

  async #release(item: Item, error: unknown, worker: Worker): Promise<void> {
    const delayMs = isTransient(error) ? this.#delayMs(error, worker.failures++) : 0;
    const retryAt = this.#deps.clock.now() + delayMs;
    await this.#queue.update((items) => {
      // The log contains it: only the response was lost.
      if (this.#queue.isInLog(item)) return items.filter(({ id }) => id !== item.id);
      return items.map((one) => (one.id === item.id ? attempted(one, error, retryAt) : one));
    });
    if (delayMs > 0) await this.#delay(delayMs);
  }

  #delayMs({ retryAfterMs = 0 }: WebError, failures: number): number {
    return Math.max(retryAfterMs, exponentialDelay(failures, FIRST_DELAY_MS, MAX_DELAY_MS, this.#deps.random));
  }

  #delay(delayMs: number): Promise<void> {
    return new Promise((resume) => {
      const end = () => {
        cancel();
        this.#delays.delete(end);
        resume();
      };
      const cancel = this.#deps.clock.after(delayMs, end);
      this.#delays.add(end);
    });
  }
}
