// The channels of a user, and their unread counts: differences of numbers that the log contains.
import {
  type Channel,
  type Entry,
  isInChannel,
  type KnownChannel,
  type ListedChannel,
  logPath,
  mentionedNames,
  normalizeName,
  parseEntry,
  unreadCount,
} from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ReadPosition } from '../../api/types.ts';
import type { SessionUser } from '../../auth/session.ts';
import { ChannelSubscription } from '../messages/channel-subscription.ts';
import { codeFinder } from '../messages/code-finder.ts';
import type { Clock, Events } from '../ports.ts';
import { isFurther, type Known, latest, UNSETTLED, withReadCursor } from './known-channel.ts';
import { NewsListeners } from './news.ts';
import { applyNotice, removesReader } from './notices.ts';

/**
 * Channels beside the open one that are subscribed to for their unread count: those in which the page saw an entry last. Each message there
 * is billed for each subscriber. Of the others, hints bring what concerns the user, and syncs the count.
 */
const SUBSCRIPTIONS_MAX = 20;

/**
 * The same for direct conversations, in which every message concerns the user. With the others, those of the open channel and of the
 * user, and paths of earlier epochs, it stays below the 200 of a connection (AWS: AppSync quotas, subscriptions per connection).
 */
const DIRECT_SUBSCRIPTIONS_MAX = 120;

/**
 * How long the server may leave out channels without new entries. The number of members, which decides whether typing is signalled,
 * changes without one.
 */
const FULL_LIST_EVERY_MS = 60 * 60_000;

/**
 * What the channels are given. `onLive` is called when a subscription becomes live, as events before that were not received;
 * `onOutdated` when the list of channels may have changed.
 */
export type ChannelsDeps = {
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  onLive: () => Promise<void>;
  onOutdated: () => void;
};

/** The channels, the newest seq of each, and the read cursors. */
export class Channels {
  readonly #user: SessionUser;
  readonly #deps: ChannelsDeps;
  /** Messages of others as they arrive. */
  readonly news = new NewsListeners();
  readonly #list = signal<readonly Known[]>([]);
  readonly #subscriptions = new Map<string, ChannelSubscription>();
  #fullListAt = Number.NEGATIVE_INFINITY;
  #open: string | undefined;
  // The channels in the order in which an entry or the user was seen there last, the newest last.
  readonly #active = new Set<string>();

  constructor(user: SessionUser, deps: ChannelsDeps) {
    this.#user = user;
    this.#deps = deps;
  }

  /** The channels in the order of the API, direct conversations last. */
  get list(): ReadonlySignal<readonly Channel[]> {
    return this.#list;
  }

  /** One of the channels. An effect that reads it runs again when the channels change. */
  of(name: string | undefined): Channel | undefined {
    return this.#list.value.find((one) => one.name === name);
  }

  /** The newest seq of a channel that is known; 0 for a channel that is not in the list. */
  headOf(name: string): number {
    return this.#list.peek().find((one) => one.name === name)?.head ?? 0;
  }

