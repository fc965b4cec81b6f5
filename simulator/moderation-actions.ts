// What owners do to the users of their channels, and how these evade it: leaving, returning, invitations.
import type { MemberChange } from '@parley/chat';
import { moderationApi } from '../packages/web/api/moderation-api.ts';
import type { SeededRandom } from './determinism/seeded-random.ts';
import type { Environment } from './environment.ts';
import type { Tab } from './page/tab.ts';

/** The users who act. */
type Users = { random: SeededRandom; tabs: readonly Tab[] };

/** Longer than a run, or shorter. */
const MUTE_MINUTES = [600, 5] as const;

/** Actions on the members of created channels. */
export class ModerationActions {
  readonly #environment: Environment;
  readonly #users: Users;

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  /** Actions and their weights. */
  readonly actions: readonly (readonly [weight: number, action: () => void])[] = [
    [12, () => this.#moderate((tab, channel, userId) => this.#change(tab, channel, userId, { banned: true }))],
    [7, () => this.#moderate((tab, channel, userId) => this.#mute(tab, channel, userId))],
    [6, () => this.#moderate((tab, channel, userId) => this.#remove(tab, channel, userId))],
    [8, () => this.#moderate((tab, channel) => this.#handOver(tab, channel))],
    [2, () => this.#leave()],
    [10, () => this.#invite()],
    [6, () => this.#accept()],
  ];

  /** An owner of a created channel acts on another user: mostly on one who has it open, sometimes on one who is not a member. */
  #moderate(action: (tab: Tab, channel: string, userId: string) => void): void {
    const { random } = this.#users;
    const owned = this.#tabs.flatMap((tab) =>
      this.#created.filter((channel) => effectiveRoleOf(tab, channel) === 'owner').map((channel) => ({ tab, channel })),
    );
    if (owned.length === 0) return;
    const { tab, channel } = random.pick(owned);
    const { userId: owner } = tab.device.user;
    const others = [...this.#environment.records.usernames.keys()].filter((userId) => userId !== owner);
    const present = others.filter((userId) =>
      this.#users.tabs.some((one) => one.device.user.userId === userId && one.conversation?.channel === channel),
    );
    action(tab, channel, random.pick(present.length > 0 && random.chance(0.8) ? present : others));
  }

  #change(tab: Tab, channel: string, userId: string, change: MemberChange): void {
    const { context, records } = this.#environment;
    context.addTrace(tab.name, `changes ${userId} in #${channel}: ${JSON.stringify(change)}`);
    if ('banned' in change) records.left.add(`${userId}/${channel}`);
    moderationApi(tab.chat)
      .changeMember(channel, userId, change)
      .then(
        () => 'banned' in change && this.#tryInvitation(channel, userId),
        (error: Error) => {
          context.addTrace(tab.name, `failed: ${error.message}`);
          if (!('role' in change) && error.message.startsWith('That user is not a member'))
            context.report('moderation needs no membership', error.message);
        },
      );
  }

  #mute(tab: Tab, channel: string, userId: string): void {
    const { random } = this.#users;
    this.#change(tab, channel, userId, { mutedMinutes: random.chance(0.8) ? random.pick(MUTE_MINUTES) : 0 });
  }

  #remove(tab: Tab, channel: string, userId: string): void {
    const { context, records } = this.#environment;
    context.addTrace(tab.name, `removes ${userId} from #${channel}`);
    records.left.add(`${userId}/${channel}`);
    moderationApi(tab.chat)
      .removeMember(channel, userId)
      .then(
        () => this.#tryInvitation(channel, userId),
        (error: Error) => context.addTrace(tab.name, `failed: ${error.message}`),
      );
  }

  /** Makes another user an owner, who leaves at this moment, or not; the owner steps down or leaves later. */
  #handOver(tab: Tab, channel: string): void {
    const { random } = this.#users;
    const { userId: owner } = tab.device.user;
    const members = this.#tabs.filter(
      (other) => other.device.user.userId !== owner && effectiveRoleOf(other, channel) !== undefined,
    );
    if (members.length === 0) return;
    const { userId } = random.pick(members).device.user;
    this.#change(tab, channel, userId, { role: random.chance(0.8) ? 'owner' : 'member' });
    const other = this.#tabs.find(({ device }) => device.user.userId === userId);
    if (other && random.chance(0.7)) this.#leaveFrom(other, channel);
    if (random.chance(0.3)) this.#change(tab, channel, owner, { role: 'member' });
  }

  #leave(): void {
    const members = this.#tabs.flatMap((tab) =>
      this.#created.filter((channel) => effectiveRoleOf(tab, channel)).map((channel) => ({ tab, channel })),
    );
    if (members.length === 0) return;
    const { tab, channel } = this.#users.random.pick(members);
    this.#leaveFrom(tab, channel);
  }

  #leaveFrom(tab: Tab, channel: string): void {
    const { context, records } = this.#environment;
    context.addTrace(tab.name, `leaves #${channel}`);
    records.left.add(`${tab.device.user.userId}/${channel}`);
    tab.chat.membership.leave(channel).then(
      () => tab.show('general'),
      (error: Error) => context.addTrace(tab.name, `failed: ${error.message}`),
    );
  }

  #invite(): void {
    const { context, records } = this.#environment;
    const members = this.#tabs.flatMap((tab) =>
      this.#created.filter((channel) => effectiveRoleOf(tab, channel)).map((channel) => ({ tab, channel })),
    );
    if (members.length === 0) return;
    const { tab, channel } = this.#users.random.pick(members);
    context.addTrace(tab.name, `invites to #${channel}`);
    moderationApi(tab.chat)
      .createInvitation(channel, 720)
      .then(
        ({ code }) => {
          records.invitations.push({ channel, code, acknowledgedAt: context.clock.now() });
          const invited = this.#tabs.find((one) => effectiveRoleOf(one, channel) === undefined);
          if (invited) this.#acceptAs(invited, { channel, code });
        },
        (error: Error) => context.addTrace(tab.name, `failed: ${error.message}`),
      );
  }

  /** A user accepts an invitation, new or old. */
  #accept(): void {
    const { invitations } = this.#environment.records;
    if (invitations.length === 0 || this.#tabs.length === 0) return;
    this.#acceptAs(this.#users.random.pick(this.#tabs), this.#users.random.pick(invitations));
  }

  /** A user who was taken out of a channel, and one who may be the same person, try an invitation from before. */
  #tryInvitation(channel: string, userId: string): void {
    const invitation = this.#environment.records.invitations.find((one) => one.channel === channel);
    if (!invitation) return;
    const others = this.#tabs.filter((tab) => effectiveRoleOf(tab, channel) === undefined);
    for (const tab of new Set([...this.#tabs.filter(({ device }) => device.user.userId === userId), ...others]))
      this.#acceptAs(tab, invitation);
  }

  #acceptAs(tab: Tab, { channel, code }: { channel: string; code: string }): void {
    const { context, records } = this.#environment;
    context.addTrace(tab.name, `accepts an invitation to #${channel}`);
    records.accepted.push({ userId: tab.device.user.userId, channel, code });
    tab.chat.membership.acceptInvitation(code).then(
      () => tab.show(channel),
      (error: Error) => context.addTrace(tab.name, `failed: ${error.message}`),
    );
  }

  get #created(): string[] {
    return this.#environment.records.created.map(({ channel }) => channel);
  }

  get #tabs(): Tab[] {
    return this.#users.tabs.filter(({ lifetime }) => !lifetime.suspended);
  }
}

/** The role of a tab's user in a channel, as the page knows it. */
function effectiveRoleOf(tab: Tab, channel: string): string | undefined {
  return tab.chat.channels.list.peek().find(({ name }) => name === channel)?.effectiveRole;
}
