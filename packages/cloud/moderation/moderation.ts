// Moderation: changes of a channel's settings and of its members' roles, mutes, removals and bans.
import {
  type Action,
  type Channel,
  type ChannelChange,
  type EffectiveRole,
  effectiveRoleOf,
  type Member,
  type MemberChange,
  type NoticeType,
  outranks,
  type Role,
  type User,
} from '@parley/chat';
import { accessDenied, noChannel } from '../access/access-errors.ts';
import { type ChannelAccess, can } from '../access/channel-access.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { banKey, memberKey, membershipKey, parseMember } from '../db/member-rows.ts';
import { ApiError } from '../errors.ts';
import { removalChanges, requireAnotherOwner } from './member-removal.ts';
import { appendNotice, type ModerationAction, type NoticeDeps } from './notices.ts';

export type ModerationDeps = TransactionDeps & ChatTableDeps & NoticeDeps;

/** A change of a channel's settings: the action that it requires, and its notice. */
type SettingsChange = { action: Action; notice: NoticeType; value?: string; set: Partial<Channel> };

/** Moderates channels. */
export class Moderation {
  readonly #deps: ModerationDeps;

  constructor(deps: ModerationDeps) {
    this.#deps = deps;
  }

  /** Changes one setting of a channel; a setting that has this value already is not written. */
  async changeChannel(channel: string, change: ChannelChange, user: AuthenticatedUser): Promise<void> {
    const { action, notice, value, set } = settingsChange(change);
    await appendNotice(this.#deps, channel, user, (access) => {
      if (!can(access, action)) throw accessDenied(access);
      const [[name, next] = ['name', channel]] = Object.entries(set);
      if (access.settings[name as keyof ChannelAccess['settings']] === next) return undefined;
      const changes = () => [settingsWrite(this.#deps.chatTable, channel, { set })];
      return { notice, ...(value !== undefined && { value }), changes };
    });
  }

  /** Sets a member's role, mutes or unmutes a member, bans a member, or lifts a ban. */
  async changeMember(channel: string, userId: string, change: MemberChange, user: AuthenticatedUser): Promise<void> {
    if ('role' in change) return this.#setRole(channel, userId, change.role, user);
    if ('mutedMinutes' in change) return this.#mute(channel, userId, change.mutedMinutes, user);
    if (change.banned) return this.#remove(channel, userId, 'ban', user);
    return this.#liftBan(channel, userId, user);
  }

  /** Removes a member other than the user. */
  async removeMember(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    return this.#remove(channel, userId, 'remove', user);
  }

  #setRole(channel: string, userId: string, role: Role, user: AuthenticatedUser): Promise<void> {
    return appendNotice(this.#deps, channel, user, async (access) => {
      const member = await this.#authorize(access, userId, 'set-role', user);
      if (member.role === role) return undefined;
      const owners = Number(role === 'owner') - Number(member.role === 'owner');
      if (owners < 0) requireAnotherOwner(access);
      return {
        notice: 'role',
        user: userOf(member),
        value: role,
        changes: () => [
          ...this.#updateMember(channel, userId, 'SET #role = :role', { ':role': role }, { '#role': 'role' }),
          ...(owners === 0 || isDefaultChannel(channel)
            ? []
            : [settingsWrite(this.#deps.chatTable, channel, { owners })]),
        ],
      };
    });
  }

  #remove(channel: string, userId: string, action: 'remove' | 'ban', user: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#deps;
    return appendNotice(this.#deps, channel, user, async (access): Promise<ModerationAction> => {
      if (userId === user.userId)
        throw new ApiError(400, 'bad-request', `You can't ${action} yourself; leave the channel instead.`);
      const member = await this.#authorize(access, userId, action, user);
      const ban = {
        ...banKey(channel, userId),
        username: member.username,
        by: user.userId,
        at: new Date(now()).toISOString(),
      };
      const removal = removalChanges(access, member, chatTable);
      return {
        notice: action === 'ban' ? 'banned' : 'removed',
        user: userOf(member),
        endsEpoch: true,
        changes: (notice) => [
          ...removal(notice),
          ...(action === 'ban' ? [{ Put: { TableName: chatTable, Item: ban } }] : []),
        ],
      };
    });
  }

