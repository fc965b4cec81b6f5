// A conversation: one channel kept complete, by listening first and reading then, again after every loss.
import { type Entry, logPath, type Missed, newId, PAGE_MAX, parseEntry } from '@parley/chat';
import { effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import { sentence, WebError } from '../errors.ts';
import { type Older, OlderPages } from './older.ts';
import type { Outbox } from './outbox.ts';
import type { Outgoing, Timeline } from './timeline.ts';
import * as timelines from './timeline.ts';
import type { Api, Clock, Events, Hearing } from './world.ts';

/** Entries of the page that is read first and of each older one: some three screens. */
export const PAGE_ENTRIES = 60;

/** A hole wider than this is not read: the conversation begins anew at the newest page. */
export const FAR_BEHIND = 1_000;

/** Entries that stay in memory when a conversation is left. */
const KEPT_ENTRIES = 200;

/** Waits between tries to read what is missing, in milliseconds; the last one stays. */
const READ_WAITS_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Whether what the log holds is here. */
export type Sync =
  | { state: 'reading' }
  | { state: 'complete' }
  | { state: 'stuck'; problem: string; retryAt: number | undefined };

/** Whether the channel is heard, and why not. */
export type Ear = { state: Hearing; problem?: string };

/** What a conversation needs. `catchUp` asks for everything since, for all channels, and tells it by `caughtUp`. */
export type ConversationWorld = {
  api: Api;
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  outbox: Outbox;
  catchUp: () => Promise<void>;
};

/** One channel as a person sees it. */
export class Conversation {
  readonly channel: string;
  readonly #world: ConversationWorld;
  readonly #timeline = signal<Timeline>(timelines.EMPTY);
  readonly #sync = signal<Sync>({ state: 'reading' });
  readonly #ear = signal<Ear>({ state: 'asking' });
  readonly #older: OlderPages;
  readonly #returned = signal('');
  #stop: (() => void) | undefined;
  #reading = false;
  #again = false;
  // Something may have been said that nobody here heard.
  #cameBack = false;
  #failures = 0;
  #callOff: (() => void) | undefined;
  #held: Entry[] = [];

  constructor(channel: string, world: ConversationWorld) {
    this.channel = channel;
    this.#world = world;
    this.#older = new OlderPages({
      before: () => timelines.olderThan(this.#timeline.peek()),
      page: (before) => this.#world.api.page(channel, { before, limit: PAGE_ENTRIES }),
      read: (before, page) => this.#change((timeline) => timelines.read(timeline, { before }, page)),
    });
    // For as long as the chat: what is on its way shows also when the channel is opened again.
    effect(() => {
      const items = world.outbox.items.value.filter((item) => item.channel === channel);
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
  get ear(): ReadonlySignal<Ear> {
    return this.#ear;
  }

  /** Whether older entries are being read. */
  get olderPages(): ReadonlySignal<Older> {
    return this.#older.state;
  }

  /** The text of a message that was taken out again, for the message field; '' when there is none. */
  get returned(): Signal<string> {
    return this.#returned;
  }

  /** Begins to listen, and reads at once too, so that there is something to see while the socket is being opened. */
  open(): void {
    if (this.#stop) return;
    this.#stop = this.#world.events.subscribe(
      logPath(this.channel),
      (event) => this.#heard(event),
      (state, error) => this.#watched(state, error),
    );
    this.readNow();
  }

  /** Stops listening. What is being sent goes on. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#callOff?.();
    this.#ear.value = { state: 'asking' };
    this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** The last seq up to which everything is here; undefined before anything is. */
  get cursor(): number | undefined {
    return timelines.completeTo(this.#timeline.peek());
  }

  /** Takes in what there is since `after`. */
  caughtUp(after: number, missed: Missed): void {
    this.#change((timeline) => timelines.caughtUp(timeline, after, missed));
    this.#release();
    if (!this.#stop) this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Asks now instead of later for what may be missing. */
  readNow(): void {
    this.#cameBack = true;
    void this.#catchUp();
  }

  /** Reads the page before the oldest entry; nothing happens at the log's beginning. */
  readOlder(): Promise<void> {
    return this.#older.read();
  }

  /** Sends a message: it is shown at once, and numbered when it is stored. Throws when too much waits already. */
  send(message: string): void {
    this.#world.outbox.put(this.channel, { id: newId(), kind: 'message', message });
  }

  /** Says one's own message with other words. `seq` is the message's. */
  edit(seq: number, message: string): void {
    this.#world.outbox.put(this.channel, { id: newId(), kind: 'edit', target: seq, message });
  }

  /** Takes one's own message back. */
  takeBack(seq: number): void {
    this.#world.outbox.put(this.channel, { id: newId(), kind: 'deletion', target: seq });
  }

  /** Reacts to a message with an emoji, or no longer does. */
  react(seq: number, emoji: string, on: boolean): void {
    this.#world.outbox.put(this.channel, { id: newId(), kind: 'reaction', target: seq, emoji, on });
  }

  /** Tries what has failed again. */
  retry(id: string): void {
    this.#world.outbox.retry(id);
  }

  /** Takes a message that is not sent out of the outbox, to write it anew in the message field. */
  async takeOut(id: string): Promise<void> {
    this.#returned.value = (await this.#world.outbox.takeOut(id)) ?? '';
  }

  /** Gives up what is not sent. */
  discard(id: string): void {
    this.#world.outbox.discard(id);
  }

  #watched(state: Hearing, error: unknown): void {
    this.#ear.value = error === undefined ? { state } : { state, problem: sentence(error) };
    // What was said between the last read and this moment was heard by nobody here: read once more.
    if (state === 'live') this.readNow();
  }

  #heard(event: unknown): void {
    try {
      const entry = parseEntry(event);
      if (entry.channel === this.channel) this.take(entry);
    } catch {
      // No entry that this page can read: the log says what there is.
      this.readNow();
    }
  }

  /** Takes in an entry. One that does not follow what is here waits until the hole before it has been read. */
  take(entry: Entry): void {
    const known = timelines.completeTo(this.#timeline.peek());
    if (known !== undefined && entry.seq <= known + 1) {
      this.#merge(entry);
    } else {
      if (this.#held.length < FAR_BEHIND) this.#held.push(entry);
      if (this.#stop && !this.#reading) void this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
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
      this.#reading = false;
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
        throw new WebError('failing', `The log does not show what follows entry ${after} yet.`);
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
    if (isLate) this.#world.outbox.settle((id) => id === entry.id);
    else this.#change((timeline) => timelines.heard(timeline, entry));
  }

  #stuck(error: unknown): void {
    const retryable = error instanceof WebError && error.retryable;
    const wait = READ_WAITS_MS[Math.min(this.#failures++, READ_WAITS_MS.length - 1)] as number;
    const retryAt = retryable && this.#stop ? this.#world.clock.now() + wait : undefined;
    this.#sync.value = { state: 'stuck', problem: sentence(error), retryAt };
    this.#cameBack = true;
    if (retryAt !== undefined) this.#callOff = this.#world.clock.after(wait, () => void this.#catchUp());
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
