// The two rows of somebody who is in a channel: one under the channel, one under the person. Both are written together.
import type { Member, Role } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Writes } from './chat-table.ts';

/** The row of a member under the channel: whoever has it is in. */
export function memberKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${MEMBER}${userId}` };
}

/** The row of a person's channel under the person; with an empty name it says that the person has arrived. */
export function membershipKey(userId: string, channel: string) {
  return { pk: `user#${userId}`, sk: `${MEMBER}${channel}` };
}

/** The row of somebody who may not come back. */
export function banKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${BAN}${userId}` };
}

/** What the sort keys of members and of the banned begin with. */
export const MEMBER = 'member#';
export const BAN = 'ban#';

/** What the person's row says: the same as the channel's. */
export type Membership = { channel: string; role: Role; mutedUntil?: string };

/** Reads a member's row. */
export function memberOf(row: Record<string, unknown>): Member {
  const { sk, username, role, joinedAt, mutedUntil } = row as { sk: string } & Omit<Member, 'userId'>;
  return { userId: sk.slice(MEMBER.length), username, role, joinedAt, ...(mutedUntil && { mutedUntil }) };
}

/** Puts somebody into a channel; the first of the two fails when they are in it already. */
export function coming(chatTable: string, channel: string, { userId, ...member }: Member): Writes {
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

/** Takes somebody out of a channel; the first of the two fails when they are not in it. */
export function going(chatTable: string, channel: string, userId: string): Writes {
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
