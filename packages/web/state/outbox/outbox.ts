// The outbox: what a person typed and the log does not have yet, in every channel and for all tabs of the browser.
import type { Entry, NewEntry } from '@parley/chat';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { WebError } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import type { Api, Clock } from '../ports.ts';
import { Sender } from './outbox-sender.ts';
import { type Item, memoryTray, type News, type Tray } from './outbox-storage.ts';

/** What waits at most, in all channels: more than anybody types by hand, and with the longest messages some 4 MB. */
export const WAITING_MAX = 200;

/** What the outbox needs. `random` draws from 0 up to 1, for jitter. */
export type OutboxWorld = {
  api: Pick<Api, 'post'>;
  clock: Clock;
  online: ReadonlySignal<boolean>;
  tray: () => Promise<Tray>;
  random?: () => number;
};

/** Shows the tray, puts into it what is typed, and sends from it in the one tab whose turn it is. */
export class Outbox {
  readonly #world: OutboxWorld;
  readonly #sent: (entry: Entry) => void;
  readonly #items = signal<readonly Item[]>([]);
  readonly #lasting = signal(true);
  // Typed in this tab and not yet in the tray.
  readonly #fresh = signal<readonly Item[]>([]);
  // In the log, and still in the tray: a write to the browser's disk takes its time.
  readonly #through = new Set<string>();
  readonly #sender: Sender;
  #tray: Tray = memoryTray();
  #turn: Promise<unknown> = Promise.resolve();
  #opened: Promise<void> | undefined;
  #leads = false;
  #closed = false;
  #stop: (() => void) | undefined;

  /** `sent` hears of each entry that was stored, whichever tab sent it. */
  constructor(world: OutboxWorld, sent: (entry: Entry) => void) {
    this.#world = world;
    this.#sent = sent;
    this.#sender = new Sender(
      { random: Math.random, ...world },
      { revise: (change) => this.#revise(change), sent: (id, entry) => this.#stored(id, entry) },
    );
  }

  /** What is not in the log yet, in the order of typing. */
  get items(): ReadonlySignal<readonly Item[]> {
    return this.#items;
  }

  /** Whether it survives the closing of the tab. */
  get lasting(): ReadonlySignal<boolean> {
    return this.#lasting;
  }

  /** Whether something would be lost if the tab were closed now. */
  get atRisk(): boolean {
    return this.#fresh.peek().length > 0 || (!this.#lasting.peek() && this.#items.peek().length > 0);
  }

  /** Opens the tray, with what earlier visits left in it, and sends when it is this tab's turn. */
  open(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<void> {
    const opening = this.#world.tray().catch(() => memoryTray());
    this.#turn = opening;
    this.#take(await opening);
    this.#stop = effect(() => {
      if (this.#world.online.value) untracked(() => this.hurry());
    });
    await this.#look();
  }

