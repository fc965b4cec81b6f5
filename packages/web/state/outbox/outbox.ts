// The outbox: what a user typed and the log does not contain yet, in every channel and for all tabs of the browser.
import type { Entry, NewEntry } from '@parley/chat';
import { effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/index.ts';
import type { Clock } from '../ports.ts';
import { ChannelOutbox } from './channel-outbox.ts';
import { canTakeOut, type Item, type Items, queued } from './outbox-items.ts';
import { OutboxQueue } from './outbox-queue.ts';
import { OutboxSender } from './outbox-sender.ts';
import type { OutboxMessage, OutboxStorage } from './outbox-storage.ts';

/** The maximum number of items, in all channels: more than a user types by hand, and about 4 MB of the longest messages. */
export const ITEMS_MAX = 200;

/** What an outbox is given. `random` draws from 0 up to 1, for jitter. */
export type OutboxDeps = {
  api: Pick<Api, 'postMessage' | 'listMessages'>;
  clock: Clock;
  online: ReadonlySignal<boolean>;
  openOutboxStorage: () => Promise<OutboxStorage>;
  random?: () => number;
};

/** What an outbox uses of the chat. `sent` receives each entry that was stored, whichever tab sent it; `headOf` is the newest known seq. */
export type OutboxHost = { sent: (entry: Entry) => void; headOf: (channel: string) => number };

/** Displays and stores what is typed, and sends it in the one tab that holds the lock. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #host: OutboxHost;
  readonly #queue: OutboxQueue;
  readonly #sender: OutboxSender;
  #opened: Promise<void> | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(deps: OutboxDeps, host: OutboxHost) {
    this.#deps = deps;
    this.#host = host;
    this.#queue = new OutboxQueue({
      openStorage: deps.openOutboxStorage,
      ready: (items) => this.#sender.wake(items),
      received: (message) => this.#received(message),
    });
    this.#sender = new OutboxSender(this.#queue, { random: Math.random, ...deps, sent: host.sent });
  }

  /** What is not in the log yet, in the order of typing. */
  get items(): ReadonlySignal<Items> {
    return this.#queue.items;
  }

  /** Whether it survives the tab. */
  get persistent(): ReadonlySignal<boolean> {
    return this.#queue.persistent;
  }

  /** Whether something would be lost if the tab were closed now. */
  get atRisk(): boolean {
    return this.#queue.atRisk;
  }

  /** The outbox of one channel. */
  forChannel(channel: string): ChannelOutbox {
    return new ChannelOutbox(this, channel);
  }

  /** Opens the storage, with what earlier visits left in it, and sends once this tab is the one that sends. */
  open(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    await this.#queue.open();
    this.#stopWatching = effect(() => {
      if (this.#deps.online.value) untracked(() => this.hurry());
    });
    await this.#queue.read();
  }

  /** Reads what other tabs have changed. */
  read(): Promise<void> {
    return this.#queue.read();
  }

  /** Adds an entry, which is displayed at once. Throws when the outbox is full. */
  add(channel: string, entry: NewEntry & Pick<Item, 'attached' | 'uploading' | 'heldUntil'>): void {
    const items = this.items.peek();
    if (items.length >= ITEMS_MAX) throw new WebError('full', t.outboxFull(items.length));
    const now = this.#deps.clock.now();
    const order = Math.max(now, (items.at(-1)?.order ?? 0) + 1);
    const after = this.#host.headOf(channel);
    this.#queue.add({ ...entry, channel, order, after, at: new Date(now).toISOString(), state: 'queued' });
  }

  /** Sends a failed item again, under its own id, so that it cannot be stored twice. Its files may have to be uploaded again. */
  retry(id: string): void {
    void this.#queue.update((items) =>
      items.map((one) =>
        one.id === id && one.state === 'failed' ? { ...queued(one), ...(one.attached && { uploading: true }) } : one,
      ),
    );
    this.hurry();
  }

  /** Changes an item that waits: once its files are uploaded it has no `uploading`, it has failed if one of them has, and a deletion whose time is over has no `heldUntil`. */
  changeWaiting(id: string, change: (item: Item) => Item): Promise<void> {
    return this.#queue.update((items) =>
      items.map((one) => (one.id === id && (one.uploading || one.heldUntil) ? change(one) : one)),
    );
  }

  /** Deletes an item, unless it is being sent. */
  discard(id: string): void {
    void this.#queue.update((items) => items.filter((one) => one.id !== id || one.state === 'sending'));
  }

  /** Deletes a message and returns its text, for editing; undefined when it is being sent or may be in the log already. */
  async takeOut(id: string): Promise<string | undefined> {
    let text: string | undefined;
    await this.#queue.update((items) => {
      const found = items.find((one) => one.id === id);
      if (found?.kind !== 'message' || !canTakeOut(found)) return items;
      text = found.message;
      return items.filter((one) => one !== found);
    });
    return text;
  }

  /** Removes the items that the log contains, in whichever way that became known. */
  settle(isInLog: (id: string) => boolean): void {
    const ids = this.items.peek().flatMap(({ id }) => (isInLog(id) ? [id] : []));
    if (ids.length === 0) return;
    this.#queue.markInLog(ids);
    this.#queue.removeSettled();
  }

  /** Ends the delays before retries. */
  hurry(): void {
    if (this.#queue.leads) this.#sender.hurry(this.#queue.stored);
    else this.#queue.broadcast({ hurry: true });
  }

  /** Stops sending; another tab, or the next visit, continues. */
  close(): void {
    this.#stopWatching?.();
    this.#sender.stop();
    this.#queue.close();
  }

  #received({ sent, inLog, hurry }: OutboxMessage): void {
    if (sent) {
      this.#host.sent(sent);
      this.#queue.markInLog([sent.id]);
    } else if (inLog) {
      if (this.#queue.leads) this.settle((id) => inLog.includes(id));
    } else if (hurry) {
      if (this.#queue.leads) void this.#queue.read().then(() => this.hurry());
    } else {
      void this.#queue.read();
    }
  }
}