  /** The names of all channels. */
  get names(): ReadonlySet<string> {
    return new Set(this.#list.peek().map(({ name }) => name));
  }

  /** What the next sync need not return; nothing at times. */
  known(): ReadonlyMap<string, KnownChannel> {
    const now = this.#deps.clock.now();
    // After a clock was set back, the list is old.
    const isRecent = now >= this.#fullListAt && now - this.#fullListAt < FULL_LIST_EVERY_MS;
    if (!isRecent) this.#fullListAt = now;
    const settled = this.#list.peek().filter((one) => one.settled === one.head && one.newMentions.length === 0);
    return new Map(
      isRecent
        ? settled.map(({ name, head, readSeq, readVersion }) => [
            name,
            { head, readSeq, ...(readVersion !== undefined && { readVersion }) },
          ])
        : [],
    );
  }

  /**
   * Applies the server's list of all channels. What was received or read here since the response was made is kept, and so is a
   * channel that was not `requested`, as it was added while the request was in flight. Returns the channels that are gone.
   */
  applyList(channels: readonly ListedChannel[], requested: ReadonlySet<string> = this.names): readonly Channel[] {
    const before = this.#list.peek();
    const known = new Map(before.map((channel) => [channel.name, channel]));
    const listed = channels.flatMap((channel) =>
      'unchanged' in channel ? (known.get(channel.name) ?? []) : latest(channel, known.get(channel.name)),
    );
    const absent = before.filter(({ name }) => !listed.some((channel) => channel.name === name));
    const advanced = listed.filter(({ name, head }) => head > (known.get(name)?.head ?? head));
    for (const { name } of advanced) this.#touch(name);
    this.#list.value = sorted([...listed, ...absent.filter(({ name }) => !requested.has(name))]);
    if (advanced.some(({ name }) => !this.isLive(name))) this.subscribeExcept(this.#open);
    return absent.filter(({ name }) => requested.has(name));
  }

  /** Whether the server's list shows an entry whose event should have been received: its channel is subscribed to. */
  lacksEvents(listed: readonly ListedChannel[], open: string | undefined): boolean {
    const isSubscribed = (name: string) => name === open || this.#subscriptions.has(name);
    return listed.some((one) => !('unchanged' in one) && isSubscribed(one.name) && one.head > this.headOf(one.name));
  }

  /** Requests the whole list with the next sync: something has changed of which no entry tells. */
  forgetAll(): void {
    this.#fullListAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether the events of a channel arrive: the open one, or one of those that are subscribed to. */
  isLive(name: string): boolean {
    return name === this.#open || this.#subscriptions.has(name);
  }

  /**
   * Adds a mention of which the server has told, and whose message may not have arrived. Returns whether a sync is needed: not when the
   * mention is known or read already.
   */
  addMention(name: string, seq: number): boolean {
    const known = this.#list.peek().find((channel) => channel.name === name);
    if (!known) return true;
    if (seq <= known.readSeq || known.newMentions.includes(seq)) return false;
    // Of a seq up to the head only the server knows whether it is counted already: an edit may have added the mention.
    const newMentions = seq > known.head ? [...known.newMentions, seq] : known.newMentions;
    this.#change(name, (channel) => ({ ...channel, newMentions, settled: UNSETTLED }));
    if (seq > known.head) this.news.tell({ channel: name, seq, isMention: true });
    return true;
  }

  /** Adds a channel that the user has created or joined. */
  add(channel: Channel): void {
    if (!this.names.has(channel.name))
      this.#list.value = sorted([...this.#list.peek(), { ...channel, newMentions: [], settled: UNSETTLED }]);
  }

  /** Removes a channel that the user has left. */
  remove(name: string): void {
    this.#list.value = this.#list.peek().filter((channel) => channel.name !== name);
  }

  /** The number of unread messages of a channel; at least those that are known to mention the user. */
  unread(name: string): number {
    const channel = this.#list.value.find((one) => one.name === name);
    return channel ? Math.max(unreadCount(channel), channel.newMentions.length) : 0;
  }

  /** The number of unread messages that mention the user. */
  mentions(name: string): number {
    const channel = this.#list.value.find((one) => one.name === name);
    return channel ? channel.mentions + channel.newMentions.length : 0;
  }

  /** Applies entries that were received or loaded: each contains its channel's newest seq and count. */
  applyEntries(...entries: readonly Entry[]): void {
    for (const entry of entries) {
      const isNews = entry.kind === 'message' && entry.userId !== this.#user.userId;
      const { channel, seq } = entry;
      const isNewer = this.names.has(channel) && seq > this.headOf(channel);
      this.#change(entry.channel, (channel) => {
        if (entry.seq <= channel.head) return channel;
        this.#touch(channel.name);
        const isNew =
          this.#mentionsUser(entry) && isMessageInChannel(entry) && !channel.newMentions.includes(entry.seq);
        const newMentions = isNew ? [...channel.newMentions, entry.seq] : channel.newMentions;
        const count = Math.max(channel.count, entry.count);
        // Other kinds change settings, roles or the number of mentions.
        const isPlain = entry.kind === 'message' || entry.kind === 'reaction';
        const settled = isPlain && entry.seq === channel.settled + 1 ? entry.seq : channel.settled;
        return applyNotice({ ...channel, head: entry.seq, count, newMentions, settled }, entry, this.#user.userId);
      });
      if (removesReader(entry, this.#user.userId)) this.#deps.onOutdated();
      if (isNews && isNewer) this.news.tell({ channel, seq, isMention: this.#mentionsUser(entry), message: entry });
    }
  }

  /** Moves the read cursor of a channel to a seq, at which the channel had `readCount` messages. Within a version it never moves back. */
  moveReadCursor(name: string, cursor: ReadPosition): void {
    const { readVersion = 0 } = this.#list.peek().find((one) => one.name === name) ?? {};
    this.#change(name, (channel) => (isFurther(cursor, channel) ? withReadCursor(channel, cursor) : channel));
    // Only the server knows how many of the messages that are unread again mention the user.
    if ((cursor.readVersion ?? 0) > readVersion && this.names.has(name)) this.#deps.onOutdated();
  }

  /** Sets the read cursor of a channel to where the server has it. */
  replaceReadCursor(name: string, cursor: ReadPosition): void {
    this.#change(name, (channel) => withReadCursor(channel, cursor));
  }

  /** Subscribes to the most recently active channels except the open one, to which its conversation subscribes. */
  subscribeExcept(open: string | undefined): void {
    this.#open = open;
    if (open !== undefined) this.#touch(open);
    const order = new Map([...this.#active].map((name, index) => [name, index]));
    const others = this.#list
      .peek()
      .filter(({ name }) => name !== open)
      .toSorted((a, b) => (order.get(b.name) ?? -1) - (order.get(a.name) ?? -1));
    const direct = others.filter(({ kind }) => kind === 'direct').slice(0, DIRECT_SUBSCRIPTIONS_MAX);
    const channels = others.filter(({ kind }) => kind !== 'direct').slice(0, SUBSCRIPTIONS_MAX);
    const wanted = new Map([...direct, ...channels].map(({ name, epoch }) => [name, epoch]));
    for (const [name, subscription] of this.#subscriptions) {
      if (wanted.has(name)) continue;
      subscription.stop();
      this.#subscriptions.delete(name);
    }
    for (const [name, epoch] of wanted) {
      const subscription = this.#subscriptions.get(name) ?? this.#subscriptionOf(name);
      this.#subscriptions.set(name, subscription);
      subscription.start(epoch);
    }
  }

  #touch(name: string): void {
    this.#active.delete(name);
    this.#active.add(name);
  }

  #subscriptionOf(name: string): ChannelSubscription {
    const { events, clock, onLive, onOutdated } = this.#deps;
    return new ChannelSubscription({
      events,
      clock,
      onLive,
      onRefused: onOutdated,
      path: (epoch) => logPath(name, epoch),
      onEvent: (event) => this.#received(event),
    });
  }

  #received(event: unknown): void {
    try {
      const entry = parseEntry(event);
      // The entries between may mention the user, or be notices.
      if (entry.seq > this.headOf(entry.channel) + 1) this.#deps.onOutdated();
      this.applyEntries(entry);
    } catch {
      // Not an entry that this page can read; the next sync counts it.
    }
  }

  #mentionsUser(entry: Entry): boolean {
    if (entry.kind !== 'message' || entry.userId === this.#user.userId) return false;
    // Whether `@here` mentions the user, the server tells.
    return (
      entry.everyone === 'channel' ||
      mentionedNames(entry.message, codeFinder.peek()).includes(normalizeName(this.#user.username))
    );
  }

  #change(name: string, change: (channel: Known) => Known): void {
    const list = this.#list.peek();
    const next = list.map((channel) => (channel.name === name ? change(channel) : channel));
    if (next.every((channel, index) => channel === list[index])) return;
    this.#list.value = next;
    const { epoch } = next.find((channel) => channel.name === name) ?? {};
    if (epoch !== undefined) this.#subscriptions.get(name)?.start(epoch);
  }
}

function isMessageInChannel(entry: Entry): boolean {
  return entry.kind === 'message' && isInChannel(entry);
}

function sorted(channels: readonly Known[]): readonly Known[] {
  return channels.toSorted((a, b) => Number(a.kind === 'direct') - Number(b.kind === 'direct'));
}
