// Membership: creating, joining and leaving channels, and the channels from which the user was removed.
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
import type { Api } from '../../api/types.ts';
import type { SessionUser } from '../../auth/session.ts';
import type { Events } from '../ports.ts';
import { titleOf } from './channel-title.ts';
import type { Channels } from './channels.ts';

/** A channel from which the user was removed. */
export type Removal = { name: string; title: string };

/** What membership is given. `syncSoon` requests everything since. */
export type MembershipDeps = {
  api: Api;
  events: Pick<Events, 'publish'>;
  syncSoon: () => void;
};

/** The channels of one user, as far as this user changes them. */
export class Membership {
  readonly #user: SessionUser;
  readonly #channels: Channels;
  readonly #deps: MembershipDeps;
  readonly #removals = signal<readonly Removal[]>([]);
  readonly #lost = signal<ReadonlySet<string>>(new Set());
  // A response that was sent before the user left may still list the channel; the next one then omits it.
  readonly #left = new Set<string>();

  constructor(user: SessionUser, channels: Channels, deps: MembershipDeps) {
    this.#user = user;
    this.#channels = channels;
    this.#deps = deps;
  }

  /** The channels from which the user was removed, until the user dismisses the notice. */
  get removals(): ReadonlySignal<readonly Removal[]> {
    return this.#removals;
  }

  /** The names of the channels that the user can no longer open: the user was removed, or they were closed on another device. */
  get lost(): ReadonlySignal<ReadonlySet<string>> {
    return this.#lost;
  }

  /** Creates a channel and returns its name. An invalid one is rejected before any request. */
  async create(channel: NewChannel): Promise<string> {
    const created = await this.#deps.api.createChannel(parseNewChannel(channel));
    this.notifyParticipants(created);
    return this.#enter(created);
  }

  /** The public channels of which the user is not a member. */
  joinableChannels(): Promise<JoinableChannel[]> {
    return this.#deps.api.joinableChannels();
  }

  /** The users who can be sent a direct message, by any part of their names. */
  searchUsers(name: string): Promise<User[]> {
    return this.#deps.api.searchUsers(name);
  }

  /** The channel of an invitation. */
  previewInvitation(code: string): Promise<InvitationPreview> {
    return this.#deps.api.previewInvitation(code);
  }

  /** Settles the reports of a message: they are counted no more. */
  async settleReport(name: string, seq: number): Promise<void> {
    await this.#deps.api.request('settleReport', { channel: name, seq });
    this.#deps.syncSoon();
  }

  /** Joins a public channel and returns its name. */
  async join(name: string): Promise<string> {
    return this.#enter(await this.#deps.api.joinChannel(name));
  }

  /** Joins the channel of an invitation and returns its name. */
  async acceptInvitation(code: string): Promise<string> {
    return this.#enter(await this.#deps.api.acceptInvitation(code));
  }

  /** Leaves a channel, or closes a direct conversation. */
  async leave(name: string): Promise<void> {
    await this.#deps.api.leaveChannel(name, this.#user.userId);
    this.#left.add(name);
    this.#channels.remove(name);
    this.#deps.syncSoon();
  }

  /** Notifies the participants of a direct conversation. A page that does not receive the signal syncs within a minute. */
  notifyParticipants({ kind, participants = [] }: Pick<Channel, 'kind' | 'participants'>): void {
    if (kind === 'direct') for (const { userId } of participants) this.notifyUser(userId);
  }

  /** Notifies another user that something about their channels has changed. */
  notifyUser(userId: string): void {
    if (userId === this.#user.userId) return;
    this.#deps.events.publish(userPath(userId), [{ kind: 'channel-added' }]).catch(() => undefined);
  }

  /**
   * Records that the server no longer lists these channels. Those that the user left are not reported, and no direct conversations: the
   * user has closed them on another device.
   */
  applyRemovals(channels: readonly Channel[]): void {
    if (channels.length > 0) this.#lost.value = new Set([...this.#lost.peek(), ...channels.map(({ name }) => name)]);
    const removed = channels.filter(({ name, kind }) => kind !== 'direct' && !this.#left.has(name));
    if (removed.length === 0) return;
    const { userId } = this.#user;
    const added = removed.map((channel) => ({ name: channel.name, title: titleOf(channel, userId) }));
    this.#removals.value = [...this.#removals.peek().filter(({ name }) => !includes(added, name)), ...added];
  }

  /** Removes the notice of a removal. */
  dismissRemoval(name: string): void {
    this.#removals.value = this.#removals.peek().filter((one) => one.name !== name);
  }

  #enter(channel: Channel): string {
    this.#left.delete(channel.name);
    this.dismissRemoval(channel.name);
    this.#lost.value = new Set([...this.#lost.peek()].filter((name) => name !== channel.name));
    this.#channels.add(channel);
    return channel.name;
  }
}

function includes(removals: readonly Removal[], name: string): boolean {
  return removals.some((one) => one.name === name);
}
