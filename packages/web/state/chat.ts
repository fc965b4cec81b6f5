// The chat of one signed-in person: the channels, the open conversation, and what keeps both up to date.
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../session.ts';
import { Channels, type Shelf } from './channels.ts';
import { Conversation } from './conversation.ts';
import { type Kept, keptIn, type Notes } from './kept.ts';
import { Typing } from './typing.ts';
import type { Api, Clock, Connection, ConnectionDetail, Events } from './world.ts';

/** How often the heads are asked for while the page is in view. */
export const HEADS_EVERY_MS = 60_000;

/** A window that is clicked at comes into view and into focus at once: one question is enough for both. */
const ASK_AGAIN_AFTER_MS = 2_000;

/** The open channel: what is said in it, who is typing, and after which seq it was new when it was opened (0: nothing was). */
export type Room = { conversation: Conversation; typing: Typing; newAfter: number };

/** What the chat needs: the API, the events, time, the browser's shelf and the tab's notes. */
export type ChatWorld = { api: Api; events: Events; clock: Clock; shelf: Shelf; notes: Notes };

/** Everything that a signed-in person sees. */
export class Chat {
  readonly person: Person;
  readonly channels: Channels;
  readonly #world: ChatWorld;
  readonly #rooms = new Map<string, Omit<Room, 'newAfter'>>();
  readonly #room = signal<Room | undefined>(undefined);
  readonly #connection = signal<{ state: Connection; detail: ConnectionDetail }>({ state: 'idle', detail: {} });
  #askedAt = 0;
  #callOff: (() => void) | undefined;
  #follow: (() => void) | undefined;

  constructor(person: Person, world: ChatWorld) {
    this.person = person;
    this.#world = world;
    this.channels = new Channels(person.sender, world);
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

  /** Whether something typed has not been stored yet, in any channel. */
  get unsent(): boolean {
    return [...this.#rooms.values()].some(({ conversation }) => conversation.timeline.peek().outgoing.length > 0);
  }

  /** Reads the channels for the first time; throws what the page then shows. */
  async start(): Promise<void> {
    await this.channels.load();
    for (const { name } of this.channels.list.peek())
      if (this.#keptIn(name).load().length > 0) this.#roomOf(name).conversation.resume();
    this.#askLater();
  }

  /** Opens a channel, and leaves the one that was open. */
  show(name: string): void {
    const open = this.#room.peek();
    if (open?.conversation.channel === name) return;
    this.#leave();
    if (!this.channels.list.peek().some((channel) => channel.name === name)) {
      this.channels.listen(undefined);
      return;
    }
    const room = this.#roomOf(name);
    this.channels.listen(name);
    room.conversation.open();
    room.typing.open();
    this.#follow = this.#following(room);
    const newAfter = this.channels.unread(name) > 0 ? (this.channels.seen.peek()[name] ?? 0) : 0;
    this.#room.value = { ...room, newAfter };
  }

  /** The page came back into view, or the network did: nothing waits any longer. */
  awake(): void {
    this.#world.events.wake();
    if (this.#world.clock.now() - this.#askedAt > ASK_AGAIN_AFTER_MS) void this.#ask();
  }

  /** Tries at once instead of at the time that was set. */
  tryNow(): void {
    this.#world.events.wake();
    this.#room.peek()?.conversation.readNow();
  }

  /** Leaves everything. */
  close(): void {
    this.#callOff?.();
    this.#leave();
    this.#world.events.close();
  }

  #roomOf(name: string): Omit<Room, 'newAfter'> {
    const room = this.#rooms.get(name) ?? {
      conversation: new Conversation(name, { ...this.#world, kept: this.#keptIn(name) }),
      typing: new Typing(name, this.person.sender, {
        ...this.#world,
        live: () => this.#connection.peek().state === 'live',
      }),
    };
    this.#rooms.set(name, room);
    return room;
  }

  #keptIn(name: string): Kept {
    return keptIn(this.#world.notes, this.person.sender, name);
  }

  #leave(): void {
    const open = this.#room.peek();
    this.#follow?.();
    this.#follow = undefined;
    open?.conversation.close();
    open?.typing.close();
    this.#room.value = undefined;
  }

  // The open channel's head moves with its timeline, and whoever has just said something is no longer typing.
  #following({ conversation, typing }: Omit<Room, 'newAfter'>): () => void {
    return effect(() => {
      const { head, entries } = conversation.timeline.value;
      const newest = entries.at(-1);
      this.channels.toldHead(conversation.channel, head);
      if (newest) typing.stopped(newest.sender);
    });
  }

  async #ask(): Promise<void> {
    this.#callOff?.();
    this.#askedAt = this.#world.clock.now();
    try {
      await this.channels.load();
      const open = this.#room.peek()?.conversation;
      this.channels.listen(open?.channel);
      const head = this.channels.list.peek().find(({ name }) => name === open?.channel)?.head;
      if (head !== undefined) open?.toldHead(head);
    } catch {
      // The status line tells of the connection; the heads are asked for again.
    }
    this.#askLater();
  }

  #askLater(): void {
    this.#callOff?.();
    this.#callOff = this.#world.clock.after(HEADS_EVERY_MS, () => {
      if (globalThis.document?.visibilityState === 'hidden') this.#askLater();
      else void this.#ask();
    });
  }
}
