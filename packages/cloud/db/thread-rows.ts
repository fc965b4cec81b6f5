// The rows of threads: the followers of each thread, and for each user the threads that they follow, with how far they have read.
import { THREAD_FOLLOWERS_MAX, THREAD_LISTED_DAYS } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Key, Row, Writes } from './chat-table.ts';
import { hintAttribute } from './hint-path.ts';
import { userPartition } from './member-rows.ts';

/** The prefix of the sort keys of both rows. Under a user they are after the rows that a sync reads. */
export const THREAD_PREFIX = 'thread#';

/** The sort key of the version of a user's threads: among the rows that each sync reads anyway. */
export const THREADS_VERSION = 'hint#threads#all';

const DAY_SECONDS = 86_400;

/** A thread that a user follows: `read` is the number of the newest reply that is read, `count` and `last` are those of a recent reply. */
export type FollowedRow = { channel: string; root: number; read: number; count: number; last: string };

/** What a new follower has read of a thread whose newest reply is `count`, of the time `last`. */
export type FollowState = Pick<FollowedRow, 'read' | 'count' | 'last'>;

/** The row of the followers of a thread, under the channel. */
export function threadKey(channel: string, root: number): Key {
  return { pk: channelPartition(channel), sk: `${THREAD_PREFIX}${padded(root)}` };
}

/** Reads the ids of the followers. */
export function parseFollowers(row: Row | undefined): ReadonlySet<string> {
  return (row?.['followers'] as ReadonlySet<string> | undefined) ?? new Set();
}

/** Adds followers of a thread, or removes them. With `limited` the condition fails when there are too many. */
export function followersWrite(
  chatTable: string,
  key: Key,
  userIds: readonly string[],
  { on, limited = false }: { on: boolean; limited?: boolean },
) {
  const [userId] = userIds;
  return {
    Update: {
      TableName: chatTable,
      Key: key,
      UpdateExpression: `${on ? 'ADD' : 'DELETE'} followers :users`,
      ExpressionAttributeValues: {
        ':users': new Set(userIds),
        ...(limited && { ':max': THREAD_FOLLOWERS_MAX, ':user': userId }),
      },
      ...(limited && {
        ConditionExpression: 'attribute_not_exists(followers) OR size(followers) < :max OR contains(followers, :user)',
      }),
    },
  };
}

/** The row of a followed thread, under the user. */
export function followedKey(userId: string, channel: string, root: number): Key {
  return { pk: userPartition(userId), sk: `${THREAD_PREFIX}${channel}#${padded(root)}` };
}

/** Reads the row of a followed thread. */
export function parseFollowed({ sk, read = 0, count = 0, last = '' }: Row): FollowedRow {
  const [, channel = '', root = ''] = sk.split('#');
  return { channel, root: Number(root), read: Number(read), count: Number(count), last: String(last) };
}

/** A user begins to follow a thread by a reply; the row is a hint for the user's pages. */
export function followWrites(
  chatTable: string,
  userId: string,
  { channel, root, now, ...state }: { channel: string; root: number; now: number } & FollowState,
): Writes {
  const Item = {
    ...followedKey(userId, channel, root),
    ...state,
    expiresAt: listedUntil(now),
    ...hintAttribute(userId),
  };
  return [{ Put: { TableName: chatTable, Item } }, versionWrite(chatTable, userId, now)];
}

/** A user follows a thread by choice: what was read before stays read. */
export function chosenFollowWrite(chatTable: string, key: Key, { read, count, last }: FollowState, now: number) {
  return {
    Update: {
      TableName: chatTable,
      Key: key,
      UpdateExpression: 'SET #read = if_not_exists(#read, :read), #count = :count, #last = :last, expiresAt = :until',
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: { ':read': read, ':count': count, ':last': last, ':until': listedUntil(now) },
    },
  };
}

/** Moves what a follower has read forward; the condition fails when it is not forward, or the user does not follow. No hint. */
export function threadReadWrite(chatTable: string, key: Key, read: number, now: number) {
  return {
    TableName: chatTable,
    Key: key,
    UpdateExpression: 'SET #read = :read, expiresAt = :until REMOVE hintPath',
    ConditionExpression: 'attribute_exists(pk) AND #read < :read',
    ExpressionAttributeNames: { '#read': 'read' },
    ExpressionAttributeValues: { ':read': read, ':until': listedUntil(now) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/**
 * Tells a follower's pages of a reply; the condition fails when they were told of this one, or a later one, and when there is no row: it has
 * expired, or the user has just ended to follow the thread.
 */
export function followerReplyWrite(
  chatTable: string,
  userId: string,
  { channel, root, now, count, last }: { channel: string; root: number; now: number } & Omit<FollowState, 'read'>,
) {
  const { hintPath } = hintAttribute(userId);
  return {
    TableName: chatTable,
    Key: followedKey(userId, channel, root),
    UpdateExpression: `SET #count = :count, #last = :last, #read = if_not_exists(#read, :before), expiresAt = :until${hintPath === undefined ? '' : ', hintPath = :path'}`,
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#count) OR #count < :count)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ':count': count,
      ':last': last,
      ':before': count - 1,
      ':until': listedUntil(now),
      ...(hintPath !== undefined && { ':path': hintPath }),
    },
  };
}

/** Writes the row of a follower that has expired, if the user still follows the thread. */
export function listAgainWrites(
  chatTable: string,
  userId: string,
  { channel, root, ...state }: { channel: string; root: number; now: number } & FollowState,
): Writes {
  const { Update } = followersWrite(chatTable, threadKey(channel, root), [userId], { on: true });
  const values = { ...Update.ExpressionAttributeValues, ':user': userId };
  const condition = { ConditionExpression: 'contains(followers, :user)', ExpressionAttributeValues: values };
  const [put] = followWrites(chatTable, userId, { channel, root, ...state });
  return [{ Update: { ...Update, ...condition } }, ...(put ? [put] : [])];
}

/** Counts a change of a user's threads, so that the next sync of each page shows that there is one. */
export function versionWrite(chatTable: string, userId: string, now: number) {
  return {
    Update: {
      TableName: chatTable,
      Key: { pk: userPartition(userId), sk: THREADS_VERSION },
      UpdateExpression: 'SET expiresAt = :until ADD version :one',
      ExpressionAttributeValues: { ':one': 1, ':until': Math.ceil(now / 1000) + VERSION_DAYS * DAY_SECONDS },
    },
  };
}

/** Longer than any thread is listed. */
const VERSION_DAYS = 365;

// READ, COUNT and LAST are reserved words of DynamoDB's expressions.
const NAMES = { '#read': 'read', '#count': 'count', '#last': 'last' };

function listedUntil(now: number): number {
  return Math.ceil(now / 1000) + THREAD_LISTED_DAYS * DAY_SECONDS;
}

// As many digits as the largest seq has, so that the keys are in numerical order.
function padded(seq: number): string {
  return String(seq).padStart(16, '0');
}
