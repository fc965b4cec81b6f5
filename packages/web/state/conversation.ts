// A conversation: one channel kept complete, by listening first and reading then, again after every loss.
import { type Entry, logPath, PAGE_MAX, parseEntry } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { sentence, WebError } from '../errors.ts';
import { KEEPS_NOTHING, type Kept } from './kept.ts';
import { Outbox } from './outbox.ts';
import type { Timeline } from './timeline.ts';
import * as timelines from './timeline.ts';
import type { Api, Clock, Events, Hearing } from './world.ts';

/** Entries of the page that is read first and of each older one: some three screens. */
export const PAGE_ENTRIES = 60;

/** Further behind than this, a reader begins anew at the newest page instead of reading all that was missed. */
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

/** Whether older entries are being read, or could not be. */
export type Older = { state: 'idle' | 'reading' } | { state: 'stuck'; problem: string };

/** What a conversation needs. @default `kept` keeps nothing */
export type ConversationWorld = { api: Api; events: Pick<Events, 'subscribe'>; clock: Clock; kept?: Kept };

/** One channel as a person sees it. */
export class Conversation {
  readonly channel: string;
  readonly #api: Api;
  readonly #events: Pick<Events, 'subscribe'>;
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #timeline = signal<Timeline>(timelines.EMPTY);
  readonly #sync = signal<Sync>({ state: 'reading' });
  readonly #ear = signal<Ear>({ state: 'asking' });
  readonly #older = signal<Older>({ state: 'idle' });
  #stop: (() => void) | undefined;
  #reading = false;
  #again = false;
  #failures = 0;
  #callOff: (() => void) | undefined;
  #held: Entry[] = [];

  readonly #kept: Kept;

  constructor(channel: string, world: ConversationWorld) {
    this.channel = channel;
    this.#kept = world.kept ?? KEEPS_NOTHING;
    this.#timeline.value = { ...timelines.EMPTY, outgoing: this.#kept.load() };
    this.#api = world.api;
    this.#events = world.events;
    this.#clock = world.clock;
    this.#outbox = new Outbox(channel, world.api, world.clock, {
      outgoing: () => this.#timeline.peek().outgoing,
      typed: (outgoing) => this.#change((timeline) => timelines.typed(timeline, outgoing)),
      marked: (id, change) => this.#change((timeline) => timelines.marked(timeline, id, change)),
      sent: (entry) => this.#take(entry),
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
    return this.#older;
  }

  /** Begins to listen, and reads at once too, so that there is something to see while the socket is being opened. */
  open(): void {
    if (this.#stop) return;
    this.#stop = this.#events.subscribe(
      logPath(this.channel),
      (event) => this.#heard(event),
      (state, error) => this.#watched(state, error),
    );
    void this.#catchUp();
  }

  /** Stops listening. What is being sent goes on. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#callOff?.();
    this.#ear.value = { state: 'asking' };
    this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Takes in what `GET /channels` says of the head: on a quiet channel nothing else shows that something was lost. */
  toldHead(head: number): void {
    if (head <= this.#timeline.peek().head) return;
    this.#change((timeline) => timelines.toldHead(timeline, head));
    void this.#catchUp();
  }

  /** Reads what is missing now instead of later. */
  readNow(): void {
    void this.#catchUp();
  }

  /** Reads the page before the oldest entry; nothing happens at the log's beginning. */
  async readOlder(): Promise<void> {
    const before = timelines.olderThan(this.#timeline.peek());
    if (before === undefined || this.#older.peek().state === 'reading') return;
    this.#older.value = { state: 'reading' };
    try {
      const page = await this.#api.page(this.channel, { before, limit: PAGE_ENTRIES });
      // Meanwhile the timeline may have begun anew elsewhere in the log; the page would leave a hole no one asked for.
      if (timelines.olderThan(this.#timeline.peek()) === before)
        this.#change((timeline) => timelines.read(timeline, { before }, page));
      this.#older.value = { state: 'idle' };
    } catch (error) {
      this.#older.value = { state: 'stuck', problem: sentence(error) };
    }
  }

  /** Sends a message: it is shown at once, and numbered when it is stored. */
  send(message: string): void {
    this.#outbox.send(message);
  }

  /** Sends what was kept from before a reload. */
  resume(): void {
    this.#outbox.resume();
  }

  /** Tries a failed message again. */
  retry(id: string): void {
    this.#outbox.retry(id);
  }

  /** Gives a failed message up. */
  discard(id: string): void {
    this.#change((timeline) => timelines.discarded(timeline, id));
  }

  #watched(state: Hearing, error: unknown): void {
    this.#ear.value = error === undefined ? { state } : { state, problem: sentence(error) };
    // What was said between the last read and this moment was heard by nobody here: read once more.
    if (state === 'live') void this.#catchUp();
  }

  #heard(event: unknown): void {
    try {
      const entry = parseEntry(event);
      if (entry.channel === this.channel) this.#take(entry);
    } catch {
      // A kind of entry this page does not know, or no entry at all: the log is read, and says what there is.
      void this.#catchUp();
    }
  }

  // An entry that does not follow what is here waits until the hole before it has been read.
  #take(entry: Entry): void {
    const known = timelines.completeTo(this.#timeline.peek());
    if (known !== undefined && entry.seq <= known + 1) {
      this.#merge(entry);
    } else {
      if (this.#held.length < FAR_BEHIND) this.#held.push(entry);
      if (!this.#reading) void this.#catchUp();
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
    for (;;) {
      const after = this.#cursor();
      if (after === undefined) {
        const page = await this.#api.page(this.channel, { limit: PAGE_ENTRIES });
        this.#change((timeline) => timelines.read(timeline, {}, page));
        return;
      }
      const page = await this.#api.page(this.channel, { after, limit: PAGE_MAX });
      this.#change((timeline) => timelines.read(timeline, { after }, page));
      if (page.more && page.entries.length > 0) continue;
      if (page.entries.length === 0 && timelines.missing(this.#timeline.peek()).length > 0)
        throw new WebError('failing', `The log does not show what follows message ${after} yet.`);
      return;
    }
  }

  // Where to read on; undefined means at the newest page, with what is too far away forgotten.
  #cursor(): number | undefined {
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
    this.#change((timeline) => (isLate ? timelines.discarded(timeline, entry.id) : timelines.heard(timeline, entry)));
  }

  #stuck(error: unknown): void {
    const retryable = error instanceof WebError && error.retryable;
    const wait = READ_WAITS_MS[Math.min(this.#failures++, READ_WAITS_MS.length - 1)] as number;
    const retryAt = retryable && this.#stop ? this.#clock.now() + wait : undefined;
    this.#sync.value = { state: 'stuck', problem: sentence(error), retryAt };
    if (retryAt !== undefined) this.#callOff = this.#clock.after(wait, () => void this.#catchUp());
  }

  #change(change: (timeline: Timeline) => Timeline): void {
    this.#timeline.value = change(this.#timeline.peek());
    this.#kept.save(this.#timeline.peek().outgoing);
  }
}
