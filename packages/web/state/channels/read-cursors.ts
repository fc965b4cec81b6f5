// Read marks: how far a person has read, told to the server and to the person's other devices.
import { type Entry, parseReadCursorSignal, userPath } from '@parley/chat';
import { WebError } from '../../errors.ts';
import type { Api, Clock, Events } from '../ports.ts';
import type { Channels } from './channels.ts';

/** Between two marks of one channel: in a lively one nobody writes for each message that is seen. */
export const MARK_EVERY_MS = 2_000;

/** Before a mark that failed is set again. Until then only the other devices do not know of it. */
const AGAIN_AFTER_MS = 15_000;

/** What was seen: an entry, of which the place in the log and the count of messages matter. */
export type Seen = Pick<Entry, 'channel' | 'seq' | 'count'>;

type MarksWorld = { api: Pick<Api, 'read'>; events: Pick<Events, 'publish'>; clock: Clock };

/** Sets the marks of one person. */
export class ReadMarks {
  readonly #sender: string;
  readonly #channels: Channels;
  readonly #world: MarksWorld;
  readonly #due = new Map<string, Seen>();
  readonly #busy = new Set<string>();
  readonly #waits = new Set<() => void>();

  constructor(userId: string, channels: Channels, world: MarksWorld) {
    this.#sender = userId;
    this.#channels = channels;
    this.#world = world;
  }

  /** Stops; what could not be told is told by the next visit. */
  close(): void {
    this.#due.clear();
    for (const callOff of this.#waits) callOff();
  }

  /** The person has seen the newest of a channel. */
  saw({ channel, seq, count }: Seen): void {
    const known = this.#channels.list.peek().find(({ name }) => name === channel);
    if (!known || seq <= known.readSeq) return;
    this.#channels.readTo(channel, seq, count);
    this.#due.set(channel, { channel, seq, count });
    if (!this.#busy.has(channel)) void this.#mark(channel);
  }

  /** Takes in what another device of the same person told. */
  heard(event: unknown): void {
    try {
      const { channel, readSeq, readCount } = parseReadCursorSignal(event);
      this.#channels.readTo(channel, readSeq, readCount);
    } catch {
      // Not a mark; nothing else is said there that this page knows.
    }
  }

  async #mark(channel: string): Promise<void> {
    this.#busy.add(channel);
    for (let seen = this.#due.get(channel); seen; seen = this.#due.get(channel)) {
      this.#due.delete(channel);
      await this.#wait((await this.#told(seen)) ? MARK_EVERY_MS : AGAIN_AFTER_MS);
    }
    this.#busy.delete(channel);
  }

  async #told(seen: Seen): Promise<boolean> {
    const { channel, seq: readSeq, count: readCount } = seen;
    try {
      await this.#world.api.read(channel, readSeq);
      // Devices that do not hear it learn it with their next question.
      this.#world.events
        .publish(userPath(this.#sender), [{ kind: 'read', channel, readSeq, readCount }])
        .catch(() => undefined);
      return true;
    } catch (error) {
      const again = error instanceof WebError && (error.retryable || error.code === 'signed-out');
      if (again && !this.#due.has(channel)) this.#due.set(channel, seen);
      return false;
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resume) => {
      const callOff = this.#world.clock.after(ms, () => {
        this.#waits.delete(callOff);
        resume();
      });
      this.#waits.add(callOff);
    });
  }
}
