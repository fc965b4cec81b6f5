// Test doubles of what the page depends on: a manual clock, an HTTP API with its log, and events.
import {
  type Channel,
  type ChannelPreferenceChange,
  type ChannelPreferences,
  type CursorPosition,
  type Entry,
  type Message,
  type MissedEntries,
  type NewEntry,
  type Page,
  SYNC_ENTRIES_MAX,
  type Sync,
  type SyncQuery,
} from '@parley/chat';
import { signal } from '@preact/signals';
import type { Api, ReadPosition } from '../api/types.ts';
import { WebError } from '../errors.ts';
import { memoryStorage } from '../state/outbox/outbox-storage.ts';
import type { Clock, ConnectionDetail, ConnectionState, Events, SubscriptionState } from '../state/ports.ts';
import { settled } from './controlled-server.ts';
import { aChannel, FakeChannelsApi } from './fake-channels-api.ts';

export { settled } from './controlled-server.ts';
export { aChannel, aMember } from './fake-channels-api.ts';
export { FakeTabs } from './fake-tabs.ts';

/** A message with default fields. */
export function anEntry(seq: number, fields: Partial<Message> = {}): Message {
  return {
    channel: 'general',
    seq,
    id: `entry-${seq}`,
    kind: 'message',
    timestamp: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
    username: 'Bob',
    userId: 'sub-bob',
    count: seq,
    message: `message ${seq}`,
    ...fields,
  };
}

/** Messages from one seq to another, inclusive. */
export function entries(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => anEntry(from + index));
}

/** The dependencies of an outbox in a browser that stores nothing, and those of a visible page. */
export function anOutboxDeps() {
  return {
    online: signal(true),
    visible: signal(true),
    openOutboxStorage: async () => memoryStorage(),
    random: () => 1,
  };
}

/** A clock that a test advances. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 2);
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(waitMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + waitMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Advances the time, runs the timers that are due, and waits for what they cause. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
    await settled();
  }
}

/** The HTTP API, with the logs of the channels. A response contains the state at the time of the request. */
export class FakeApi extends FakeChannelsApi implements Api {
  log: Entry[] = [];
  list: Channel[] = [aChannel('general')];
  /** The name that the server has given to the user. */
  username = 'Ann';

