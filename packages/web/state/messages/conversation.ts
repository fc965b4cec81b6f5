// One channel kept complete: it subscribes first and loads then, again after each lost connection.
import { type Entry, logPath, type MissedEntries, PAGE_MAX, parseEntry } from '@parley/chat';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/index.ts';
import type { SavedTimeline } from '../offline/offline-copy.ts';
import type { ChannelOutbox } from '../outbox/channel-outbox.ts';
import type { Clock, Events } from '../ports.ts';
import { ChannelSubscription, type SubscriptionStatus } from './channel-subscription.ts';
import { ExcerptLoader } from './excerpt.ts';
import { HistoryLoader, type HistoryState } from './history-loader.ts';
import { type LoadState, loadFailure } from './load-state.ts';
import type { Outgoing, Timeline } from './timeline.ts';
import * as timelines from './timeline.ts';

/** Entries of the first page and of each older one: about three screens. */
export const PAGE_ENTRIES = 60;

/** A wider gap is not loaded: the conversation restarts at the newest page. */
export const FAR_BEHIND = 1_000;

/** Entries that stay in memory when a conversation is closed. */
const KEPT_ENTRIES = 200;

/**
 * What a conversation is given. `sync` requests everything since, for all channels, and calls `applyMissed`; `saved` is what this
 * browser has kept of the channel, for when it cannot be loaded; `onRefused` is called when the user may not subscribe to it.
 */
export type ConversationDeps = {
  api: Pick<Api, 'listMessages'>;
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  outbox: Pick<ChannelOutbox, 'items' | 'settle'>;
  headOf: (channel: string) => number;
  sync: () => Promise<void>;
  saved?: () => Promise<SavedTimeline | undefined>;
  onRefused: () => void;
};

/** One channel as its reader sees it. */
export class Conversation {
  readonly channel: string;
  /** A part of the log that is displayed in place of the timeline, as it is far before it. */
  readonly excerpt: ExcerptLoader;
  readonly #deps: ConversationDeps;
  readonly #timeline = signal<Timeline>(timelines.EMPTY);
  readonly #loadState = signal<LoadState>({ state: 'loading' });
  readonly #subscriptionStatus = signal<SubscriptionStatus>({ state: 'subscribing' });
  readonly #subscription: ChannelSubscription;
  readonly #history: HistoryLoader;
  readonly #stopFollowing: () => void;
  #open = false;
  #loading: Promise<void> | undefined;
  #again = false;
  // Events may have been published that were not received here.
  #mayHaveMissed = false;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;
  // Entries that do not follow the known ones: they wait until the gap before them is loaded.
  #held: Entry[] = [];

