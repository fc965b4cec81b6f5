// The channels that a person is in, and how much of each its reader has not seen: differences of numbers that the log keeps.
import { type Channel, type Entry, logPath, mentionedNames, normalizeName, parseEntry, unread } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../../auth/session.ts';
import { Ear } from '../messages/channel-subscription.ts';
import type { Clock, Events } from '../ports.ts';
import { noticed, sendsAway } from './notices.ts';

/** Channels beside the open one that are heard for their unread count; the others are asked for now and then. */
const HEARD_MAX = 20;

// `called` are the seqs of messages that call the reader and that no answer of the server has counted yet.
type Known = Channel & { called: readonly number[] };

/**
 * What the channels need. `live` is called when a channel begins to be heard, as what came before was heard by nobody; `doubtful`
 * when something says that the list may be another by now.
 */
export type ChannelsWorld = {
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  live: () => Promise<void>;
  doubtful: () => void;
};

/** The channels, how far each has come, and how far it is read. */
export class Channels {
  readonly #person: Person;
  readonly #world: ChannelsWorld;
  readonly #list = signal<readonly Known[]>([]);
  readonly #ears = new Map<string, Ear>();

  constructor(person: Person, world: ChannelsWorld) {
    this.#person = person;
    this.#world = world;
  }

  /** The channels in the order in which the API lists them, direct conversations last. */
  get list(): ReadonlySignal<readonly Channel[]> {
    return this.#list;
  }

  /** One of them, followed. */
  of(name: string | undefined): Channel | undefined {
    return this.#list.value.find((one) => one.name === name);
  }

  /** The names of all of them as of now. */
  get names(): ReadonlySet<string> {
    return new Set(this.#list.peek().map(({ name }) => name));
  }

  /**
   * Takes in all channels as the server knows them. What was heard or read here since it answered is not forgotten, nor is a
   * channel that was not `asked` about, as it came while the server answered. Returns those that are none any longer.
   */
  told(channels: readonly Channel[], asked: ReadonlySet<string> = this.names): readonly Channel[] {
    const before = this.#list.peek();
    const known = new Map(before.map((channel) => [channel.name, channel]));
    const told = channels.map((channel) => latest(channel, known.get(channel.name)));
    const absent = before.filter(({ name }) => !told.some((channel) => channel.name === name));
    this.#list.value = sorted([...told, ...absent.filter(({ name }) => !asked.has(name))]);
    return absent.filter(({ name }) => asked.has(name));
  }

  /** Takes in a channel that this person has made or come into. */
  add(channel: Channel): void {
    if (!this.names.has(channel.name)) this.#list.value = sorted([...this.#list.peek(), { ...channel, called: [] }]);
  }

  /** Forgets a channel that this person has left. */
  drop(name: string): void {
    this.#list.value = this.#list.peek().filter((channel) => channel.name !== name);
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
    for (const entry of entries) {
      this.#change(entry.channel, (channel) => {
        if (entry.seq <= channel.head) return channel;
        const called = this.#calls(entry) ? [...channel.called, entry.seq] : channel.called;
        const count = Math.max(channel.count, entry.count);
        return noticed({ ...channel, head: entry.seq, count, called }, entry, this.#person.userId);
      });
      if (sendsAway(entry, this.#person.userId)) this.#world.doubtful();
    }
  }

  /** Takes in that a channel is read up to a seq, by which time it had `readCount` messages. It never goes back. */
  readTo(name: string, readSeq: number, readCount: number): void {
    this.#change(name, (channel) => (readSeq > channel.readSeq ? withRead(channel, readSeq, readCount) : channel));
  }

  /** Hears the channels except the open one, which its conversation hears. Who writes to one alone is heard first. */
  listen(open: string | undefined): void {
    const others = this.#list.peek().filter(({ name }) => name !== open);
    const first = others.toSorted((a, b) => Number(b.kind === 'direct') - Number(a.kind === 'direct'));
    const wanted = new Map(first.slice(0, HEARD_MAX).map(({ name, epoch }) => [name, epoch]));
    for (const [name, ear] of this.#ears) {
      if (wanted.has(name)) continue;
      ear.stop();
      this.#ears.delete(name);
    }
    for (const [name, epoch] of wanted) {
      const ear = this.#ears.get(name) ?? this.#earOf(name);
      this.#ears.set(name, ear);
      ear.hear(epoch);
    }
  }

  #earOf(name: string): Ear {
    const { events, clock, live, doubtful } = this.#world;
    return new Ear({
      events,
      clock,
      live,
      refused: doubtful,
      path: (epoch) => logPath(name, epoch),
      heard: (event) => this.#heardEvent(event),
    });
  }

  #heardEvent(event: unknown): void {
    try {
      this.heard(parseEntry(event));
    } catch {
      // Not an entry this page knows; the next answer of the server counts it.
    }
  }

  #calls(entry: Entry): boolean {
    if (entry.kind !== 'message' || entry.userId === this.#person.userId) return false;
    return mentionedNames(entry.message).includes(normalizeName(this.#person.username));
  }

  #change(name: string, change: (channel: Known) => Known): void {
    const list = this.#list.peek();
    const next = list.map((channel) => (channel.name === name ? change(channel) : channel));
    if (next.every((channel, index) => channel === list[index])) return;
    this.#list.value = next;
    const { epoch } = next.find((channel) => channel.name === name) ?? {};
    if (epoch !== undefined) this.#ears.get(name)?.hear(epoch);
  }
}

function sorted(channels: readonly Known[]): readonly Known[] {
  return channels.toSorted((a, b) => Number(a.kind === 'direct') - Number(b.kind === 'direct'));
}

// Of two accounts of one channel the further one counts, number by number; what it is called and the like changes by entries.
function latest(told: Channel, known: Known | undefined): Known {
  if (!known) return { ...told, called: [] };
  const { title, topic, archived, slowModeSeconds } = told.head < known.head ? known : told;
  const channel = {
    ...told,
    ...{ title, topic, archived, slowModeSeconds, epoch: Math.max(told.epoch, known.epoch) },
    head: Math.max(told.head, known.head),
    count: Math.max(told.count, known.count),
    called: known.called.filter((seq) => seq > told.head),
  };
  return known.readSeq > told.readSeq ? withRead(channel, known.readSeq, known.readCount) : channel;
}

// How many of the counted mentions are behind the new mark only the server knows; at the end there is none.
function withRead(channel: Known, readSeq: number, readCount: number): Known {
  const called = channel.called.filter((seq) => seq > readSeq);
  return { ...channel, readSeq, readCount, called, mentions: readSeq >= channel.head ? 0 : channel.mentions };
}
