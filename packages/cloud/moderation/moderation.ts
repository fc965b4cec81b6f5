// What people with a say change: the channel itself, and who is in it as what. Each change is an entry of the channel's log.
import type { Channel, ChannelChange, Member, MemberChange, NoticeType, Role, User } from '@parley/chat';
import { type Action, type EffectiveRole, effectiveRoleOf, outranks } from '@parley/chat';
import { noChannel, refusal } from '../access/access-errors.ts';
import { allows, type ChannelAccess, type Members } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { lastOwner, type Membership } from '../channels/join-leave.ts';
import { audited } from '../db/audit-rows.ts';
import { isDefault, settingsWrite } from '../db/channel-row.ts';
import { type TransactNeeds, transact, type Writes } from '../db/chat-table.ts';
import { banKey, going, memberKey, memberOf, membershipKey } from '../db/member-rows.ts';
import { type RowsNeeds, rowsOf } from '../db/rows.ts';
import { ApiError } from '../errors.ts';
import type { LogWriter, Ruling } from '../messages/post.ts';

export type RulingsNeeds = TransactNeeds &
  RowsNeeds & { members: Members; membership: Membership; writer: LogWriter; now: () => number };

/** What somebody does to a channel. */
type Change = { action: Action; notice: NoticeType; value?: string; set: Partial<Channel> };

/** How channels are ruled. */
export class Rulings {
  readonly #needs: RulingsNeeds;

  constructor(needs: RulingsNeeds) {
    this.#needs = needs;
  }

  /** Changes one thing of a channel; what is so already changes nothing. */
  async change(channel: string, asked: ChannelChange, person: AuthenticatedUser): Promise<void> {
    const { action, notice, value, set } = changeOf(asked);
    await this.#needs.writer.rule(channel, person, (access) => {
      if (!allows(access, action)) throw refusal(access);
      const [[name, next] = ['name', channel]] = Object.entries(set);
      if (access.settings[name as keyof ChannelAccess['settings']] === next) return undefined;
      const changes = () => [settingsWrite(this.#needs.chatTable, channel, { set })];
      return { notice, ...(value !== undefined && { value }), changes };
    });
  }

  /** Gives somebody another role, silences them for a while, or keeps them out. */
  async changeMember(channel: string, userId: string, change: MemberChange, person: AuthenticatedUser): Promise<void> {
    if ('role' in change) return this.#setRole(channel, userId, change.role, person);
    if ('mutedMinutes' in change) return this.#mute(channel, userId, change.mutedMinutes, person);
    if (change.banned) return this.#takeOut(channel, userId, 'ban', person);
    return this.#letBack(channel, userId, person);
  }

