// Membership: making channels, coming into them and leaving, and what to say of those that one is in no longer.
import {
  type Channel,
  type InvitationPreview,
  type JoinableChannel,
  type NewChannel,
  parseNewChannel,
  type User,
  userPath,
} from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../../auth/session.ts';
import type { Events, Moderation, Rooms } from '../ports.ts';
import { titleOf } from './channel-title.ts';
import type { Channels } from './channels.ts';

/** A channel that this person was taken out of. */
export type Departure = { name: string; title: string };

/** What membership needs. `ask` asks the server for everything since. */
export type MembershipWorld = { api: Rooms & Moderation; events: Pick<Events, 'publish'>; ask: () => void };

/** In which channels one person is, as far as this person changes it. */
export class Membership {
  readonly #person: Person;
  readonly #channels: Channels;
  readonly #world: MembershipWorld;
  readonly #departures = signal<readonly Departure[]>([]);
  // An answer from before one left may still list the channel; the next one then says that it is gone.
  readonly #left = new Set<string>();

  constructor(person: Person, channels: Channels, world: MembershipWorld) {
    this.#person = person;
    this.#channels = channels;
    this.#world = world;
  }

  /** The channels that this person was taken out of and has not been told about. */
  get departures(): ReadonlySignal<readonly Departure[]> {
    return this.#departures;
  }

  /** Makes a channel; what is none is refused before anything is asked. Returns its name. */
  async create(asked: NewChannel): Promise<string> {
    const made = await this.#world.api.createChannel(parseNewChannel(asked));
    this.call(made);
    return this.#came(made);
  }

  /** The public channels that this person is not in. */
  others(): Promise<JoinableChannel[]> {
    return this.#world.api.others();
  }

  /** Who can be written to, by the beginning of their names. */
  people(name: string): Promise<User[]> {
    return this.#world.api.people(name);
  }

  /** What an invitation is for. */
  invitation(code: string): Promise<InvitationPreview> {
    return this.#world.api.invitation(code);
  }

  /** What those with a say see and do in a channel. */
  get ruling(): Moderation {
    return this.#world.api;
  }

  /** Settles what was reported of a message: it is counted no longer. */
  async settle(name: string, seq: number): Promise<void> {
    await this.#world.api.settle(name, seq);
    this.#world.ask();
  }

  /** Comes into a public channel. */
  async join(name: string): Promise<string> {
    return this.#came(await this.#world.api.join(name));
  }

  /** Comes in by an invitation. */
  async accept(code: string): Promise<string> {
    return this.#came(await this.#world.api.accept(code));
  }

  /** Leaves a channel. */
  async leave(name: string): Promise<void> {
    await this.#world.api.leave(name, this.#person.userId);
    this.#left.add(name);
    this.#channels.drop(name);
    this.#world.ask();
  }

  /** Tells the others of a direct conversation that there is something for them; whoever does not hear it asks within a minute. */
  call({ kind, participants = [] }: Pick<Channel, 'kind' | 'participants'>): void {
    if (kind === 'direct') for (const { userId } of participants) this.callOne(userId);
  }

  /** Tells somebody that something about their channels has changed. */
  callOne(userId: string): void {
    if (userId === this.#person.userId) return;
    this.#world.events.publish(userPath(userId), [{ kind: 'channel-added' }]).catch(() => undefined);
  }

  /** Takes in that the server lists these channels no longer. */
  gone(channels: readonly Channel[]): void {
    const taken = channels.filter(({ name }) => !this.#left.has(name));
    if (taken.length === 0) return;
    const { userId } = this.#person;
    const fresh = taken.map((channel) => ({ name: channel.name, title: titleOf(channel, userId) }));
    this.#departures.value = [...this.#departures.peek().filter(({ name }) => !isOne(fresh, name)), ...fresh];
  }

  /** The person knows. */
  dismiss(name: string): void {
    this.#departures.value = this.#departures.peek().filter((one) => one.name !== name);
  }

  #came(channel: Channel): string {
    this.#left.delete(channel.name);
    this.dismiss(channel.name);
    this.#channels.add(channel);
    return channel.name;
  }
}

function isOne(departures: readonly Departure[], name: string): boolean {
  return departures.some((one) => one.name === name);
}
