// The rows of a member: one under the channel and one under the user, always written together. The row of a ban.
import type { Member, Role } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Writes } from './chat-table.ts';

/** The row of a member under the channel: a user who has it is a member. */
export function memberKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${MEMBER_PREFIX}${userId}` };
}

/** The row of a channel under the user; the one with an empty name exists when the user is enrolled. */
export function membershipKey(userId: string, channel: string) {
  return { pk: `user#${userId}`, sk: `${MEMBER_PREFIX}${channel}` };
}

/** The row of a banned user. */
export function banKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${BAN_PREFIX}${userId}` };
}

/** The prefixes of the sort keys of members and of banned users. */
export const MEMBER_PREFIX = 'member#';
export const BAN_PREFIX = 'ban#';

/** The contents of the row under the user: the same as under the channel. */
export type Membership = { channel: string; role: Role; mutedUntil?: string };

/** Reads a member's row. */
export function parseMember(row: Record<string, unknown>): Member {
  const { sk, username, role, joinedAt, mutedUntil } = row as { sk: string } & Omit<Member, 'userId'>;
  return { userId: sk.slice(MEMBER_PREFIX.length), username, role, joinedAt, ...(mutedUntil && { mutedUntil }) };
}

/** Adds a member to a channel; the condition of the first item fails when the user is a member already. */
export function addMemberWrites(chatTable: string, channel: string, { userId, ...member }: Member): Writes {
  const { role, mutedUntil } = member;
  return [
    {
      Put: {
        TableName: chatTable,
        Item: { ...memberKey(channel, userId), ...member },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Put: {
        TableName: chatTable,
        Item: { ...membershipKey(userId, channel), role, ...(mutedUntil && { mutedUntil }) },
      },
    },
  ];
}

/** Removes a member from a channel; the condition of the first item fails when the user is not a member. */
export function removeMemberWrites(chatTable: string, channel: string, userId: string): Writes {
  return [
    {
      Delete: {
        TableName: chatTable,
        Key: memberKey(channel, userId),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    { Delete: { TableName: chatTable, Key: membershipKey(userId, channel) } },
  ];
}