  async sync({ channels }: SyncQuery): Promise<Sync> {
    return this.respond(`sync ${JSON.stringify(Object.fromEntries(channels))}`, () => ({
      username: this.username,
      channels: this.list.map((one) => ({ ...one })),
      missed: Object.fromEntries([...channels].map(([name, after]) => [name, this.#since(name, after)])),
    }));
  }

  /** The cursors that the server has, where they are not those of the requests. */
  cursors = new Map<string, ReadPosition>();
  preferences: ChannelPreferences = { version: 1, favourites: [], mutedChannels: [] };

  async moveReadCursor(channel: string, { seq, version }: CursorPosition): Promise<ReadPosition> {
    return this.respond(
      `read ${channel} ${seq}${version > 0 ? ` of ${version}` : ''}`,
      () => this.cursors.get(channel) ?? { readSeq: seq, readCount: seq, ...(version > 0 && { readVersion: version }) },
    );
  }

  async markUnread(channel: string, { seq, version }: CursorPosition): Promise<ReadPosition> {
    return this.respond(
      `unread ${channel} ${seq} of ${version}`,
      () => this.cursors.get(channel) ?? { readSeq: seq - 1, readCount: seq - 1, readVersion: version + 1 },
    );
  }

  async markAllRead(positions: ReadonlyMap<string, CursorPosition>): Promise<ReadonlyMap<string, ReadPosition>> {
    const names = [...positions].map(([name, { seq }]) => `${name} ${seq}`);
    return this.respond(
      `read all: ${names.join(', ')}`,
      () =>
        new Map(
          [...positions].map(([name, { seq, version }]) => [
            name,
            { readSeq: seq, readCount: seq, ...(version > 0 && { readVersion: version }) },
          ]),
        ),
    );
  }

  async changeNotifications(): Promise<ChannelPreferences> {
    throw new Error('This fake has no notifications.');
  }

  async changeChannelPreference(channel: string, change: ChannelPreferenceChange): Promise<ChannelPreferences> {
    return this.respond(`prefer ${channel} ${JSON.stringify(change)}`, () => {
      const [names, on] =
        'favourite' in change
          ? (['favourites', change.favourite] as const)
          : (['mutedChannels', change.muted] as const);
      const others = this.preferences[names].filter((name) => name !== channel);
      this.preferences = {
        ...this.preferences,
        version: this.preferences.version + 1,
        [names]: on ? [...others, channel] : others,
      };
      return this.preferences;
    });
  }

  async listMessages(channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page> {
    const { before = Number.POSITIVE_INFINITY, after, limit } = query;
    return this.respond(`page ${JSON.stringify(query)}`, () => {
      const log = this.#of(channel);
      const part = log.filter(({ seq }) => seq < before && seq > (after ?? 0));
      const some = after === undefined ? part.slice(-limit) : part.slice(0, limit);
      return { entries: some, head: log.at(-1)?.seq ?? 0, more: part.length > some.length };
    });
  }

  /** Like the server, rejects an `after` that is more than `reach` entries back. */
  reach = Number.POSITIVE_INFINITY;

  async postMessage(channel: string, posted: NewEntry, after: number): Promise<Entry> {
    return this.respond(`post ${posted.kind === 'message' ? posted.message : posted.kind}`, () => {
      const head = this.#of(channel).length;
      if (after > head || head - after > this.reach) throw new WebError('sync-first', `Read up to ${head}.`);
      let entry = this.log.find(({ id }) => id === posted.id);
      if (!entry) {
        const log = this.#of(channel);
        const count = log.filter(({ kind }) => kind === 'message').length + (posted.kind === 'message' ? 1 : 0);
        const { message: _, ...base } = anEntry(log.length + 1, { username: 'Ann', userId: 'sub-ann' });
        entry = { ...base, ...posted, channel, count } as Entry;
        this.log.push(entry);
      }
      const lost = this.lost();
      if (lost) throw lost;
      return entry;
    });
  }

  #of(channel: string): Entry[] {
    return this.log.filter((entry) => entry.channel === channel);
  }

  #since(channel: string, after: number): MissedEntries {
    const log = this.#of(channel);
    const head = log.at(-1)?.seq ?? 0;
    const since = log.filter(({ seq }) => seq > after);
    if (since.length <= SYNC_ENTRIES_MAX) return { complete: true, entries: since, head, more: false };
    const newest = log.slice(-50);
    return { complete: false, from: newest[0]?.seq ?? 0, entries: newest, head };
  }
}

/** Events that a test publishes. */
export class FakeEvents implements Events {
  readonly published: { channel: string; events: readonly unknown[] }[] = [];
  readonly #subscriptions = new Set<{
    channel: string;
    onEvent: (event: unknown) => void;
    onState: ((state: SubscriptionState, error?: unknown) => void) | undefined;
  }>();

  /** The channel paths that are subscribed to. */
  get paths(): string[] {
    return [...this.#subscriptions].map(({ channel }) => channel);
  }

  subscribe(
    channel: string,
    onEvent: (event: unknown) => void,
    onState?: (state: SubscriptionState, error?: unknown) => void,
  ) {
    const subscription = { channel, onEvent, onState };
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
    };
  }

  async publish(channel: string, events: readonly unknown[]): Promise<void> {
    this.published.push({ channel, events });
  }

  /** The state of the connection, which `wake` makes live, and `disconnect` idle. */
  state: ConnectionState = 'live';
  readonly #watchers = new Set<(state: ConnectionState, detail: ConnectionDetail) => void>();

  watch(listener: (state: ConnectionState, detail: ConnectionDetail) => void): () => void {
    this.#watchers.add(listener);
    listener(this.state, {});
    return () => this.#watchers.delete(listener);
  }

  wake(): void {
    this.#connects('live');
  }

  disconnect(): void {
    this.#connects('idle');
  }

  close(): void {}

  /** Delivers events to every subscription of a path. */
  async broadcasts(path: string, ...events: unknown[]): Promise<void> {
    for (const event of events)
      for (const { channel, onEvent } of [...this.#subscriptions]) if (channel === path) onEvent(event);
    await settled();
  }

  #connects(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of this.#watchers) watcher(state, {});
    for (const { onState } of [...this.#subscriptions]) onState?.(state === 'live' ? 'live' : 'disconnected');
  }

  /** Changes the state of all subscriptions, or of those of one path. */
  async changesState(state: SubscriptionState, error?: Error, path?: string): Promise<void> {
    for (const { channel, onState } of [...this.#subscriptions])
      if (path === undefined || path === channel) onState?.(state, error);
    await settled();
  }
}
