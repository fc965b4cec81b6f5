// Moderation: changes of a channel's settings and of its members' roles, mutes, removals and bans.
import type { Action, Channel, ChannelChange, Member, MemberChange, Notice, NoticeType, Role } from '@parley/chat';
import { accessDenied } from '../access/access-errors.ts';
import { type ChannelAccess, can } from '../access/channel-access.ts';
import { isChatOwner, isOwnerByGroup } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { directoryLimits, listChannelWrite, unlistChannelWrites } from '../db/directory-rows.ts';
import type { Log } from '../db/log.ts';
import { nonMemberCheck, updateMemberWrites } from '../db/member-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter, type RateLimitWrite } from '../db/rate-limits.ts';
import { banKey, banWrite, muteKey, muteWrite, parseBannedUser } from '../db/restriction-rows.ts';
import { ApiError } from '../errors.ts';
import { nonMemberBanWrites, removalWrites, requireAnotherOwner } from './member-removal.ts';
import { authorizeMember, authorizeTarget, type Target } from './moderation-target.ts';
import { appendNotice, type NoticeDeps } from './notices.ts';
import { retentionAction } from './retention-change.ts';

export type ModerationDeps = TransactionDeps & ChatTableDeps & NoticeDeps & { log: Log };

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
    await appendNotice(this.#deps, channel, user, async (access) => {
      const mayAsOwner = action === 'archive' && access.settings.kind === 'public' && isChatOwner(user);
      if (!can(access, action) && !mayAsOwner) throw accessDenied(access);
      const [[name, next] = ['name', channel]] = Object.entries(set);
      if (access.settings[name as keyof ChannelAccess['settings']] === next) return undefined;
      if (action === 'set-retention') return retentionAction(access, set.retentionDays ?? 0, this.#deps);
      const { limits, writes } = this.#directoryChanges(access, set);
      const changes = () => [settingsWrite(this.#deps.chatTable, channel, { set }), ...writes];
      return { notice, ...(value !== undefined && { value }), limits, changes };
    });
  }

  /** An archived public channel is not in the directory and does not count for its limits. */
  #directoryChanges(
    { settings: { name, kind, createdBy = '' } }: ChannelAccess,
    { archived }: Partial<Channel>,
  ): { limits: readonly RateLimitWrite[]; writes: Writes } {
    const { chatTable } = this.#deps;
    if (archived === undefined || kind !== 'public' || isDefaultChannel(name)) return { limits: [], writes: [] };
    if (archived) return { limits: [], writes: unlistChannelWrites(chatTable, name, createdBy) };
    return { limits: directoryLimits(chatTable, createdBy), writes: [listChannelWrite(chatTable, name)] };
  }

  /** Sets a member's role, mutes or unmutes a user, bans a user, or lifts a ban. */
  async changeMember(channel: string, userId: string, change: MemberChange, user: AuthenticatedUser): Promise<void> {
    if ('role' in change) return this.#setRole(channel, userId, change.role, user);
    if ('mutedMinutes' in change) return this.#mute(channel, userId, change.mutedMinutes, user);
    if (change.banned) return this.#ban(channel, userId, user);
    return this.#liftBan(channel, userId, user);
  }

  /** Removes a member other than the user. */
  async removeMember(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    return this.#remove(channel, userId, user);
  }

  #setRole(channel: string, userId: string, role: Role, user: AuthenticatedUser): Promise<void> {
    return appendNotice(this.#deps, channel, user, async (access) => {
      const target = await authorizeMember(access, userId, 'set-role', user, this.#deps);
      const { member, user: about } = target;
      if (member.role === role) return undefined;
      requireAbleTo(role, target);
      const owners = Number(role === 'owner') - Number(member.role === 'owner');
      if (owners < 0) requireAnotherOwner(access, member);
      return {
        notice: 'role',
        user: about,
        value: role,
        changes: () => [
          ...updateMemberWrites(this.#deps.chatTable, channel, userId, { role }),
          ...(owners === 0 || isDefaultChannel(channel)
            ? []
            : [settingsWrite(this.#deps.chatTable, channel, { owners })]),
        ],
      };
    });
  }

  #remove(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#deps;
    return appendNotice(this.#deps, channel, user, async (access) => {
      if (userId === user.userId) throw notYourself('remove');
      const { member, user: about } = await authorizeMember(access, userId, 'remove', user, this.#deps);
      return {
        notice: 'removed',
        user: about,
        endsEpoch: true,
        changes: ({ epoch = 0 }: Notice) => removalWrites(access, member, { epoch, now: now(), chatTable }),
      };
    });
  }

  /** Users who are not members are banned, too. They may still receive a public channel's events, so its epoch ends in any case. */
  #ban(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#deps;
    return appendNotice(this.#deps, channel, user, async (access) => {
      if (userId === user.userId) throw notYourself('ban');
      const { member, banned, user: about } = await authorizeTarget(access, userId, 'ban', user, this.#deps);
      if (banned) return undefined;
      const at = new Date(now()).toISOString();
      return {
        notice: 'banned',
        user: about,
        endsEpoch: true,
        changes: ({ epoch = 0 }: Notice) => [
          ...(member
            ? removalWrites(access, member, { epoch, now: now(), chatTable })
            : nonMemberBanWrites(access, userId, epoch, chatTable)),
          banWrite(chatTable, channel, about, { by: user.userId, at }),
        ],
      };
    });
  }

  async #liftBan(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    const { members, chatTable, now } = this.#deps;
    // A moderator whom an owner by group has appointed cannot ban that owner for good.
    if (!isOwnerByGroup(channel, user)) await members.authorize(channel, user, 'ban');
    const [row] = await readRows(this.#deps, [banKey(channel, userId)]);
    if (!row) return;
    const record = {
      at: new Date(now()).toISOString(),
      by: { userId: user.userId, username: user.username },
      action: 'ban lifted',
      user: parseBannedUser(row),
    };
    const rate = new RateLimiter(chatTable, CHANGE_RATE_LIMIT).count(user, now());
    const failed = await transact(this.#deps, [
      rate.write,
      { Delete: { TableName: chatTable, Key: banKey(channel, userId), ConditionExpression: 'attribute_exists(pk)' } },
      auditWrite(chatTable, channel, record),
    ]);
    if (failed.includes(0)) throw rate.error(undefined);
  }

  /** Users who are not members are muted, too: when they return, the mute is still in force. Other members are not notified. */
  #mute(channel: string, userId: string, minutes: number, user: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#deps;
    return appendNotice(this.#deps, channel, user, async (access) => {
      const { member, mutedUntil, user: about } = await authorizeTarget(access, userId, 'mute', user, this.#deps);
      if (minutes > 0) requireMutable(userId, member, user);
      if (minutes === 0 && !mutedUntil && !member?.mutedUntil) return undefined;
      const until = minutes > 0 ? new Date(now() + minutes * 60_000).toISOString() : undefined;
      const at = new Date(now()).toISOString();
      return {
        silent: true,
        audit: { action: until ? 'muted' : 'unmuted', user: about, ...(until && { value: until }) },
        changes: () => [
          until
            ? muteWrite(chatTable, channel, about, { until, by: user.userId, at })
            : { Delete: { TableName: chatTable, Key: muteKey(channel, userId) } },
          ...(member
            ? updateMemberWrites(chatTable, channel, userId, { mutedUntil: until })
            : [nonMemberCheck(chatTable, channel, userId)]),
        ],
      };
    });
  }
}

