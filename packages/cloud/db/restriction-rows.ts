// The rows of bans and mutes, one per channel and user. They remain when the user leaves, and every way into a channel reads them.
import { isMuted, type MutedUser, type User } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import { type ChatTableDeps, type Row, readRows, type Writes } from './chat-table.ts';

const BAN_PREFIX = 'ban#';
const MUTE_PREFIX = 'mute#';

/** The row of a banned user. */
export function banKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${BAN_PREFIX}${userId}` };
}

/** The row of a muted user. The rows of a member have its end, too. */
export function muteKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `${MUTE_PREFIX}${userId}` };
}

/** What a user may not do in a channel: `mutedUntil` (ISO 8601, UTC) while the user is muted. */
export type Restrictions = { banned: boolean; mutedUntil?: string };

/** A user's restrictions in a channel, members or not. */
export async function readRestrictions(
  deps: ChatTableDeps,
  channel: string,
  userId: string,
  now: number,
): Promise<Restrictions> {
  return restrictionsOf(await readRows(deps, [banKey(channel, userId), muteKey(channel, userId)]), now);
}

/** The restrictions that the rows of one user contain. DynamoDB deletes an expired row within days, not at once. */
export function restrictionsOf(rows: readonly Row[], now: number): Restrictions {
  const mute = rows.filter(({ sk }) => sk.startsWith(MUTE_PREFIX)).map(parseMutedUser)[0];
  return {
    banned: rows.some(({ sk }) => sk.startsWith(BAN_PREFIX)),
    ...(mute && isMuted(mute, now) && { mutedUntil: mute.mutedUntil }),
  };
}

/** Reads the row of a banned user. */
export function parseBannedUser({ sk, username }: Record<string, unknown>): User {
  return { userId: String(sk).slice(BAN_PREFIX.length), username: String(username) };
}

/** Reads the row of a muted user. */
export function parseMutedUser({ sk, username, until }: Record<string, unknown>): MutedUser {
  return { userId: String(sk).slice(MUTE_PREFIX.length), username: String(username), mutedUntil: String(until) };
}

/** Bans a user who is not banned yet. */
export function banWrite(
  chatTable: string,
  channel: string,
  { userId, username }: User,
  { by, at }: { by: string; at: string },
): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: { ...banKey(channel, userId), username, by, at },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** Mutes a user until a time (ISO 8601, UTC); an earlier mute is replaced. */
export function muteWrite(
  chatTable: string,
  channel: string,
  { userId, username }: User,
  { until, by, at }: { until: string; by: string; at: string },
): Writes[number] {
  const expiresAt = Math.ceil(Date.parse(until) / 1000);
  return { Put: { TableName: chatTable, Item: { ...muteKey(channel, userId), username, until, by, at, expiresAt } } };
}

/** Conditions of every way into a channel: the first fails for a banned user, the second when the mute is another than `mutedUntil`. */
export function restrictionChecks(
  chatTable: string,
  channel: string,
  { userId, mutedUntil }: { userId: string; mutedUntil?: string },
  now: number,
): Writes {
  return [
    {
      ConditionCheck: {
        TableName: chatTable,
        Key: banKey(channel, userId),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      ConditionCheck: {
        TableName: chatTable,
        Key: muteKey(channel, userId),
        ConditionExpression: mutedUntil ? '#until = :until' : 'attribute_not_exists(pk) OR #until <= :until',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':until': mutedUntil ?? new Date(now).toISOString() },
      },
    },
  ];
}
