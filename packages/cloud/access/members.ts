// The members of channels, and the access of users: every request of a channel is authorized here.
import {
  type Action,
  CONVERSATIONS_MAX,
  type EffectiveRole,
  effectiveRoleOf,
  isMuted,
  type Members as MemberList,
  UNANSWERED_LISTED_MAX,
} from '@parley/chat';
import { type AuthenticatedUser, isGuest, OWNERS, type TokenUser } from '../authenticated-user.ts';
import { type ChannelSettings, channelKey, isDefaultChannel, parseSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, type Key, readRows, readRowsAtOnce, type TransactionDeps } from '../db/chat-table.ts';
import { channelOfRequest, conversationKey, participationOf, REQUEST_PREFIX } from '../db/conversation-rows.ts';
import { guestExpired } from '../db/guest-rows.ts';
import type { LogTail } from '../db/log-tail.ts';
import { type Membership, memberKey, membershipKey, parseMember } from '../db/member-rows.ts';
import type { Cursors } from '../db/read-cursors.ts';
import { banKey, muteKey, parseBannedUser, parseMutedUser } from '../db/restriction-rows.ts';
import { migrateUser } from '../db/user-migration.ts';
import { readUserRows, type UserRows } from '../db/user-rows.ts';
import { QueryCommand } from '../dynamodb/commands.ts';
import { accessDenied, noChannel, signedOut } from './access-errors.ts';
import { type ChannelAccess, can } from './channel-access.ts';
import type { FirstVisit } from './first-visit.ts';

export type MembersDeps = ChatTableDeps & TransactionDeps & { firstVisit: FirstVisit; now: () => number };

/** The rows of a user who is enrolled. */
export type EnrolledRows = UserRows & { username: string; cursors: Cursors };

/** The members of one list. A list says when the channel has more. */
const LISTED_MAX = 500;

/** Whether a user is one of the owners of the chat: they own the default channels, and archive any public channel. */
export function isChatOwner(user: TokenUser): boolean {
  return user.groups.includes(OWNERS) && !isGuest(user);
}

/** Whether a user owns a default channel, whatever the user's rows there. */
export function isOwnerByGroup(channel: string, user: TokenUser): boolean {
  return isDefaultChannel(channel) && isChatOwner(user);
}

/** The members of all channels. */
export class Members {
  readonly #deps: MembersDeps;

  constructor(deps: MembersDeps) {
    this.#deps = deps;
  }