  constructor(channel: string, deps: ConversationDeps) {
    this.channel = channel;
    this.#deps = deps;
    this.#subscription = new ChannelSubscription({
      ...deps,
      path: (epoch) => logPath(channel, epoch),
      onEvent: (event) => this.#received(event),
      onLive: () => this.syncNow(),
      onStatus: (status) => {
        this.#subscriptionStatus.value = status;
      },
    });
    this.excerpt = new ExcerptLoader(
      {
        fetchPage: (query) => this.#deps.api.listMessages(channel, query),
        oldest: () => this.#timeline.peek().covered[0]?.from,
        change: (change) => this.#change(change),
      },
      PAGE_ENTRIES,
    );
    this.#history = new HistoryLoader({
      before: () => (this.excerpt.shown.peek() ? this.excerpt.olderThan() : timelines.olderThan(this.#timeline.peek())),
      fetchPage: (before) => this.#deps.api.listMessages(channel, { before, limit: PAGE_ENTRIES }),
      addPage: (before, page) => {
        if (this.excerpt.shown.peek()) this.excerpt.addOlder(before, page);
        else this.#change((timeline) => timelines.withPage(timeline, { before }, page));
      },
    });
    // Until `dispose`, not `close`: what is being sent is also displayed when the channel is opened again.
    this.#stopFollowing = effect(() => {
      const { items } = deps.outbox;
      untracked(() => this.#showOutgoing(items));
    });
  }

  /** What is known of the channel's log. */
  get timeline(): ReadonlySignal<Timeline> {
    return this.#timeline;
  }

  /** Whether the timeline is complete. */
  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** Whether the channel is subscribed to. */
  get subscription(): ReadonlySignal<SubscriptionStatus> {
    return this.#subscriptionStatus;
  }

  /** Whether older entries are being loaded. */
  get history(): ReadonlySignal<HistoryState> {
    return this.#history.state;
  }

  /**
   * Subscribes in this epoch, and loads at the same time, so that messages are displayed while the socket is being opened. What is
   * loaded contains the entry after the seq `newAfter`, if that is the read cursor of a channel with unread messages.
   */
  open(epoch: number, newAfter?: number): void {
    this.#subscription.start(epoch);
    if (this.#open) return;
    this.#open = true;
    this.excerpt.startAt(newAfter === undefined ? undefined : newAfter + 1);
    void this.syncNow();
  }

  /** Unsubscribes. What is being sent continues. */
  close(): void {
    this.#open = false;
    this.#subscription.stop();
    this.#cancelRetry?.();
    this.#subscriptionStatus.value = { state: 'subscribing' };
    this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Closes the conversation permanently. */
  dispose(): void {
    this.close();
    this.#stopFollowing();
  }

  /** The last seq up to which nothing is missing; undefined before anything is loaded. */
  get cursor(): number | undefined {
    return timelines.completeTo(this.#timeline.peek());
  }

  /** Adds what a sync brought since `after`. */
  applyMissed(after: number, missed: MissedEntries): void {
    this.#change((timeline) => timelines.withMissed(timeline, after, missed));
    this.#release();
    if (!this.#open) this.#change((timeline) => timelines.trimmed(timeline, KEPT_ENTRIES));
  }

  /** Loads immediately what may be missing. */
  syncNow(): Promise<void> {
    this.#mayHaveMissed = true;
    return this.#load();
  }

  /** Loads the page before the oldest entry; does nothing at the log's beginning. */
  loadOlder(): Promise<void> {
    return this.#history.load();
  }

  /** Adds an entry. One that does not follow the known ones waits until the gap before it is loaded. */
  addEntry(entry: Entry): void {
    const known = timelines.completeTo(this.#timeline.peek());
    if (known !== undefined && entry.seq <= known + 1) {
      this.#merge(entry);
    } else {
      if (this.#held.length < FAR_BEHIND) this.#held.push(entry);
      if (this.#open && !this.#loading) void this.#load();
    }
  }

  #received(event: unknown): void {
    try {
      const entry = parseEntry(event);
      if (entry.channel === this.channel) this.addEntry(entry);
    } catch {
      // Not an entry that this page can read: the log contains what there is.
      void this.syncNow();
    }
  }

  #load(): Promise<void> {
    this.#again = true;
    this.#loading ??= this.#loadAll();
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    this.#cancelRetry?.();
    this.#loadState.value = { state: 'loading' };
    try {
      while (this.#again) {
        this.#again = false;
        await this.#loadNext();
        this.#release();
        if (timelines.gaps(this.#timeline.peek()).length > 0) this.#again = true;
      }
      this.#failures = 0;
      await this.excerpt.loadStart();
      this.#loadState.value = { state: 'complete' };
    } catch (error) {
      if (this.cursor === undefined) await this.#restore();
      this.excerpt.giveUp();
      this.#release();
      this.#failed(error);
    } finally {
      this.#loading = undefined;
    }
  }

  // A later sync continues what was kept.
  async #restore(): Promise<void> {
    const saved = await this.#deps.saved?.();
    if (saved && this.cursor === undefined)
      this.#change((timeline) => timelines.withRange(timeline, saved.entries, saved));
  }

  async #loadNext(): Promise<void> {
    const mayHaveMissed = this.#mayHaveMissed;
    this.#mayHaveMissed = false;
    const after = this.#loadAfter();
    if (after === undefined) {
      const page = await this.#deps.api.listMessages(this.channel, {
        limit: this.excerpt.firstEntries(this.#deps.headOf(this.channel)),
      });
      this.#change((timeline) => timelines.withPage(timeline, {}, page));
    } else if (mayHaveMissed) {
      await this.#deps.sync();
    } else {
      const page = await this.#deps.api.listMessages(this.channel, { after, limit: PAGE_MAX });
      this.#change((timeline) => timelines.withPage(timeline, { after }, page));
      if (page.entries.length === 0 && timelines.gaps(this.#timeline.peek()).length > 0)
        throw new WebError('failing', t.entriesMissing(after));
    }
  }

  // The seq after which loading continues; undefined means at the newest page, without what is too far away.
  #loadAfter(): number | undefined {
    const timeline = this.#timeline.peek();
    const after = timelines.completeTo(timeline);
    if (after === undefined || timeline.head - after <= FAR_BEHIND) return after;
    this.#timeline.value = { ...timelines.EMPTY, head: timeline.head, outgoing: timeline.outgoing };
    this.excerpt.close();
    return undefined;
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const entry of held) this.#merge(entry);
  }

  // An entry older than everything that is loaded was delivered late. It would be displayed before a gap; scrolling up loads it.
  #merge(entry: Entry): void {
    const oldest = timelines.olderThan(this.#timeline.peek());
    const isLate = oldest !== undefined && entry.seq < oldest - 1;
    if (!isLate) return this.#change((timeline) => timelines.withEntry(timeline, entry));
    this.#deps.outbox.settle((id) => id === entry.id);
    const isOther = ({ id }: Outgoing) => id !== entry.id;
    this.#change((timeline) => timelines.withOutgoing(timeline, timeline.outgoing.filter(isOther)));
  }

  #failed(error: unknown): void {
    const { clock } = this.#deps;
    const now = clock.now();
    const failure = loadFailure(error, this.#failures++, this.#open ? now : undefined);
    this.#loadState.value = failure;
    this.#mayHaveMissed = true;
    if (failure.retryAt !== undefined) this.#cancelRetry = clock.after(failure.retryAt - now, () => void this.#load());
  }

  // An item that has left the outbox for the log, and whose entry waits for the gap before it, remains displayed.
  #showOutgoing(items: readonly Outgoing[]): void {
    const held = new Set(this.#held.map(({ id }) => id));
    const known = new Set(items.map(({ id }) => id));
    const leaving = this.#timeline.peek().outgoing.filter(({ id }) => held.has(id) && !known.has(id));
    this.#change((timeline) => timelines.withOutgoing(timeline, [...leaving, ...items]));
  }

  #change(change: (timeline: Timeline) => Timeline): void {
    const before = this.#timeline.peek();
    const after = change(before);
    this.#timeline.value = after;
    // The changes of the messages of an excerpt are known only as far as the newest page has been extended without a gap.
    if ((after.covered[0]?.from ?? 0) > (timelines.completeTo(before) ?? Number.POSITIVE_INFINITY))
      this.excerpt.close();
    // An item whose entry is in the log is sent, even if the response to its post was lost.
    if (before.outgoing.length > 0 && after.entries !== before.entries) {
      const ids = new Set(after.entries.map(({ id }) => id));
      if (before.outgoing.some(({ id }) => ids.has(id))) this.#deps.outbox.settle((id) => ids.has(id));
    }
  }
}
