// Read cursors: how far the user has read each channel, stored on the server and signalled to the user's other devices.
import { type Entry, parseReadCursorSignal, userPath } from '@parley/chat';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import type { Clock, Events } from '../ports.ts';
import type { Channels } from './channels.ts';

/**
 * The interval of moves of one cursor while its channel is open: a request for each message that is seen would cost as much as
 * posting it. A user who leaves the channel or the page moves it at once, so that other devices and later visits are right.
 */
export const MOVE_EVERY_MS = 30_000;

/** The delay before a move that failed is retried. Until then only the other devices do not know of it. */
const RETRY_AFTER_MS = 15_000;

/** An entry that was displayed. */
export type Seen = Pick<Entry, 'channel' | 'seq' | 'count'>;

type ReadCursorsDeps = { api: Pick<Api, 'moveReadCursor'>; events: Pick<Events, 'publish'>; clock: Clock };

/** Moves the read cursors of one user. */
export class ReadCursors {
  readonly #userId: string;
  readonly #channels: Channels;
  readonly #deps: ReadCursorsDeps;
  readonly #due = new Map<string, Seen>();
  readonly #busy = new Set<string>();
  readonly #delays = new Map<string, { cancel: () => void; resume: () => void }>();

  constructor(userId: string, channels: Channels, deps: ReadCursorsDeps) {
    this.#userId = userId;
    this.#channels = channels;
    this.#deps = deps;
  }

  /** Stops; the next visit stores what could not be stored. */
  stop(): void {
    this.#due.clear();
    for (const { cancel } of this.#delays.values()) cancel();
  }

  /** Moves the cursor of a channel that the user leaves, without waiting for the interval. */
  flush(channel: string): void {
    if (this.#due.has(channel)) this.#delays.get(channel)?.resume();
  }

  /** The same for all channels: the page is hidden, and may be closed without a further event. */
  flushAll(): void {
    for (const channel of [...this.#due.keys()]) this.flush(channel);
  }

  /** Records that the user has seen the newest entry of a channel. */
  markSeen({ channel, seq, count }: Seen): void {
    const known = this.#channels.list.peek().find(({ name }) => name === channel);
    if (!known || seq <= known.readSeq) return;
    this.#channels.moveReadCursor(channel, seq, count);
    this.#due.set(channel, { channel, seq, count });
    if (!this.#busy.has(channel)) void this.#move(channel);
  }

  /** Applies a signal of another device of the user. */
  receive(event: unknown): void {
    try {
      const { channel, readSeq, readCount } = parseReadCursorSignal(event);
      this.#channels.moveReadCursor(channel, readSeq, readCount);
    } catch {
      // Not a read cursor, and this page knows no other signal of that path.
    }
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
    const { channel, seq: readSeq, count: readCount } = seen;
    try {
      await this.#deps.api.moveReadCursor(channel, readSeq);
      // Devices that do not receive the signal learn it with their next sync.
      this.#deps.events
        .publish(userPath(this.#userId), [{ kind: 'read', channel, readSeq, readCount }])
        .catch(() => undefined);
      return true;
    } catch (error) {
      const retryable = error instanceof WebError && (error.retryable || error.code === 'signed-out');
      if (retryable && !this.#due.has(channel)) this.#due.set(channel, seen);
      return false;
    }
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