  /** Takes somebody out of a channel; oneself: leaves it. */
  async remove(channel: string, userId: string, person: AuthenticatedUser): Promise<void> {
    if (userId !== person.userId) return this.#takeOut(channel, userId, 'remove', person);
    const access = await this.#needs.members.allowed(channel, person, 'leave');
    if (access.settings.kind === 'public') return this.#needs.membership.leave(access, person);
    await this.#needs.writer.rule(channel, person, (now) => {
      if (!now.member) return undefined;
      return { notice: 'left', moves: true, changes: this.#going(now, now.member) };
    });
  }

  #setRole(channel: string, userId: string, role: Role, person: AuthenticatedUser): Promise<void> {
    return this.#needs.writer.rule(channel, person, async (access) => {
      const other = await this.#below(access, userId, 'set-role', person);
      if (other.role === role) return undefined;
      const owners = Number(role === 'owner') - Number(other.role === 'owner');
      if (owners < 0) notTheLast(access);
      return {
        notice: 'role',
        user: userOf(other),
        value: role,
        changes: () => [
          ...this.#rowsOf(channel, userId, 'SET #role = :role', { ':role': role }, { '#role': 'role' }),
          ...(owners === 0 || isDefault(channel) ? [] : [settingsWrite(this.#needs.chatTable, channel, { owners })]),
        ],
      };
    });
  }

  #takeOut(channel: string, userId: string, how: 'remove' | 'ban', person: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#needs;
    return this.#needs.writer.rule(channel, person, async (access): Promise<Ruling> => {
      if (userId === person.userId)
        throw new ApiError(400, 'bad-request', 'Nobody bans themselves: leave the channel.');
      const other = await this.#below(access, userId, how, person);
      const banned = {
        ...banKey(channel, userId),
        username: other.username,
        by: person.userId,
        at: new Date(now()).toISOString(),
      };
      const going = this.#going(access, other);
      return {
        notice: how === 'ban' ? 'banned' : 'removed',
        user: userOf(other),
        moves: true,
        changes: (notice) => [
          ...going(notice),
          ...(how === 'ban' ? [{ Put: { TableName: chatTable, Item: banned } }] : []),
        ],
      };
    });
  }

  async #letBack(channel: string, userId: string, person: AuthenticatedUser): Promise<void> {
    const access = await this.#needs.members.allowed(channel, person, 'ban');
    const { chatTable } = this.#needs;
    const [row] = await rowsOf(this.#needs, [banKey(channel, userId)]);
    if (!row) return;
    const other = { userId, username: String(row['username']) };
    await transact(this.#needs, [
      { Delete: { TableName: chatTable, Key: banKey(channel, userId), ConditionExpression: 'attribute_exists(pk)' } },
      this.#line(access, person, 'ban lifted', other),
    ]);
  }

  /** Silence is no entry: who was silenced is told by the list of channels, and everybody else need not know. */
  async #mute(channel: string, userId: string, minutes: number, person: AuthenticatedUser): Promise<void> {
    const { members, now } = this.#needs;
    const access = await members.access(channel, person);
    if (!access) throw noChannel(channel);
    const other = await this.#below(access, userId, 'mute', person);
    const until = new Date(now() + minutes * 60_000).toISOString();
    const broken = await transact(this.#needs, [
      ...(minutes > 0
        ? this.#rowsOf(channel, userId, 'SET mutedUntil = :until', { ':until': until })
        : this.#rowsOf(channel, userId, 'REMOVE mutedUntil')),
      this.#line(access, person, minutes > 0 ? 'muted' : 'unmuted', userOf(other), minutes > 0 ? until : undefined),
    ]);
    if (broken.length > 0) throw noMember(channel);
  }

  /** The member that is ruled over, or a refusal: nobody rules over those beside or above them. */
  async #below(access: ChannelAccess, userId: string, action: Action, person: AuthenticatedUser): Promise<Member> {
    if (!allows(access, action)) throw refusal(access);
    const { name } = access.settings;
    const [row] = await rowsOf(this.#needs, [memberKey(name, userId)]);
    if (!row) throw noMember(name);
    const other = memberOf(row);
    const its: EffectiveRole = effectiveRoleOf({ role: other.role }, false, this.#needs.now());
    if (userId !== person.userId && !outranks(access.effectiveRole, its))
      throw new ApiError(
        403,
        'not-allowed',
        `As ${access.effectiveRole} you cannot do this to ${its === 'owner' ? 'an' : 'a'} ${its}.`,
      );
    return other;
  }

  #going(access: ChannelAccess, { userId, role }: Member): Ruling['changes'] {
    const { name } = access.settings;
    const { chatTable } = this.#needs;
    if (role === 'owner') notTheLast(access);
    const counts = isDefault(name) ? {} : { members: -1, ...(role === 'owner' && { owners: -1 }) };
    return ({ epoch }) => [
      ...going(chatTable, name, userId),
      settingsWrite(chatTable, name, { set: { epoch: epoch ?? 0 }, ...counts }),
    ];
  }

  // Both rows of a member say the same.
  #rowsOf(
    channel: string,
    userId: string,
    update: string,
    values?: Record<string, string>,
    names?: Record<string, string>,
  ): Writes {
    return [memberKey(channel, userId), membershipKey(userId, channel)].map((Key) => ({
      Update: {
        TableName: this.#needs.chatTable,
        Key,
        UpdateExpression: update,
        ConditionExpression: 'attribute_exists(pk)',
        ...(values && { ExpressionAttributeValues: values }),
        ...(names && { ExpressionAttributeNames: names }),
      },
    }));
  }

  #line(
    { settings }: ChannelAccess,
    { userId, username }: AuthenticatedUser,
    action: string,
    user: User,
    value?: string,
  ): Writes[number] {
    const at = new Date(this.#needs.now()).toISOString();
    const by = { userId, username };
    return audited(this.#needs.chatTable, settings.name, { at, by, action, user, ...(value && { value }) });
  }
}

function changeOf(change: ChannelChange): Change {
  if ('title' in change) return { action: 'rename', notice: 'renamed', value: change.title, set: change };
  if ('topic' in change) return { action: 'set-topic', notice: 'topic', value: change.topic, set: change };
  if ('archived' in change)
    return { action: 'archive', notice: change.archived ? 'archived' : 'restored', set: change };
  return { action: 'set-slow-mode', notice: 'slow', value: `${change.slowModeSeconds}`, set: change };
}

// Of the default channels nobody counts the owners: those of the group are always there.
function notTheLast({ settings: { name, owners } }: ChannelAccess): void {
  if (!isDefault(name) && owners <= 1) throw lastOwner(name);
}

function noMember(channel: string): ApiError {
  return new ApiError(404, 'no-member', `Nobody of #${channel} is meant.`);
}

function userOf({ userId, username }: User): User {
  return { userId, username };
}
