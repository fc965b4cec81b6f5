// The channels there are, and how much of each a person has not seen.
import { type Channel, logPath, parseChannelName, parseEntry } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Api, Events } from './world.ts';

/** Channels beside the open one that are heard for their unread count; the others are asked for now and then. */
const HEARD_MAX = 20;

/** What is kept between visits: a part of the browser's `localStorage`. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** The channels, their heads, and what was seen of them. */
export class Channels {
  readonly #api: Pick<Api, 'channels' | 'createChannel'>;
  readonly #events: Pick<Events, 'subscribe'>;
  readonly #shelf: Shelf;
  readonly #key: string;
  readonly #list = signal<readonly Channel[]>([]);
  readonly #seen = signal<Readonly<Record<string, number>>>({});
  readonly #stops = new Map<string, () => void>();
  #firstVisit: boolean;

  constructor(
    person: string,
    world: { api: Pick<Api, 'channels' | 'createChannel'>; events: Pick<Events, 'subscribe'>; shelf: Shelf },
  ) {
    this.#api = world.api;
    this.#events = world.events;
    this.#shelf = world.shelf;
    this.#key = `parley.seen.${person}`;
    const seen = parseSeen(world.shelf.getItem(this.#key));
    this.#firstVisit = seen === undefined;
    this.#seen.value = seen ?? {};
  }

  /** The channels, in the order in which the API lists them. */
  get list(): ReadonlySignal<readonly Channel[]> {
    return this.#list;
  }

  /** The seq up to which each channel was seen. */
  get seen(): ReadonlySignal<Readonly<Record<string, number>>> {
    return this.#seen;
  }

  /** Asks for the channels and their heads. */
  async load(): Promise<void> {
    const asked = await this.#api.channels();
    // A head that was heard while the list was on its way is newer than the list.
    const known = new Map(this.#list.peek().map(({ name, head }) => [name, head]));
    this.#list.value = asked.map((one) => ({ ...one, head: Math.max(one.head, known.get(one.name) ?? 0) }));
    if (this.#firstVisit) this.#seen.value = Object.fromEntries(asked.map(({ name, head }) => [name, head]));
    this.#firstVisit = false;
    this.#keep();
  }

  /** Makes a channel; a name that is none is refused before anything is asked. */
  async create(name: string): Promise<string> {
    const made = await this.#api.createChannel(parseChannelName(name));
    if (!this.#list.peek().some((channel) => channel.name === made.name))
      this.#list.value = [...this.#list.peek(), made];
    return made.name;
  }

  /** The messages of a channel that were not seen. */
  unread(name: string): number {
    const head = this.#list.value.find((channel) => channel.name === name)?.head ?? 0;
    return Math.max(0, head - (this.#seen.value[name] ?? 0));
  }

  /** Takes in that a channel's newest entry has this seq. */
  toldHead(name: string, head: number): void {
    if (!this.#list.peek().some((channel) => channel.name === name && channel.head < head)) return;
    this.#list.value = this.#list.peek().map((channel) => (channel.name === name ? { ...channel, head } : channel));
  }

  /** Takes in that a channel was seen up to this seq. */
  saw(name: string, seq: number): void {
    if (seq <= (this.#seen.peek()[name] ?? 0)) return;
    this.#seen.value = { ...this.#seen.peek(), [name]: seq };
    this.#keep();
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
    for (const name of wanted)
      if (!this.#stops.has(name))
        this.#stops.set(
          name,
          this.#events.subscribe(logPath(name), (event) => this.#heard(event)),
        );
  }

  #heard(event: unknown): void {
    try {
      const { channel, seq } = parseEntry(event);
      this.toldHead(channel, seq);
    } catch {
      // Not an entry this page knows; the next list of channels has its head.
    }
  }

  #keep(): void {
    try {
      this.#shelf.setItem(this.#key, JSON.stringify(this.#seen.peek()));
    } catch {
      // A full or forbidden storage costs the unread marks of the next visit, nothing else.
    }
  }
}

function parseSeen(text: string | null): Record<string, number> | undefined {
  try {
    const seen: unknown = JSON.parse(text ?? '');
    if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return undefined;
    return Object.fromEntries(Object.entries(seen).filter(([, seq]) => Number.isSafeInteger(seq)));
  } catch {
    return undefined;
  }
}
