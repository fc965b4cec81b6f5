// The rows of a member: one under the channel and one under the user, always written together.
import type { Member, Role } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Key, Writes } from './chat-table.ts';
import { hintAttribute } from './hint-path.ts';
import { restrictionChecks } from './restriction-rows.ts';

/** The row of a member under the channel: a user who has it is a member. */
export function memberKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${MEMBER_PREFIX}${userId}` };
}

/** The partition of a user's own rows. */
export function userPartition(userId: string): string {
  return `user#${userId}`;
}

/** The row of a channel under the user; the one with an empty name exists when the user is enrolled. */
export function membershipKey(userId: string, channel: string) {
  return { pk: userPartition(userId), sk: `${MEMBER_PREFIX}${channel}` };
}

/** The prefix of the sort keys of members. */
export const MEMBER_PREFIX = 'member#';

/** The contents of the row under the user: the same as under the channel. */
export type Membership = { channel: string; role: Role; mutedUntil?: string };

/** Reads a member's row. */
export function parseMember(row: Record<string, unknown>): Member {
  const { sk, username, role, joinedAt, mutedUntil } = row as { sk: string } & Omit<Member, 'userId'>;
  return { userId: sk.slice(MEMBER_PREFIX.length), username, role, joinedAt, ...(mutedUntil && { mutedUntil }) };
}

/**
 * Adds a user to an existing channel. The conditions of the first items fail: for a banned user; when the user's mute is another
 * than the member's; and when the user is a member already.
 */
export function joinWrites(chatTable: string, channel: string, member: Member, now: number): Writes {
  return [...restrictionChecks(chatTable, channel, member, now), ...addMemberWrites(chatTable, channel, member)];
}

/**
 * Adds a member to a new channel, or a new user to the default channels: no user is banned or muted there yet. The condition of the
 * first item fails when the user is a member already. Without `hint` the user's pages are not told: at the first visit there are none.
 */
export function addMemberWrites(
  chatTable: string,
  channel: string,
  { userId, ...member }: Member,
  { hint = true }: { hint?: boolean } = {},
): Writes {
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
        Item: {
          ...membershipKey(userId, channel),
          role,
          ...(mutedUntil && { mutedUntil }),
          ...(hint && hintAttribute(userId)),
        },
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

/** Changes a member's role or mute; `undefined` ends a mute. The conditions fail when the user is not a member. */
export function updateMemberWrites(
  chatTable: string,
  channel: string,
  userId: string,
  change: { role: Role } | { mutedUntil: string | undefined },
): Writes {
  const [[name = '', value] = []] = Object.entries(change);
  // Both rows of a member have the same contents; that of the user is a hint for the user's pages.
  const { hintPath } = hintAttribute(userId);
  return [
    updateWrite(chatTable, memberKey(channel, userId), { [name]: value }),
    updateWrite(chatTable, membershipKey(userId, channel), { [name]: value, ...(hintPath && { hintPath }) }),
  ];
}

/** Sets the attributes of a row, and removes those that are undefined; the condition fails when there is no row. */
function updateWrite(TableName: string, Key: Key, attributes: Readonly<Record<string, unknown>>): Writes[number] {
  const all = Object.entries(attributes).map(([name, value], index) => ({ name, value, index }));
  const set = all.filter(({ value }) => value !== undefined);
  const removed = all.filter(({ value }) => value === undefined);
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map(({ index }) => `#${index} = :${index}`).join(', ')}`] : []),
        ...(removed.length > 0 ? [`REMOVE ${removed.map(({ index }) => `#${index}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(all.map(({ name, index }) => [`#${index}`, name])),
      ...(set.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(set.map(({ value, index }) => [`:${index}`, value])),
      }),
    },
  };
}

/** A condition that fails when a user is a member. */
export function nonMemberCheck(chatTable: string, channel: string, userId: string): Writes[number] {
  return {
    ConditionCheck: {
      TableName: chatTable,
      Key: memberKey(channel, userId),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}
