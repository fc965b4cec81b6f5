// The rows of saved messages, under the user: one for each message, and one that counts them and the changes.
import { SAVED_MAX } from '@parley/chat';
import type { Key, Row, Writes } from './chat-table.ts';
import { hintAttribute } from './hint-path.ts';
import { userPartition } from './member-rows.ts';

/** The prefix of the sort keys of saved messages. They are after the rows that a sync reads. */
export const SAVED_PREFIX = 'saved#';

/** The sort key of the version: among the rows that each sync reads anyway. Each change of it is a hint for the user's pages. */
export const SAVED_VERSION = 'hint#saved#all';

/** What is stored of a saved message. */
export type SavedRow = { channel: string; seq: number; order: number; at: string };

/** The number of changes, and of saved messages. */
export type SavedCount = { version: number; total: number };

/** The key of the row of a saved message. */
export function savedKey(userId: string, channel: string, seq: number): Key {
  return { pk: userPartition(userId), sk: `${SAVED_PREFIX}${channel}#${String(seq).padStart(16, '0')}` };
}

/** The key of the row of the version. */
export function savedVersionKey(userId: string): Key {
  return { pk: userPartition(userId), sk: SAVED_VERSION };
}

/** Reads the row of a saved message. */
export function parseSavedRow({ sk, order, at }: Row): SavedRow {
  const [, channel = '', seq = ''] = sk.split('#');
  return { channel, seq: Number(seq), order: Number(order), at: String(at) };
}

/** Reads the row of the version. */
export function parseSavedCount(row: Row | undefined): SavedCount {
  return { version: Number(row?.['version'] ?? 0), total: Number(row?.['total'] ?? 0) };
}

/** Saves a message. The conditions fail when another device has saved or removed one since `before` was read. */
export function saveWrites(
  chatTable: string,
  userId: string,
  { channel, seq, at }: Pick<SavedRow, 'channel' | 'seq' | 'at'>,
  before: SavedCount,
): Writes {
  const order = before.version + 1;
  return [
    { Put: { TableName: chatTable, Item: { ...savedKey(userId, channel, seq), order, at } } },
    countWrite(chatTable, userId, before, 1),
  ];
}

/** Removes saved messages, under the same conditions. */
export function unsaveWrites(
  chatTable: string,
  userId: string,
  messages: readonly Pick<SavedRow, 'channel' | 'seq'>[],
  before: SavedCount,
): Writes {
  return [
    ...messages.map(({ channel, seq }) => ({
      Delete: { TableName: chatTable, Key: savedKey(userId, channel, seq) },
    })),
    countWrite(chatTable, userId, before, -messages.length),
  ];
}

/** Whether a user can save no further message. */
export function isSavedFull({ total }: SavedCount): boolean {
  return total >= SAVED_MAX;
}

// All changes of one user are in the order of the versions, so the total is exact.
function countWrite(chatTable: string, userId: string, { version, total }: SavedCount, by: number): Writes[number] {
  const { hintPath } = hintAttribute(userId);
  return {
    Update: {
      TableName: chatTable,
      Key: savedVersionKey(userId),
      UpdateExpression: `SET version = :next, #total = :total${hintPath === undefined ? '' : ', hintPath = :path'}`,
      ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
      ExpressionAttributeNames: { '#total': 'total' },
      ExpressionAttributeValues: {
        ':next': version + 1,
        ':total': total + by,
        ...(version > 0 && { ':version': version }),
        ...(hintPath !== undefined && { ':path': hintPath }),
      },
    },
  };
}
