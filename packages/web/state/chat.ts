// The chat of one signed-in person: the channels, the open conversation, and what keeps both up to date.
import { type Entry, type Sync, userPath } from '@parley/chat';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Person } from '../auth/session.ts';
import { Channels } from './channels/channels.ts';
import { Membership } from './channels/membership.ts';
import { ReadMarks } from './channels/read-cursors.ts';
import { Conversation } from './messages/conversation.ts';
import { CatchUp } from './messages/sync.ts';
import { Asking } from './messages/sync-schedule.ts';
import { type ChannelOutbox, Outbox, type OutboxDeps } from './outbox/outbox.ts';
import type { Api, Clock, Connection, ConnectionDetail, Events } from './ports.ts';
import { Blocked } from './users/blocked-users.ts';
import { Typing } from './users/typing.ts';

/** The open channel: what is said in it, who is typing, and after which seq it was new when it was opened (0: nothing was). */
export type Room = { conversation: Conversation; outbox: ChannelOutbox; typing: Typing; newAfter: number };

/** What the chat needs: the API, the events, time, and what the outbox needs. */
export type ChatWorld = { api: Api; events: Events; clock: Clock } & OutboxDeps;

/** Everything that a signed-in person sees. */
export class Chat {
  readonly person: Person;
  readonly channels: Channels;
  readonly membership: Membership;
  readonly blocked: Blocked;
  /** What is typed and not in the log yet, in all channels. */
  readonly outbox: Outbox;
  readonly #world: ChatWorld;
  readonly #marks: ReadMarks;
  readonly #catchUp: CatchUp;
  readonly #asking: Asking;
  readonly #rooms = new Map<string, Omit<Room, 'newAfter'>>();
  readonly #room = signal<Room | undefined>(undefined);
  readonly #connection = signal<{ state: Connection; detail: ConnectionDetail }>({ state: 'idle', detail: {} });
  readonly #stops: (() => void)[] = [];
  // The channels that were known when the question under way was asked.
  #askedAbout: ReadonlySet<string> = new Set();
  #follow: (() => void) | undefined;

  constructor(person: Person, world: ChatWorld) {
    this.person = person;
    this.#world = world;
    this.#catchUp = new CatchUp(world.api, {
      cursors: () => this.#cursors(),
      told: (sync, asked) => this.#told(sync, asked),
    });
    this.#asking = new Asking(world.clock, () => this.#catchUp.now());
    const ask = () => this.#asking.soon();
    this.channels = new Channels(person, { ...world, live: () => this.#asking.now(), doubtful: ask });
    this.membership = new Membership(person, this.channels, { ...world, ask });
    this.blocked = new Blocked(world.api);
    this.#marks = new ReadMarks(person.userId, this.channels, world);
    this.outbox = new Outbox(world, (entry) => this.#sent(entry));
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
    if (this.#stops.length === 0) this.#begin();
    await Promise.all([this.#catchUp.now(), this.outbox.open()]);
    this.#asking.later();
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
    room.conversation.open(channel.epoch);
    room.typing.open(channel.epoch);
    this.#follow = this.#following(room);
    const newAfter = this.channels.unread(name) > 0 ? channel.readSeq : 0;
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
    if (!this.#asking.fresh) void this.#asking.now();
  }

  /** Tries at once instead of at the time that was set. */
  tryNow(): void {
    this.#world.events.wake();
    this.outbox.hurry();
    void this.#room.peek()?.conversation.readNow();
  }

  /** Leaves everything. */
  close(): void {
    this.#asking.close();
    for (const stop of this.#stops) stop();
    this.#leave();
    this.#marks.close();
    this.outbox.close();
    this.#world.events.close();
  }

  #begin(): void {
    const path = userPath(this.person.userId);
    const places = computed(() => this.channels.list.value.map(({ name, epoch }) => `${name}/${epoch}`).join(' '));
    this.#stops.push(
      this.#world.events.subscribe(path, (event) => this.#called(event)),
      places.subscribe(() => untracked(() => this.#followChannels())),
      this.#followRefusals(),
    );
  }

  #roomOf(name: string): Omit<Room, 'newAfter'> {
    const outbox = this.outbox.forChannel(name);
    const room = this.#rooms.get(name) ?? {
      outbox,
      conversation: new Conversation(name, {
        ...this.#world,
        outbox,
        catchUp: () => this.#catchUp.now(),
        refused: () => this.#asking.soon(),
      }),
      typing: new Typing(name, this.person.userId, {
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
      if (newest) typing.stopped(newest.userId);
    });
  }

  // The open channel moves with its epoch; what is no channel of this person's any longer is forgotten.
  #followChannels(): void {
    const names = this.channels.names;
    const open = this.#room.peek();
    if (open && !names.has(open.conversation.channel)) this.#leave();
    for (const [name, { conversation }] of this.#rooms) {
      if (names.has(name)) continue;
      conversation.end();
      this.#rooms.delete(name);
    }
    const { conversation, typing } = this.#room.peek() ?? {};
    const { epoch } = this.channels.of(conversation?.channel) ?? {};
    if (epoch !== undefined) {
      conversation?.open(epoch);
      typing?.open(epoch);
    }
    this.channels.listen(conversation?.channel);
  }

  // Whoever is refused may be muted, or out: the list of channels says so.
  #followRefusals(): () => void {
    let known = 0;
    return effect(() => {
      const refused = this.outbox.items.value.filter(({ state }) => state === 'failed').length;
      if (refused > known) untracked(() => this.#asking.soon());
      known = refused;
    });
  }

  #sent(entry: Entry): void {
    this.#rooms.get(entry.channel)?.conversation.take(entry);
    // The other pages may have asked before there was anything to hear.
    const channel = this.channels.list.peek().find(({ name }) => name === entry.channel);
    if (entry.seq === 1 && channel) this.membership.call(channel);
  }

  #called(event: unknown): void {
    if ((event as { kind?: unknown } | null)?.kind === 'channel-added') this.#asking.soon();
    else this.#marks.heard(event);
  }

  #cursors(): ReadonlyMap<string, number> {
    this.#askedAbout = this.channels.names;
    const cursors = new Map<string, number>();
    for (const [name, { conversation }] of this.#rooms)
      if (conversation.cursor !== undefined) cursors.set(name, conversation.cursor);
    return cursors;
  }

  #told({ channels, missed }: Sync, asked: ReadonlyMap<string, number>): void {
    void this.blocked.ask();
    this.membership.gone(this.channels.told(channels, this.#askedAbout));
    for (const [name, part] of Object.entries(missed))
      this.#rooms.get(name)?.conversation.caughtUp(asked.get(name) ?? 0, part);
  }
}
