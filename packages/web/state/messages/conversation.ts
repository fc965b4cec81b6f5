// A conversation: one channel kept complete, by listening first and reading then, again after every loss.
import { type Entry, logPath, type MissedEntries, PAGE_MAX, parseEntry } from '@parley/chat';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { WebError } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import type { ChannelOutbox } from '../outbox/outbox.ts';
import type { Api, Clock, Events } from '../ports.ts';
import { Ear, type Heard } from './channel-subscription.ts';
import { type Older, OlderPages } from './history-loader.ts';
import { type Sync, stuck } from './load-state.ts';
import type { Outgoing, Timeline } from './timeline.ts';
import * as timelines from './timeline.ts';

/** Entries of the page that is read first and of each older one: some three screens. */
export const PAGE_ENTRIES = 60;

/** A hole wider than this is not read: the conversation begins anew at the newest page. */
export const FAR_BEHIND = 1_000;

/** Entries that stay in memory when a conversation is left. */
const KEPT_ENTRIES = 200;

/**
 * What a conversation needs. `catchUp` asks for everything since, for all channels, and tells it by `caughtUp`; `refused` is
 * called when the channel may not be heard.
 */
export type ConversationWorld = {
  api: Pick<Api, 'page'>;
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  outbox: Pick<ChannelOutbox, 'items' | 'settle'>;
  catchUp: () => Promise<void>;
  refused: () => void;
};

/** One channel as a person sees it. */
export class Conversation {
  readonly channel: string;
  readonly #world: ConversationWorld;
  readonly #timeline = signal<Timeline>(timelines.EMPTY);
  readonly #sync = signal<Sync>({ state: 'reading' });
  readonly #heardAs = signal<Heard>({ state: 'subscribing' });
  readonly #ear: Ear;
  readonly #older: OlderPages;
  #open = false;
  #reading: Promise<void> | undefined;
  #again = false;
  // Something may have been said that nobody here heard.
  #cameBack = false;
  #failures = 0;
  #callOff: (() => void) | undefined;
  #held: Entry[] = [];
  readonly #follow: () => void;