  async #liftBan(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    const { members, chatTable } = this.#deps;
    await members.authorize(channel, user, 'ban');
    const [row] = await readRows(this.#deps, [banKey(channel, userId)]);
    if (!row) return;
    const unbanned = { userId, username: String(row['username']) };
    await transact(this.#deps, [
      { Delete: { TableName: chatTable, Key: banKey(channel, userId), ConditionExpression: 'attribute_exists(pk)' } },
      this.#auditWrite(channel, user, 'ban lifted', unbanned),
    ]);
  }

  /** A mute is not an entry: the channel list informs the muted member, and other members are not informed. */
  async #mute(channel: string, userId: string, minutes: number, user: AuthenticatedUser): Promise<void> {
    const { members, now } = this.#deps;
    const access = await members.access(channel, user);
    if (!access) throw noChannel(channel);
    const member = await this.#authorize(access, userId, 'mute', user);
    const until = new Date(now() + minutes * 60_000).toISOString();
    const failed = await transact(this.#deps, [
      ...(minutes > 0
        ? this.#updateMember(channel, userId, 'SET mutedUntil = :until', { ':until': until })
        : this.#updateMember(channel, userId, 'REMOVE mutedUntil')),
      this.#auditWrite(
        channel,
        user,
        minutes > 0 ? 'muted' : 'unmuted',
        userOf(member),
        minutes > 0 ? until : undefined,
      ),
    ]);
    if (failed.length > 0) throw noMember(channel);
  }

  /** The member whom an action is about. Throws when the user may not do it, or not to members of that role. */
  async #authorize(access: ChannelAccess, userId: string, action: Action, user: AuthenticatedUser): Promise<Member> {
    if (!can(access, action)) throw accessDenied(access);
    const { name } = access.settings;
    const [row] = await readRows(this.#deps, [memberKey(name, userId)]);
    if (!row) throw noMember(name);
    const member = parseMember(row);
    const role: EffectiveRole = effectiveRoleOf({ role: member.role }, false, this.#deps.now());
    if (userId !== user.userId && !outranks(access.effectiveRole, role))
      throw new ApiError(
        403,
        'not-allowed',
        `As ${access.effectiveRole} you cannot do this to ${role === 'owner' ? 'an' : 'a'} ${role}.`,
      );
    return member;
  }

  // Both rows of a member have the same contents.
  #updateMember(
    channel: string,
    userId: string,
    update: string,
    values?: Record<string, string>,
    names?: Record<string, string>,
  ): Writes {
    return [memberKey(channel, userId), membershipKey(userId, channel)].map((Key) => ({
      Update: {
        TableName: this.#deps.chatTable,
        Key,
        UpdateExpression: update,
        ConditionExpression: 'attribute_exists(pk)',
        ...(values && { ExpressionAttributeValues: values }),
        ...(names && { ExpressionAttributeNames: names }),
      },
    }));
  }

  #auditWrite(
    channel: string,
    { userId, username }: AuthenticatedUser,
    action: string,
    user: User,
    value?: string,
  ): Writes[number] {
    const at = new Date(this.#deps.now()).toISOString();
    const by = { userId, username };
    return auditWrite(this.#deps.chatTable, channel, { at, by, action, user, ...(value && { value }) });
  }
}

function settingsChange(change: ChannelChange): SettingsChange {
  if ('title' in change) return { action: 'rename', notice: 'renamed', value: change.title, set: change };
  if ('topic' in change) return { action: 'set-topic', notice: 'topic', value: change.topic, set: change };
  if ('archived' in change)
    return { action: 'archive', notice: change.archived ? 'archived' : 'restored', set: change };
  return { action: 'set-slow-mode', notice: 'slow', value: `${change.slowModeSeconds}`, set: change };
}

function noMember(channel: string): ApiError {
  return new ApiError(404, 'no-member', `That user is not a member of #${channel}.`);
}

function userOf({ userId, username }: User): User {
  return { userId, username };
}