  /** A user's access to a channel, in one consistent read; undefined when the channel does not exist. */
  async access(
    channel: string,
    user: TokenUser,
    read: typeof readRowsAtOnce = readRows,
  ): Promise<ChannelAccess | undefined> {
    const { userId } = user;
    const keys = {
      settings: channelKey(channel),
      member: memberKey(channel, userId),
      enrolled: membershipKey(userId, ''),
    };
    const isDefault = isDefaultChannel(channel);
    const rows = await read(this.#deps, isDefault ? Object.values(keys) : [keys.settings, keys.member]);
    const found = ({ pk, sk }: Key) => rows.find((row) => row.pk === pk && row.sk === sk);
    const settings = parseSettings(channel, found(keys.settings));
    if (!settings) return undefined;
    const row = found(keys.member);
    const enrolled = !isDefault || found(keys.enrolled) !== undefined;
    const member = row
      ? parseMember(row)
      : enrolled
        ? undefined
        : { userId, username: '', role: 'member' as const, joinedAt: '' };
    return {
      settings,
      member,
      effectiveRole: member ? this.effectiveRole(settings, member, user) : 'non-member',
      enrolled,
      ...(row && settings.kind === 'direct' && { participation: participationOf(row) }),
    };
  }

  /** The same; throws when the user may do none of the actions. */
  async authorize(channel: string, user: TokenUser, ...actions: [Action, ...Action[]]): Promise<ChannelAccess> {
    const access = await this.access(channel, user);
    if (!access) throw noChannel();
    if (!actions.some((action) => can(access, action))) throw accessDenied(access);
    return access;
  }

  /**
   * Authorizes an entry after a tail of the channel's log. What is remembered with the tail is not read again. Otherwise the rows are
   * read in one transaction: of a moderation whose entry is in the tail already, no row is read as it was before.
   */
  async authorizeAt(
    tail: LogTail,
    channel: string,
    user: TokenUser,
    ...actions: [Action, ...Action[]]
  ): Promise<ChannelAccess> {
    const { permissions } = tail;
    const remembered = permissions.get(user.userId) as ChannelAccess | undefined;
    const access = remembered ?? (await this.access(channel, user, readRowsAtOnce));
    if (!access) throw noChannel();
    const { settings, member, enrolled } = access;
    // Joining appends no entry, and mutes end by themselves: only a member's rows are remembered, and roles are computed each time.
    // Closing a direct conversation appends none either, and the next message has to reopen it.
    if (member && enrolled && settings.kind !== 'direct') permissions.set(user.userId, access);
    const current = { ...access, ...(member && { effectiveRole: this.effectiveRole(settings, member, user) }) };
    if (!actions.some((action) => can(current, action))) throw accessDenied(current);
    return current;
  }

  /** The user with the username that others see. A user who is not enrolled is enrolled. */
  identify(user: TokenUser): Promise<AuthenticatedUser> {
    return this.#deps.firstVisit.identify(user);
  }

  /** The user of an access with their username: that of the member's row, which is read already, where there is one. */
  async identifyMember({ member, enrolled }: ChannelAccess, user: TokenUser): Promise<AuthenticatedUser> {
    return member && enrolled ? { ...user, username: member.username } : this.identify(user);
  }

  /**
   * A user's own rows, read consistently unless `eventually`. A user who is not enrolled is enrolled first, and the rows of an early
   * version are moved.
   */
  async rowsOf(user: TokenUser, options: { eventually?: boolean } = {}): Promise<EnrolledRows> {
    const rows = await readUserRows(this.#deps, user, options);
    if (rows.hasDeparted) throw guestExpired();
    // Tokens have whole seconds: one of the same second may be that of the next sign-in.
    if (user.issuedAt !== undefined && user.issuedAt + 1_000 <= rows.signedOutAt) throw signedOut();
    if (rows.username === undefined) await this.identify(user);
    else if (rows.cursors === undefined) await migrateUser(this.#deps, user);
    else return rows as EnrolledRows;
    return this.rowsOf(user);
  }

  /** The public and private channels of a user, from the user's own rows. */
  async membershipsOf(user: TokenUser): Promise<readonly Membership[]> {
    return (await this.rowsOf(user)).memberships;
  }

  /** The newest conversations that others have started with a user, and that the user has neither answered nor closed. */
  async unansweredOf({ userId }: Pick<TokenUser, 'userId'>): Promise<string[]> {
    const key = { ...conversationKey(userId, ''), sk: REQUEST_PREFIX };
    const { Items = [] } = await this.#query(key, UNANSWERED_LISTED_MAX);
    return Items.map(({ sk }) => channelOfRequest(String(sk)));
  }

  /** Whether a user may have another open conversation. */
  async hasRoomForConversation({ userId }: Pick<TokenUser, 'userId'>): Promise<boolean> {
    const { Items = [] } = await this.#query(conversationKey(userId, ''), CONVERSATIONS_MAX);
    return Items.length < CONVERSATIONS_MAX;
  }

  /** The members of a channel as one of them sees them; for those who may mute and ban, also the other muted and the banned users. */
  async list(access: ChannelAccess, user: TokenUser): Promise<MemberList> {
    const { name } = access.settings;
    const [members, muted, banned] = await Promise.all([
      this.#query(memberKey(name, ''), LISTED_MAX),
      can(access, 'mute') ? this.#query(muteKey(name, ''), LISTED_MAX) : { Items: [] },
      can(access, 'ban') ? this.#query(banKey(name, ''), LISTED_MAX) : { Items: [] },
    ]);
    const now = this.#deps.now();
    const listed = (members.Items ?? []).map(parseMember);
    const userIds = new Set(listed.map(({ userId }) => userId));
    return {
      members: listed.map(({ mutedUntil, ...member }) => ({
        ...member,
        ...(isMuted({ mutedUntil }, now) && (can(access, 'mute') || member.userId === user.userId) && { mutedUntil }),
      })),
      muted: (muted.Items ?? []).map(parseMutedUser).filter((one) => isMuted(one, now) && !userIds.has(one.userId)),
      banned: (banned.Items ?? []).map(parseBannedUser),
      more: members.LastEvaluatedKey !== undefined,
    };
  }

  /** Whether a default channel has more members than that. Eventually consistent. */
  async hasMoreThan(channel: string, members: number): Promise<boolean> {
    return (await this.countUpTo(channel, members + 1)) > members;
  }

  /** The number of members of a default channel, at most `max`. Eventually consistent. */
  async countUpTo(channel: string, max: number): Promise<number> {
    const { Count = 0 } = await this.#deps.dynamodb.send(
      new QueryCommand({
        ...this.#withPrefix(memberKey(channel, '')),
        ConsistentRead: false,
        Select: 'COUNT',
        Limit: max,
      }),
    );
    return Count;
  }

  /** The number of members of a default channel, which its row does not count. */
  async count(channel: string): Promise<number> {
    let count = 0;
    let from: Record<string, unknown> | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.#deps.dynamodb.send(
        new QueryCommand({ ...this.#withPrefix(memberKey(channel, '')), Select: 'COUNT', ExclusiveStartKey: from }),
      );
      count += Count;
      from = LastEvaluatedKey;
    } while (from);
    return count;
  }

  /** A member's effective role, from the settings of the channel and the member's row. */
  effectiveRole(settings: ChannelSettings, member: Omit<Membership, 'channel'>, user: TokenUser): EffectiveRole {
    // Owners cannot be muted.
    if (isOwnerByGroup(settings.name, user)) return 'owner';
    return effectiveRoleOf(member, isGuest(user), this.#deps.now());
  }

  #query(key: Key, limit: number) {
    return this.#deps.dynamodb.send(new QueryCommand({ ...this.#withPrefix(key), Limit: limit }));
  }

  /** The rows whose sort keys begin with that of a key. */
  #withPrefix({ pk, sk }: Key) {
    return {
      TableName: this.#deps.chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ConsistentRead: true,
    };
  }
}