  /** Puts something in; it shows at once. Throws when too much waits already. */
  put(channel: string, entry: NewEntry): void {
    const items = this.#items.peek();
    if (items.length >= WAITING_MAX) throw new WebError('full', t.outboxFull(items.length));
    const now = this.#world.clock.now();
    const order = Math.max(now, (items.at(-1)?.order ?? 0) + 1);
    const item: Item = { ...entry, channel, order, at: new Date(now).toISOString(), state: 'queued' };
    this.#fresh.value = [...this.#fresh.peek(), item];
    this.#show(items);
    void this.#revise((others) => {
      this.#fresh.value = this.#fresh.peek().filter((one) => one !== item);
      return others.some(({ id }) => id === item.id) ? others : [...others, item];
    });
  }

  /** Sends what has failed once more, under its own id, so that it cannot be stored twice. */
  retry(id: string): void {
    void this.#revise((items) => items.map((one) => (one.id === id && one.state === 'failed' ? queued(one) : one)));
    this.hurry();
  }

  /** Gives something up. What is being sent just now cannot be held back. */
  discard(id: string): void {
    void this.#revise((items) => items.filter((one) => one.id !== id || one.state === 'sending'));
  }

  /** Takes a message out again, to write it anew; answers its text, unless it is under way or may be stored already. */
  async takeOut(id: string): Promise<string | undefined> {
    let text: string | undefined;
    await this.#revise((items) => {
      const found = items.find((one) => one.id === id);
      if (found?.kind !== 'message' || !canTakeOut(found)) return items;
      text = found.message;
      return items.filter((one) => one !== found);
    });
    return text;
  }

  /** Takes in that these ids are in the log, wherever that was seen. */
  settle(inLog: (id: string) => boolean): void {
    const ids = this.#items.peek().flatMap(({ id }) => (inLog(id) ? [id] : []));
    if (ids.length > 0) void this.#leave(ids);
  }

  /** Sends now what waits for its next try. */
  hurry(): void {
    if (this.#leads) this.#sender.hurry(this.#items.peek());
    else this.#tray.tell({ hurry: true });
  }

  /** Stops sending; another tab, or the next visit, goes on. */
  close(): void {
    this.#closed = true;
    this.#stop?.();
    this.#sender.stop();
    this.#tray.close();
  }

  #take(tray: Tray): void {
    if (this.#closed) return tray.close();
    this.#tray = tray;
    this.#lasting.value = tray.lasting;
    tray.hear((news) => void this.#heard(news));
    tray.lead(() => void this.#lead());
  }

  // What was being sent by a tab that is gone may have arrived; under its own id it is sent again.
  async #lead(): Promise<void> {
    this.#leads = true;
    await this.#revise((items) =>
      items.map((one) => (one.state === 'sending' ? { ...queued(one), tried: true } : one)),
    );
  }

  async #heard({ sent, hurry }: News): Promise<void> {
    if (sent) this.#sent(sent);
    await this.#look();
    if (hurry && this.#leads) this.#sender.hurry(this.#items.peek());
  }

  // First the entry, then the tray: in no tab is there a moment without both.
  async #stored(id: string, entry: Entry): Promise<void> {
    this.#sent(entry);
    this.#tray.tell({ sent: entry });
    await this.#leave([id]);
  }

  async #leave(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#through.add(id);
    this.#show(this.#items.peek());
    await this.#revise((items) => items.filter(({ id }) => !ids.includes(id)));
    for (const id of ids) this.#through.delete(id);
  }

  async #revise(change: (items: readonly Item[]) => readonly Item[]): Promise<void> {
    await this.#next(change);
    this.#tray.tell({});
  }

  #look(): Promise<void> {
    return this.#next((items) => items);
  }

  // One after the other, so that what is shown is never older than what was shown before.
  #next(change: (items: readonly Item[]) => readonly Item[]): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#closed) return;
      this.#show(await this.#tray.revise(change).catch(() => this.#inMemory(change)));
      if (this.#leads) this.#sender.wake(this.#items.peek());
    });
    this.#turn = turn;
    return turn;
  }

  // The storage is full or was taken away. Here everything goes on, for as long as the tab is open.
  #inMemory(change: (items: readonly Item[]) => readonly Item[]): Promise<readonly Item[]> {
    const fresh = this.#fresh.peek();
    const items = this.#items.peek().filter((one) => !fresh.includes(one));
    this.#tray.close();
    this.#take(memoryTray(items));
    return this.#tray.revise(change);
  }

  #show(items: readonly Item[]): void {
    const ids = new Set(items.map(({ id }) => id));
    const all = [...items, ...this.#fresh.peek().filter(({ id }) => !ids.has(id))];
    this.#items.value = all.filter(({ id }) => !this.#through.has(id));
  }
}

/** Whether a message can be written anew: it is not under way, and was never sent without an answer. */
export function canTakeOut({ kind, state, tried }: Pick<Item, 'kind' | 'state' | 'tried'>): boolean {
  return kind === 'message' && state !== 'sending' && !tried;
}

function queued({ problem: _problem, retryAt: _retryAt, ...item }: Item): Item {
  return { ...item, state: 'queued' };
}
