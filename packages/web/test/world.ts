// A world for tests: time moved by hand, a log that answers when it is let, events that come when they are told.
import type { Channel, Entry, Message, NewMessage, Page } from '@parley/chat';
import type { Api, Clock, Events, Hearing } from '../state/world.ts';

/** An entry with everything that a test does not care about filled in. */
export function anEntry(seq: number, fields: Partial<Message> = {}): Message {
  return {
    channel: 'general',
    seq,
    id: `entry-${seq}`,
    kind: 'message',
    timestamp: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
    username: 'Bob',
    sender: 'sub-bob',
    count: seq,
    message: `message ${seq}`,
    ...fields,
  };
}

/** A channel with this head, nothing of it read. */
export function aChannel(name: string, head: number): Channel {
  return { name, head, count: head, read: 0, readCount: 0, mentions: 0 };
}

/** Entries from one seq to another. */
export function entries(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => anEntry(from + index));
}

/** Lets everything run that waits for nothing but a promise. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
}

/** A clock that a test moves. */
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

  /** Moves time on, runs what falls due, and lets what follows from it happen. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
    await settled();
  }
}

/** A channel's log with an HTTP API before it. What it answers is what it held when it was asked. */
export class FakeApi implements Api {
  log: Message[] = [];
  list: Channel[] = [aChannel('general', 0)];
  readonly asked: string[] = [];
  #failures: Error[] = [];
  #lostAnswers = 0;
  #held: (() => void)[] | undefined;

  /** The next calls fail with these errors. */
  fails(...errors: Error[]): void {
    this.#failures.push(...errors);
  }

  /** The next post is stored, but its answer is lost. */
  losesAnswer(): void {
    this.#lostAnswers++;
  }

  /** Answers nothing until `answers()`. */
  holds(): void {
    this.#held ??= [];
  }

  /** Gives the answers that were held back. */
  async answers(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const answer of held) answer();
    await settled();
  }

  async channels(): Promise<Channel[]> {
    return this.#answered('channels', () => this.list.map((one) => ({ ...one })));
  }

  async createChannel(name: string): Promise<Channel> {
    return this.#answered(`create ${name}`, () => aChannel(name, 0));
  }

  async page(_channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page> {
    const { before = Number.POSITIVE_INFINITY, after, limit } = query;
    return this.#answered(`page ${JSON.stringify(query)}`, () => {
      const head = this.log.at(-1)?.seq ?? 0;
      const part = this.log.filter(({ seq }) => seq < before && seq > (after ?? 0));
      const some = after === undefined ? part.slice(-limit) : part.slice(0, limit);
      return { entries: some, head, more: part.length > some.length };
    });
  }

  async post(channel: string, { id, message }: NewMessage): Promise<Entry> {
    return this.#answered(`post ${message}`, () => {
      let entry = this.log.find((one) => one.id === id);
      if (!entry) {
        entry = anEntry(this.log.length + 1, { channel, id, message, username: 'Ann', sender: 'sub-ann' });
        this.log.push(entry);
      }
      if (this.#lostAnswers-- > 0) throw this.#failures.shift();
      this.#lostAnswers = 0;
      return entry;
    });
  }

  async #answered<T>(what: string, answer: () => T): Promise<T> {
    this.asked.push(what);
    const failure = this.#lostAnswers > 0 ? undefined : this.#failures.shift();
    const result = failure ? undefined : answer();
    if (this.#held) await new Promise<void>((resume) => this.#held?.push(resume));
    if (failure) throw failure;
    return result as T;
  }
}

/** Events that come when a test says so. */
export class FakeEvents implements Events {
  readonly published: { channel: string; events: readonly unknown[] }[] = [];
  readonly #subscriptions = new Set<{
    channel: string;
    heard: (event: unknown) => void;
    watch: ((state: Hearing, error?: unknown) => void) | undefined;
  }>();

  /** The channel paths that are listened to. */
  get paths(): string[] {
    return [...this.#subscriptions].map(({ channel }) => channel);
  }

  subscribe(channel: string, heard: (event: unknown) => void, watch?: (state: Hearing, error?: unknown) => void) {
    const subscription = { channel, heard, watch };
    this.#subscriptions.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
    };
  }

  async publish(channel: string, events: readonly unknown[]): Promise<void> {
    this.published.push({ channel, events });
  }

  watch(): () => void {
    return () => undefined;
  }

  wake(): void {}

  close(): void {}

  /** Broadcasts an event on every subscription of a path. */
  async says(path: string, ...events: unknown[]): Promise<void> {
    for (const event of events)
      for (const { channel, heard } of [...this.#subscriptions]) if (channel === path) heard(event);
    await settled();
  }

  /** Tells the subscriptions how they are doing. */
  async becomes(state: Hearing, error?: Error): Promise<void> {
    for (const { watch } of [...this.#subscriptions]) watch?.(state, error);
    await settled();
  }
}