  constructor(channel: string, world: ConversationWorld) {
    this.channel = channel;
    this.#world = world;
    this.#ear = new Ear({
      ...world,
      path: (epoch) => logPath(channel, epoch),
      heard: (event) => this.#heard(event),
      live: () => this.readNow(),
      watch: (heard) => {
        this.#heardAs.value = heard;
      },
    });
    this.#older = new OlderPages({
      before: () => timelines.olderThan(this.#timeline.peek()),
      page: (before) => this.#world.api.page(channel, { before, limit: PAGE_ENTRIES }),
      read: (before, page) => this.#change((timeline) => timelines.read(timeline, { before }, page)),
    });
    // Until the end, not the closing: what is on its way shows also when the channel is opened again.
    this.#follow = effect(() => {
      const { items } = world.outbox;
      untracked(() => this.#sending(items));
    });
  }

  /** What is known of the channel. */
  get timeline(): ReadonlySignal<Timeline> {
    return this.#timeline;
  }

  /** Whether it is complete. */
  get sync(): ReadonlySignal<Sync> {
    return this.#sync;
  }

  /** Whether the channel is heard. */
  get ear(): ReadonlySignal<Heard> {
    return this.#heardAs;
  }

  /** Whether older entries are being read. */
  get olderPages(): ReadonlySignal<Older> {
    return this.#older.state;
  }

  /** Listens in this epoch, and reads at once too, so that there is something to see while the socket is being opened. */
  open(epoch: number): void {
    this.#ear.hear(epoch);
    if (this.#open) return;
    this.#open = true;
    void this.readNow();
  }

  /** Stops listening. What is being sent goes on. */
  close(): void {
    this.#open = false;
    this.#ear.stop();
    this.#callOff?.();
    this.#heardAs.value = { state: 'subscribing' };
    this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Closes for good. */
  end(): void {
    this.close();
    this.#follow();
  }

  /** The last seq up to which everything is here; undefined before anything is. */
  get cursor(): number | undefined {
    return timelines.completeTo(this.#timeline.peek());
  }

  /** Takes in what there is since `after`. */
  caughtUp(after: number, missed: MissedEntries): void {
    this.#change((timeline) => timelines.caughtUp(timeline, after, missed));
    this.#release();
    if (!this.#open) this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Asks now instead of later for what may be missing. */
  readNow(): Promise<void> {
    this.#cameBack = true;
    return this.#catchUp();
  }

  /** Reads the page before the oldest entry; nothing happens at the log's beginning. */
  readOlder(): Promise<void> {
    return this.#older.read();
  }

  #heard(event: unknown): void {
    try {
      const entry = parseEntry(event);
      if (entry.channel === this.channel) this.take(entry);
    } catch {
      // No entry that this page can read: the log says what there is.
      void this.readNow();
    }
  }

  /** Takes in an entry. One that does not follow what is here waits until the hole before it has been read. */
  take(entry: Entry): void {
    const known = timelines.completeTo(this.#timeline.peek());
    if (known !== undefined && entry.seq <= known + 1) {
      this.#merge(entry);
    } else {
      if (this.#held.length < FAR_BEHIND) this.#held.push(entry);
      if (this.#open && !this.#reading) void this.#catchUp();
    }
  }

  #catchUp(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readAll();
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    this.#callOff?.();
    this.#sync.value = { state: 'reading' };
    try {
      while (this.#again) {
        this.#again = false;
        await this.#readOn();
        this.#release();
        if (timelines.missing(this.#timeline.peek()).length > 0) this.#again = true;
      }
      this.#failures = 0;
      this.#sync.value = { state: 'complete' };
    } catch (error) {
      this.#release();
      this.#stuck(error);
    } finally {
      this.#reading = undefined;
    }
  }

  async #readOn(): Promise<void> {
    const cameBack = this.#cameBack;
    this.#cameBack = false;
    const after = this.#readAfter();
    if (after === undefined) {
      const page = await this.#world.api.page(this.channel, { limit: PAGE_ENTRIES });
      this.#change((timeline) => timelines.read(timeline, {}, page));
    } else if (cameBack) {
      await this.#world.catchUp();
    } else {
      const page = await this.#world.api.page(this.channel, { after, limit: PAGE_MAX });
      this.#change((timeline) => timelines.read(timeline, { after }, page));
      if (page.entries.length === 0 && timelines.missing(this.#timeline.peek()).length > 0)
        throw new WebError('failing', t.entriesMissing(after));
    }
  }

  // Where to read on; undefined means at the newest page, with what is too far away forgotten.
  #readAfter(): number | undefined {
    const timeline = this.#timeline.peek();
    const after = timelines.completeTo(timeline);
    if (after === undefined || timeline.head - after <= FAR_BEHIND) return after;
    this.#timeline.value = { ...timelines.EMPTY, head: timeline.head, outgoing: timeline.outgoing };
    return undefined;
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const entry of held) this.#merge(entry);
  }

  // What is older than all that is here came late. It would stand before a hole that nobody reads; scrolling up reads it.
  #merge(entry: Entry): void {
    const oldest = timelines.olderThan(this.#timeline.peek());
    const isLate = oldest !== undefined && entry.seq < oldest - 1;
    if (!isLate) return this.#change((timeline) => timelines.heard(timeline, entry));
    this.#world.outbox.settle((id) => id === entry.id);
    this.#change((timeline) =>
      timelines.sending(
        timeline,
        timeline.outgoing.filter(({ id }) => id !== entry.id),
      ),
    );
  }

  #stuck(error: unknown): void {
    const { clock } = this.#world;
    const now = clock.now();
    const sync = stuck(error, this.#failures++, this.#open ? now : undefined);
    this.#sync.value = sync;
    this.#cameBack = true;
    if (sync.retryAt !== undefined) this.#callOff = clock.after(sync.retryAt - now, () => void this.#catchUp());
  }

  // What has left the outbox for the log but waits for the hole before it stays as it was shown.
  #sending(items: readonly Outgoing[]): void {
    const waiting = new Set(this.#held.map(({ id }) => id));
    const known = new Set(items.map(({ id }) => id));
    const leaving = this.#timeline.peek().outgoing.filter(({ id }) => waiting.has(id) && !known.has(id));
    this.#change((timeline) => timelines.sending(timeline, [...leaving, ...items]));
  }

  #change(change: (timeline: Timeline) => Timeline): void {
    const before = this.#timeline.peek();
    const after = change(before);
    this.#timeline.value = after;
    // Seen in the log, also where the answer to the post was lost: it is through.
    if (before.outgoing.length > 0 && after.entries !== before.entries) {
      const ids = new Set(after.entries.map(({ id }) => id));
      if (before.outgoing.some(({ id }) => ids.has(id))) this.#world.outbox.settle((id) => ids.has(id));
    }
  }
}
