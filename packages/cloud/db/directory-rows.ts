// The directory of public channels: one row for each that is not archived, and the counts that limit them.
import { ApiError } from '../errors.ts';
import type { Writes } from './chat-table.ts';
import type { RateLimitWrite } from './rate-limits.ts';

/** The most public channels of one chat that are not archived: one page of the list. */
export const CHANNELS_MAX = 200;

/** The most of them that one user has created. */
export const CHANNELS_PER_USER_MAX = 25;

/** The partition of the public channels that users have created. */
export const DIRECTORY = 'channels';

/** The row of a public channel; the condition fails when the name is taken. */
export function listChannelWrite(chatTable: string, name: string): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: directoryKey(name),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** Counts one more public channel, of the chat and of its creator, each with the error of its limit. */
export function directoryLimits(chatTable: string, createdBy: string): RateLimitWrite[] {
  return [
    {
      write: countWrite(chatTable, CHAT_COUNT, { by: 1, most: CHANNELS_MAX }),
      error: () =>
        tooMany(
          `There are ${CHANNELS_MAX} public channels, which is the limit. An owner can archive one that is not used.`,
        ),
    },
    {
      write: countWrite(chatTable, creatorKey(createdBy), { by: 1, most: CHANNELS_PER_USER_MAX }),
      error: () =>
        tooMany(
          `${CHANNELS_PER_USER_MAX} public channels of one creator are in use, which is the limit. Archive one of them first.`,
        ),
    },
  ];
}

/** Takes an archived channel out of the directory and the counts. */
export function unlistChannelWrites(chatTable: string, name: string, createdBy: string): Writes {
  return [
    { Delete: { TableName: chatTable, Key: directoryKey(name) } },
    countWrite(chatTable, CHAT_COUNT, { by: -1 }),
    countWrite(chatTable, creatorKey(createdBy), { by: -1 }),
  ];
}

const CHAT_COUNT = { pk: 'directory', sk: 'count' };

function directoryKey(name: string) {
  return { pk: DIRECTORY, sk: name };
}

function creatorKey(userId: string) {
  return { pk: `user#${userId}`, sk: 'public-channels' };
}

function countWrite(
  chatTable: string,
  Key: { pk: string; sk: string },
  { by, most }: { by: number; most?: number },
): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key,
      UpdateExpression: 'ADD listed :by',
      ...(most !== undefined && { ConditionExpression: 'attribute_not_exists(listed) OR listed < :most' }),
      ExpressionAttributeValues: { ':by': by, ...(most !== undefined && { ':most': most }) },
    },
  };
}

function tooMany(sentence: string): ApiError {
  return new ApiError(409, 'too-many-channels', sentence);
}
