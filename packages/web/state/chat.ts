// The chat of one signed-in person: the channels, the open conversation, and what keeps both up to date.
import type { Sync } from '@parley/chat';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../session.ts';
import { CatchUp } from './catch-up.ts';
import { Channels } from './channels.ts';
import { Conversation } from './conversation.ts';
import { Outbox, type OutboxWorld } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';
import { Typing } from './typing.ts';
import type { Api, Clock, Connection, ConnectionDetail, Events } from './world.ts';

/** How often it is asked whether anything was missed while the page is in view. */
export const ASK_EVERY_MS = 60_000;

/** A window that is clicked at comes into view and into focus at once: one question is enough for both. */
const ASK_AGAIN_AFTER_MS = 2_000;

/** The open channel: what is said in it, who is typing, and after which seq it was new when it was opened (0: nothing was). */
export type Room = { conversation: Conversation; typing: Typing; newAfter: number };

/** What the chat needs: the API, the events, time, and what the outbox needs. */
export type ChatWorld = { api: Api; events: Events; clock: Clock } & OutboxWorld;

/** Everything that a signed-in person sees. */
export class Chat {
  readonly person: Person;
  readonly channels: Channels;
  /** What is typed and not in the log yet, in all channels. */
  readonly outbox: Outbox;
  readonly #world: ChatWorld;
  readonly #marks: ReadMarks;
  readonly #catchUp: CatchUp;
  readonly #rooms = new Map<string, Omit<Room, 'newAfter'>>();
  readonly #room = signal<Room | undefined>(undefined);
  readonly #connection = signal<{ state: Connection; detail: ConnectionDetail }>({ state: 'idle', detail: {} });
  #closed = false;
  #askedAt = 0;
  #callOff: (() => void) | undefined;
  #follow: (() => void) | undefined;

  constructor(person: Person, world: ChatWorld) {
    this.person = person;
    this.#world = world;
    this.#catchUp = new CatchUp(world.api, {
      cursors: () => this.#cursors(),
      told: (sync, asked) => this.#told(sync, asked),
    });
    this.channels = new Channels(person, { ...world, live: () => void this.#ask() });
    this.#marks = new ReadMarks(person.sender, this.channels, world);
    this.outbox = new Outbox(world, (entry) => this.#rooms.get(entry.channel)?.conversation.take(entry));
    world.events.watch((state, detail) => {
      this.#connection.value = { state, detail };
    });
  }

  /** The open channel. */
  get room(): ReadonlySignal<Room | undefined> {
    return this.#room;
  }

  /** How the connection is doing. */
  get connection(): ReadonlySignal<{ state: Connection; detail: ConnectionDetail }> {
    return this.#connection;
  }

  /** Reads the channels for the first time; throws what the page then shows. */
  async start(): Promise<void> {
    this.#marks.open();
    await Promise.all([this.#catchUp.now(), this.outbox.open()]);
    this.#askLater();
  }

  /** Opens a channel, and leaves the one that was open. */
  show(name: string): void {
    const open = this.#room.peek();
    if (open?.conversation.channel === name) return;
    this.#leave();
    const channel = this.channels.list.peek().find((one) => one.name === name);
    if (!channel) {
      this.channels.listen(undefined);
      return;
    }
    const room = this.#roomOf(name);
    this.channels.listen(name);
    room.conversation.open();
    room.typing.open();
    this.#follow = this.#following(room);
    const newAfter = this.channels.unread(name) > 0 ? channel.read : 0;
    this.#room.value = { ...room, newAfter };
  }

  /** The person sees the newest of a conversation. */
  saw({ timeline }: Conversation): void {
    const newest = timeline.peek().entries.at(-1);
    if (newest) this.#marks.saw(newest);
  }

  /** The page came back into view, or the network did: nothing waits any longer. */
  awake(): void {
    this.#world.events.wake();
    this.outbox.hurry();
    if (this.#world.clock.now() - this.#askedAt > ASK_AGAIN_AFTER_MS) void this.#ask();
  }

  /** Tries at once instead of at the time that was set. */
  tryNow(): void {
    this.#world.events.wake();
    this.outbox.hurry();
    this.#room.peek()?.conversation.readNow();
  }

  /** Leaves everything. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
    this.#leave();
    this.#marks.close();
    this.outbox.close();
    this.#world.events.close();
  }

  #roomOf(name: string): Omit<Room, 'newAfter'> {
    const room = this.#rooms.get(name) ?? {
      conversation: new Conversation(name, { ...this.#world, outbox: this.outbox, catchUp: () => this.#catchUp.now() }),
      typing: new Typing(name, this.person.sender, {
        ...this.#world,
        live: () => this.#connection.peek().state === 'live',
      }),
    };
    this.#rooms.set(name, room);
    return room;
  }

  #leave(): void {
    const open = this.#room.peek();
    this.#follow?.();
    this.#follow = undefined;
    open?.conversation.close();
    open?.typing.close();
    this.#room.value = undefined;
  }

  // The open channel comes as far as its timeline, and whoever has just said something is no longer typing.
  #following({ conversation, typing }: Omit<Room, 'newAfter'>): () => void {
    return effect(() => {
      const { entries } = conversation.timeline.value;
      const newest = entries.at(-1);
      const { head = 0 } = this.channels.list.peek().find(({ name }) => name === conversation.channel) ?? {};
      this.channels.heard(...entries.slice(entries.findLastIndex(({ seq }) => seq <= head) + 1));
      if (newest) typing.stopped(newest.sender);
    });
  }

  #cursors(): ReadonlyMap<string, number> {
    const cursors = new Map<string, number>();
    for (const [name, { conversation }] of this.#rooms)
      if (conversation.cursor !== undefined) cursors.set(name, conversation.cursor);
    return cursors;
  }

  #told({ channels, missed }: Sync, asked: ReadonlyMap<string, number>): void {
    this.channels.told(channels);
    this.channels.listen(this.#room.peek()?.conversation.channel);
    for (const [name, part] of Object.entries(missed))
      this.#rooms.get(name)?.conversation.caughtUp(asked.get(name) ?? 0, part);
  }

  async #ask(): Promise<void> {
    this.#callOff?.();
    this.#askedAt = this.#world.clock.now();
    // When it fails, the status line tells of the connection; it is asked again.
    await this.#catchUp.now().catch(() => undefined);
    this.#askLater();
  }

  #askLater(): void {
    this.#callOff?.();
    if (this.#closed) return;
    this.#callOff = this.#world.clock.after(ASK_EVERY_MS, () => {
      if (globalThis.document?.visibilityState === 'hidden') this.#askLater();
      else void this.#ask();
    });
  }
}
