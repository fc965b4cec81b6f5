// Invitations: a user who has the code can join the channel, until it expires or is revoked.
import { type Invitation, type InvitationPreview, MEMBERS_MAX, type Notice, newId } from '@parley/chat';
import { accessDenied, channelFull, noChannel, tooManyChannels } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import { MEMBERSHIPS_MAX } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { channelPartition, settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, type Row, readRows, type TransactionDeps, transact } from '../db/chat-table.ts';
import { joinWrites } from '../db/member-rows.ts';
import { setCursor } from '../db/read-cursors.ts';
import { readRestrictions } from '../db/restriction-rows.ts';
import { QueryCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';
import { appendNotice, type ModerationAction, type NoticeDeps } from '../moderation/notices.ts';
import type { JoinLeave } from './join-leave.ts';

export type InvitationsDeps = TransactionDeps & ChatTableDeps & NoticeDeps & { joinLeave: JoinLeave };

/** Invitations of one channel that can exist at the same time. */
const INVITATIONS_MAX = 50;

const HOUR_MS = 3_600_000;
const INVITATION_PREFIX = 'invitation#';

/** The invitations of all channels. */
export class Invitations {
  readonly #deps: InvitationsDeps;

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
  }

  /** Creates an invitation that is valid for so many hours. */
  async create(channel: string, hours: number, user: AuthenticatedUser): Promise<Invitation> {
    const { chatTable, now } = this.#deps;
    if ((await this.list(channel, user)).length >= INVITATIONS_MAX)
      throw new ApiError(
        409,
        'too-many-invitations',
        `There are ${INVITATIONS_MAX} open invitations, which is the limit. Revoke one first.`,
      );
    const code = newId();
    const end = now() + hours * HOUR_MS;
    const item = {
      channel,
      code,
      by: user.username,
      until: new Date(end).toISOString(),
      expiresAt: Math.ceil(end / 1000),
    };
    await transact(this.#deps, [
      { Put: { TableName: chatTable, Item: { ...codeKey(code), ...item } } },
      { Put: { TableName: chatTable, Item: { ...channelInvitationKey(channel, code), ...item } } },
    ]);
    return { code, expiresAt: item.until };
  }

  /** The open invitations of a channel, for users who may invite. */
  async list(channel: string, user: AuthenticatedUser): Promise<Invitation[]> {
    const { dynamodb, chatTable, members, now } = this.#deps;
    await members.authorize(channel, user, 'invite');
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :invitation)',
        ExpressionAttributeValues: { ':pk': channelPartition(channel), ':invitation': INVITATION_PREFIX },
        ConsistentRead: true,
      }),
    );
    return Items.filter((row) => isOpen(row, now())).map(({ code, until }) => ({ code, expiresAt: until }));
  }

  /** Revokes an invitation. */
  async revoke(channel: string, code: string, user: AuthenticatedUser): Promise<void> {
    const { chatTable, members } = this.#deps;
    await members.authorize(channel, user, 'invite');
    const [row] = await readRows(this.#deps, [channelInvitationKey(channel, code)]);
    if (!row) return;
    await transact(this.#deps, [
      { Delete: { TableName: chatTable, Key: codeKey(code) } },
      { Delete: { TableName: chatTable, Key: channelInvitationKey(channel, code) } },
    ]);
  }

  /** The channel of an invitation, before it is accepted. */
  async preview(code: string, user: AuthenticatedUser): Promise<InvitationPreview> {
    const { channel, by } = await this.#open(code, user);
    const access = await this.#deps.members.access(channel, user);
    if (!access) throw noInvitation();
    const { title, topic, members } = access.settings;
    return { channel, title, topic, members, by };
  }

  /** Adds a user to the channel of an invitation; does nothing for members. Returns the channel. */
  async accept(code: string, user: AuthenticatedUser): Promise<string> {
    const { members, joinLeave } = this.#deps;
    const { channel } = await this.#open(code, user);
    const memberships = await members.membershipsOf(user);
    const access = await members.access(channel, user);
    if (!access) throw noInvitation();
    if (access.settings.kind === 'public') {
      await joinLeave.join(channel, user);
      return channel;
    }
    await appendNotice(this.#deps, channel, user, (current) => {
      if (current.member) return undefined;
      requireRoom(current, memberships.length);
      return this.#joinAction(channel, code, user);
    });
    return channel;
  }

  async #joinAction(channel: string, code: string, user: AuthenticatedUser): Promise<ModerationAction> {
    const { chatTable, now } = this.#deps;
    const { userId, username } = user;
    const joinedAt = new Date(now()).toISOString();
    const { banned, ...mute } = await readRestrictions(this.#deps, channel, userId, now());
    if (banned) throw noInvitation();
    return {
      notice: 'joined',
      changes: ({ seq, count }: Notice) => [
        { ConditionCheck: { TableName: chatTable, Key: codeKey(code), ConditionExpression: 'attribute_exists(pk)' } },
        ...joinWrites(chatTable, channel, { userId, username, role: 'member', joinedAt, ...mute }, now()),
        { Update: setCursor(chatTable, user, channel, { seq, count }) },
        settingsWrite(chatTable, channel, { members: 1 }),
      ],
    };
  }

  /** The same error for a code that never existed, one that has expired, and one of a channel that the user is banned from. */
  async #open(code: string, { userId }: AuthenticatedUser): Promise<{ channel: string; by: string }> {
    const [row] = await readRows(this.#deps, [codeKey(code)]);
    if (!row || !isOpen(row, this.#deps.now())) throw noInvitation();
    const { channel, by } = row as Row & { channel: string; by: string };
    const { banned } = await readRestrictions(this.#deps, channel, userId, this.#deps.now());
    if (banned) throw noInvitation();
    return { channel, by };
  }
}

/** Throws when an invited user cannot be added to a private channel. */
function requireRoom(access: ChannelAccess, memberships: number): void {
  const { name, kind, archived, members } = access.settings;
  if (kind !== 'private') throw noChannel(name);
  if (archived) throw accessDenied(access);
  if (memberships >= MEMBERSHIPS_MAX)
    throw tooManyChannels(`You are a member of ${MEMBERSHIPS_MAX} channels, which is the limit. Leave one first.`);
  if (members >= MEMBERS_MAX) throw channelFull();
}

function codeKey(code: string) {
  return { pk: `${INVITATION_PREFIX}${code}`, sk: 'invitation' };
}

function channelInvitationKey(channel: string, code: string) {
  return { pk: channelPartition(channel), sk: `${INVITATION_PREFIX}${code}` };
}

// DynamoDB deletes an expired item within days, not at once: DynamoDB developer guide, "How it works", TTL.
function isOpen(row: Record<string, unknown>, now: number): boolean {
  return Number(row['expiresAt']) * 1000 > now;
}

function noInvitation(): ApiError {
  return new ApiError(404, 'no-invitation', 'This invitation is no longer valid. Ask for a new one.');
}
