// The outbox's items in one tab: the stored ones and the ones being stored, without those that the log contains.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Item, type Items, interrupted } from './outbox-items.ts';
import { memoryStorage, type OutboxMessage, type OutboxStorage } from './outbox-storage.ts';

/**
 * What a queue is given. `ready` receives the stored items, after each access to the storage, while this tab is the one that
 * sends; `received` the messages of other tabs.
 */
export type OutboxQueueDeps = {
  openStorage: () => Promise<OutboxStorage>;
  ready: (items: Items) => void;
  received: (message: OutboxMessage) => void;
};

/** The outbox's items, shared with the other tabs of the user. */
export class OutboxQueue {
  readonly #deps: OutboxQueueDeps;
  readonly #items = signal<Items>([]);
  readonly #persistent = signal(true);
  #storage: OutboxStorage = memoryStorage();
  #stored: Items = [];
  // Typed in this tab and not stored yet.
  #unsaved: Items = [];
  // In the log, and perhaps still stored: these are not displayed. Deleting takes a while, and only the sending tab deletes.
  readonly #inLog = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #nextRead: Promise<void> | undefined;
  #leads = false;
  #closed = false;

  constructor(deps: OutboxQueueDeps) {
    this.#deps = deps;
  }

  /** The items that the log does not contain, in the order of typing. */
  get items(): ReadonlySignal<Items> {
    return this.#items;
  }

  /** The items as they were stored when this tab last accessed the storage. */
  get stored(): Items {
    return this.#stored;
  }

  /** Whether the items survive the tab. */
  get persistent(): ReadonlySignal<boolean> {
    return this.#persistent;
  }

  /** Whether something would be lost if the tab were closed now. */
  get atRisk(): boolean {
    return this.#unsaved.length > 0 || (!this.#persistent.peek() && this.#items.peek().length > 0);
  }

  /** Whether this tab is the one that sends. */
  get leads(): boolean {
    return this.#leads;
  }

  /** Opens the storage; a browser that denies it gets one in memory. */
  async open(): Promise<void> {
    const opening = this.#deps.openStorage().catch(() => memoryStorage());
    this.#turn = opening;
    this.#use(await opening);
  }

  /** Adds an item, which is displayed at once. */
  add(item: Item): void {
    this.#unsaved = [...this.#unsaved, item];
    this.#show();
    void this.update((others) => (others.some(({ id }) => id === item.id) ? others : [...others, item]));
  }

  /** Reads what other tabs have changed. A read that has not begun yet serves all callers until then. */
  read(): Promise<void> {
    this.#nextRead ??= this.#access((storage) => {
      this.#nextRead = undefined;
      return storage.read();
    });
    return this.#nextRead;
  }

  /** Changes the stored items in one transaction. Notifies the other tabs unless nothing was changed. */
  async update(change: (items: Items) => Items): Promise<void> {
    if (await this.updateSilently(change)) this.broadcast({});
  }

  /** Changes the stored items in one transaction; returns whether anything was changed. The caller notifies the other tabs. */
  async updateSilently(change: (items: Items) => Items): Promise<boolean> {
    let changed = false;
    await this.#access((storage) =>
      storage.update((items) => {
        const after = change(items);
        changed = after.length !== items.length || after.some((item, index) => item !== items[index]);
        return changed ? after : items;
      }),
    );
    return changed;
  }

  /** Marks items as contained in the log: they are displayed no more. */
  markInLog(ids: readonly string[]): void {
    for (const id of ids) this.#inLog.add(id);
    this.#show();
  }

  /** Whether an item is known to be in the log. */
  isInLog({ id }: Item): boolean {
    return this.#inLog.has(id);
  }

  /**
   * Deletes stored items that are in the log. An item that is being sent is left to the response, and one that was never sent
   * without a response is about to be: that this tab knows it as such only means that its last read is older than the attempt.
   */
  removeSettled(): void {
    const isSettled = (item: Item) =>
      this.isInLog(item) && (item.state === 'failed' || (item.state === 'queued' && item.tried === true));
    const settled = this.#stored.filter(isSettled);
    if (settled.length === 0) return;
    if (this.#leads) void this.update((items) => items.filter((item) => !isSettled(item)));
    else this.broadcast({ inLog: settled.map(({ id }) => id) });
  }

  /** Sends a message to the other tabs. */
  broadcast(message: OutboxMessage): void {
    if (!this.#closed) this.#storage.broadcast(message);
  }

  /** Closes the storage; another tab becomes the one that sends. */
  close(): void {
    this.#closed = true;
    this.#storage.close();
  }

  #use(storage: OutboxStorage): void {
    if (this.#closed) return storage.close();
    this.#storage = storage;
    this.#persistent.value = storage.persistent;
    storage.subscribe(this.#deps.received);
    storage.lead(() => this.#lead());
  }

  // The tab that was sending is gone. The log may contain what it was sending, and is known to contain some of it.
  #lead(): void {
    this.#leads = true;
    void this.update((items) =>
      items
        .filter((item) => item.state !== 'sending' || !this.isInLog(item))
        .map((item) => (item.state === 'sending' ? interrupted(item) : item)),
    );
    this.removeSettled();
  }

  // One access after the other, so that what is displayed is never older than what was displayed before.
  #access(access: (storage: OutboxStorage) => Promise<Items>): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#closed) return;
      this.#take(await access(this.#storage).catch(() => access(this.#useMemory())));
      if (this.#leads) this.#deps.ready(this.#stored);
      else this.removeSettled();
    });
    this.#turn = turn;
    return turn;
  }

  // The browser's storage is full or was deleted. This tab continues in memory for as long as it is open.
  #useMemory(): OutboxStorage {
    this.#storage.close();
    this.#use(memoryStorage(this.#stored.filter((item) => !this.isInLog(item))));
    return this.#storage;
  }

  #take(items: Items): void {
    const ids = new Set(items.map(({ id }) => id));
    for (const { id } of this.#stored) if (!ids.has(id)) this.#inLog.delete(id);
    this.#unsaved = this.#unsaved.filter(({ id }) => !ids.has(id));
    this.#stored = items;
    this.#show();
  }

  #show(): void {
    this.#items.value = [...this.#stored, ...this.#unsaved].filter((item) => !this.isInLog(item));
  }
}
