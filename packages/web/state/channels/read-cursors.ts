// Read cursors: how far the user has read each channel, stored on the server and signalled to the user's other devices.
import { type CursorPosition, type Entry, type Message, parseReadCursorSignal, userPath } from '@parley/chat';
import type { Api, ReadPosition } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import type { Clock, Events } from '../ports.ts';
import type { Channels } from './channels.ts';

/**
 * The interval of moves of one cursor while its channel is open: a request for each message that is seen would cost as much as
 * posting it. A user who leaves the channel or the page moves it at once, so that other devices and later visits are right.
 */
export const MOVE_EVERY_MS = 30_000;

/**
 * A message that may notify the user's other devices is read: they are pushed to five seconds after it was posted, unless the cursor is past it
 * by then. Several such messages make one move.
 */
export const NOTIFYING_MOVE_AFTER_MS = 2_500;

/** The delay before a move that failed is retried. Until then only the other devices do not know of it. */
const RETRY_AFTER_MS = 15_000;

/** An entry that was displayed, with its author if known. */
export type Seen = Pick<Entry, 'channel' | 'seq' | 'count'> & { userId?: string };

type ReadCursorsDeps = {
  api: Pick<Api, 'moveReadCursor' | 'markUnread' | 'markAllRead'>;
  events: Pick<Events, 'publish'>;
  clock: Clock;
};

/** Moves the read cursors of one user. */
export class ReadCursors {
  readonly #userId: string;
  readonly #channels: Channels;
  readonly #deps: ReadCursorsDeps;
  readonly #due = new Map<string, Seen>();
  readonly #busy = new Set<string>();
  readonly #delays = new Map<string, { cancel: () => void; resume: () => void }>();
  readonly #flushes = new Map<string, () => void>();

  constructor(userId: string, channels: Channels, deps: ReadCursorsDeps) {
    this.#userId = userId;
    this.#channels = channels;
    this.#deps = deps;
  }

  /** Stores what is due, and stops; the next visit stores what could not be stored. */
  stop(): void {
    this.flushAll();
    this.#due.clear();
    for (const { cancel } of this.#delays.values()) cancel();
    for (const cancel of this.#flushes.values()) cancel();
  }

  /** Moves the cursor of a channel that the user leaves, without waiting for the interval. */
  flush(channel: string): void {
    if (this.#due.has(channel)) this.#delays.get(channel)?.resume();
  }

  /** The same for all channels: the page is hidden, and may be closed without a further event. */
  flushAll(): void {
    for (const channel of [...this.#due.keys()]) this.flush(channel);
  }

  /** Records that the user has seen an entry of a channel, and those before it. */
  markSeen(seen: Seen): void {
    const { channel, seq, count, userId } = seen;
    const known = this.#channels.list.peek().find(({ name }) => name === channel);
    if (!known || seq <= known.readSeq) return;
    const isOwn = userId === this.#userId;
    const isNotifying = this.#channels.mentions(channel) > 0 || (known.kind === 'direct' && !isOwn);
    this.#channels.moveReadCursor(channel, { readSeq: seq, readCount: count, readVersion: known.readVersion ?? 0 });
    this.#due.set(channel, seen);
    if (!this.#busy.has(channel)) void this.#move(channel);
    else if (isNotifying) this.#flushSoon(channel);
  }

  /**
   * Marks a message and those after it as unread, on all devices. When another device has made a mark that this page did not know of,
   * the mark is made again after it.
   */
  async markUnread({ channel, seq }: Pick<Message, 'channel' | 'seq'>): Promise<void> {
    this.#due.delete(channel);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { version } = this.#positionOf(channel);
      const cursor = await this.#deps.api.markUnread(channel, { seq, version });
      this.#channels.moveReadCursor(channel, cursor);
      if (cursor.readSeq !== seq - 1) continue;
      return this.#signal(channel, cursor);
    }
  }

  /** Marks all channels as read, as far as this page knows them. */
  async markAllRead(): Promise<void> {
    const unread = this.#channels.list.peek().filter(({ head, readSeq }) => head > readSeq);
    if (unread.length === 0) return;
    const positions = unread.map(({ name, head }) => [name, { ...this.#positionOf(name), seq: head }] as const);
    const cursors = await this.#deps.api.markAllRead(new Map(positions));
    for (const [name, cursor] of cursors) this.#channels.moveReadCursor(name, cursor);
    this.#publish({ kind: 'list-changed' });
  }

  /** Applies a signal of another device of the user. */
  receive(event: unknown): void {
    try {
      const { channel, ...cursor } = parseReadCursorSignal(event);
      this.#channels.moveReadCursor(channel, cursor);
    } catch {
      // Not a read cursor, and this page knows no other signal of that path.
    }
  }

  #flushSoon(channel: string): void {
    if (this.#flushes.has(channel)) return;
    const cancel = this.#deps.clock.after(NOTIFYING_MOVE_AFTER_MS, () => {
      this.#flushes.delete(channel);
      this.flush(channel);
    });
    this.#flushes.set(channel, cancel);
  }

  async #move(channel: string): Promise<void> {
    this.#busy.add(channel);
    for (let seen = this.#due.get(channel); seen; seen = this.#due.get(channel)) {
      this.#due.delete(channel);
      await this.#delay(channel, (await this.#store(seen)) ? MOVE_EVERY_MS : RETRY_AFTER_MS);
    }
    this.#busy.delete(channel);
  }

  async #store(seen: Seen): Promise<boolean> {
    const { channel, seq, count: readCount } = seen;
    const { version } = this.#positionOf(channel);
    try {
      const stored = await this.#deps.api.moveReadCursor(channel, { seq, version });
      this.#adopt(channel, version, stored);
      if (stored.readSeq === seq) this.#signal(channel, { ...stored, readCount });
      return true;
    } catch (error) {
      const retryable = error instanceof WebError && (error.retryable || error.code === 'signed-out');
      if (retryable && !this.#due.has(channel)) this.#due.set(channel, seen);
      return false;
    }
  }

  /** What the server has counts, unless this page has made or received a mark since the request. */
  #adopt(channel: string, version: number, stored: ReadPosition): void {
    const isCurrent = this.#positionOf(channel).version === version;
    if (isCurrent && (stored.readVersion ?? 0) !== version) this.#channels.replaceReadCursor(channel, stored);
    else this.#channels.moveReadCursor(channel, stored);
  }

  #positionOf(channel: string): CursorPosition {
    const { readSeq = 0, readVersion = 0 } = this.#channels.list.peek().find(({ name }) => name === channel) ?? {};
    return { seq: readSeq, version: readVersion };
  }

  // Devices that do not receive the signal learn it with their next sync.
  #signal(channel: string, cursor: ReadPosition): void {
    this.#publish({ kind: 'read', channel, ...cursor });
  }

  #publish(event: object): void {
    this.#deps.events.publish(userPath(this.#userId), [event]).catch(() => undefined);
  }

  #delay(channel: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const resume = () => {
        cancel();
        this.#delays.delete(channel);
        resolve();
      };
      const cancel = this.#deps.clock.after(ms, resume);
      this.#delays.set(channel, { cancel, resume });
    });
  }
}
