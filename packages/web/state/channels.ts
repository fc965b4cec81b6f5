// The channels there are, and how much of each its reader has not seen: differences of numbers that the log keeps.
import {
  type Channel,
  type Entry,
  logPath,
  mentionedIn,
  mentionName,
  parseChannelName,
  parseEntry,
  unread,
} from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../session.ts';
import type { Api, Events } from './world.ts';

/** Channels beside the open one that are heard for their unread count; the others are asked for now and then. */
const HEARD_MAX = 20;

// `called` are the seqs of messages that call the reader and that no answer of the server has counted yet.
type Known = Channel & { called: readonly number[] };

/** What the channels need. `live` is called when a channel begins to be heard: what came before was heard by nobody. */
export type ChannelsWorld = { api: Pick<Api, 'createChannel'>; events: Pick<Events, 'subscribe'>; live: () => void };

/** The channels, how far each has come, and how far it is read. */
export class Channels {
  readonly #person: Person;
  readonly #world: ChannelsWorld;
  readonly #list = signal<readonly Known[]>([]);
  readonly #stops = new Map<string, () => void>();

  constructor(person: Person, world: ChannelsWorld) {
    this.#person = person;
    this.#world = world;
  }

  /** The channels, in the order in which the API lists them. */
  get list(): ReadonlySignal<readonly Channel[]> {
    return this.#list;
  }

  /** Takes in all channels as the server knows them. What was heard or read here since it answered is not forgotten. */
  told(channels: readonly Channel[]): void {
    const known = new Map(this.#list.peek().map((channel) => [channel.name, channel]));
    this.#list.value = channels.map((channel) => latest(channel, known.get(channel.name)));
  }

  /** Makes a channel; a name that is none is refused before anything is asked. */
  async create(name: string): Promise<string> {
    const made = await this.#world.api.createChannel(parseChannelName(name));
    if (!this.#list.peek().some((channel) => channel.name === made.name))
      this.#list.value = [...this.#list.peek(), { ...made, called: [] }];
    return made.name;
  }

  /** The messages of a channel that were not seen. */
  unread(name: string): number {
    const channel = this.#list.value.find((one) => one.name === name);
    return channel ? unread(channel) : 0;
  }

  /** The messages among them that call the reader by name. */
  mentions(name: string): number {
    const channel = this.#list.value.find((one) => one.name === name);
    return channel ? channel.mentions + channel.called.length : 0;
  }

  /** Takes in entries that were heard or read: each says itself how far its channel has come. */
  heard(...entries: readonly Entry[]): void {
    for (const entry of entries)
      this.#change(entry.channel, (channel) => {
        if (entry.seq <= channel.head) return channel;
        const called = this.#calls(entry) ? [...channel.called, entry.seq] : channel.called;
        return { ...channel, head: entry.seq, count: Math.max(channel.count, entry.count), called };
      });
  }

  /** Takes in that a channel is read up to a seq, by which time it had `readCount` messages. It never goes back. */
  readTo(name: string, read: number, readCount: number): void {
    this.#change(name, (channel) => (read > channel.read ? withRead(channel, read, readCount) : channel));
  }

  /** Hears the channels except the open one, which its conversation hears. */
  listen(open: string | undefined): void {
    const names = this.#list
      .peek()
      .map(({ name }) => name)
      .filter((name) => name !== open);
    const wanted = new Set(names.slice(0, HEARD_MAX));
    for (const [name, stop] of this.#stops) {
      if (wanted.has(name)) continue;
      stop();
      this.#stops.delete(name);
    }
    for (const name of wanted) if (!this.#stops.has(name)) this.#stops.set(name, this.#hear(name));
  }

  #hear(name: string): () => void {
    return this.#world.events.subscribe(
      logPath(name),
      (event) => this.#heardEvent(event),
      (state) => {
        if (state === 'live') this.#world.live();
      },
    );
  }

  #heardEvent(event: unknown): void {
    try {
      this.heard(parseEntry(event));
    } catch {
      // Not an entry this page knows; the next answer of the server counts it.
    }
  }

  #calls(entry: Entry): boolean {
    if (entry.kind !== 'message' || entry.sender === this.#person.sender) return false;
    return mentionedIn(entry.message).includes(mentionName(this.#person.username));
  }

  #change(name: string, change: (channel: Known) => Known): void {
    const list = this.#list.peek();
    const next = list.map((channel) => (channel.name === name ? change(channel) : channel));
    if (next.some((channel, index) => channel !== list[index])) this.#list.value = next;
  }
}

// Of two accounts of one channel the further one counts, number by number.
function latest(told: Channel, known: Known | undefined): Known {
  if (!known) return { ...told, called: [] };
  const channel = {
    ...told,
    head: Math.max(told.head, known.head),
    count: Math.max(told.count, known.count),
    called: known.called.filter((seq) => seq > told.head),
  };
  return known.read > told.read ? withRead(channel, known.read, known.readCount) : channel;
}

// How many of the counted mentions are behind the new mark only the server knows; at the end there is none.
function withRead(channel: Known, read: number, readCount: number): Known {
  const called = channel.called.filter((seq) => seq > read);
  return { ...channel, read, readCount, called, mentions: read >= channel.head ? 0 : channel.mentions };
}