function settingsChange(change: ChannelChange): SettingsChange {
  if ('title' in change) return { action: 'rename', notice: 'renamed', value: change.title, set: change };
  if ('topic' in change) return { action: 'set-topic', notice: 'topic', value: change.topic, set: change };
  if ('archived' in change)
    return { action: 'archive', notice: change.archived ? 'archived' : 'restored', set: change };
  if ('retentionDays' in change)
    return { action: 'set-retention', notice: 'retention', value: `${change.retentionDays}`, set: change };
  return { action: 'set-slow-mode', notice: 'slow', value: `${change.slowModeSeconds}`, set: change };
}

/** Throws for a role that the user could not use: owners and moderators must be able to act. */
function requireAbleTo(role: Role, { guest, mutedUntil }: Target): void {
  if (role === 'member') return;
  if (guest) throw new ApiError(403, 'guest', 'A guest cannot be an owner or a moderator: that requires an account.');
  if (role === 'owner' && mutedUntil)
    throw new ApiError(
      409,
      'muted',
      `That user is muted until ${mutedUntil}. Unmute them before you make them an owner.`,
    );
}

/** Throws for users who must not be muted: the moderator could not undo it, and a channel keeps an owner who can act. */
function requireMutable(userId: string, member: Member | undefined, moderator: AuthenticatedUser): void {
  if (userId === moderator.userId) throw new ApiError(400, 'bad-request', "You can't mute yourself.");
  if (member?.role === 'owner')
    throw new ApiError(403, 'not-allowed', 'An owner cannot be muted. Change their role first.');
}

function notYourself(action: 'remove' | 'ban'): ApiError {
  return new ApiError(400, 'bad-request', `You can't ${action} yourself; leave the channel instead.`);
}
