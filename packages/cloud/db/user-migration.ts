// Moves the rows of a user of an early version: read cursors, mentions and unanswered conversations had partitions and keys of their own.
import type { User } from '@parley/chat';
import { GetCommand, QueryCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { type ChatTableDeps, type Key, type Row, type TransactionDeps, transact } from './chat-table.ts';
import { listKey } from './conversation-rows.ts';
import { userPartition } from './member-rows.ts';
import { mentionKey } from './mention-rows.ts';
import { createCursorsWrite } from './read-cursors.ts';

/** The most rows of one kind that are moved: the mentions that are counted, and the conversations that are listed. */
const MOVED_MAX = 500;

/** The rows of one transaction. */
const BATCH = 50;

/**
 * Copies the rows of a user who has no row of read cursors yet, which is written last: until then each request copies again. The
 * early rows are never read again; those of mentions expire.
 */
export async function migrateUser(
  deps: ChatTableDeps & TransactionDeps,
  { userId }: Pick<User, 'userId'>,
): Promise<void> {
  const { dynamodb, chatTable } = deps;
  const [{ Item }, mentions, requests] = await Promise.all([
    dynamodb.send(
      new GetCommand({
        TableName: chatTable,
        Key: earlyCursorsKey(userId),
        ConsistentRead: true,
      }),
    ),
    rowsWith(deps, { pk: earlyMentions(userId), sk: '' }),
    rowsWith(deps, { pk: userPartition(userId), sk: EARLY_REQUEST_PREFIX }),
  ]);
  const items = [
    ...mentions.map(({ sk, expiresAt }) => {
      const [channel = '', seq = ''] = sk.split('#');
      return { ...mentionKey(userId, channel, Number(seq)), expiresAt };
    }),
    ...requests.map(({ sk }) => {
      const [, requestedAt = '', channel = ''] = sk.split('#');
      return listKey(userId, channel, { requestedAt });
    }),
  ];
  for (let from = 0; from < items.length; from += BATCH)
    await transact(
      deps,
      items.slice(from, from + BATCH).map((one) => ({ Put: { TableName: chatTable, Item: one } })),
    );
  const cursors = (Item?.['cursors'] ?? {}) as Record<string, { seq: number; count: number }>;
  const { Update } = createCursorsWrite(chatTable, { userId }, new Map(Object.entries(cursors)));
  await dynamodb.send(new UpdateCommand(Update));
}

/** The early row of a user's read cursors. */
export function earlyCursorsKey(userId: string): Key {
  return { pk: `reader#${userId}`, sk: 'read-cursors' };
}

/** The early partition of a user's mentions. */
export function earlyMentions(userId: string): string {
  return `mention#${userId}`;
}

/** The early prefix of unanswered conversations. */
export const EARLY_REQUEST_PREFIX = 'unanswered#';

/** The newest rows whose sort keys begin with that of a key. */
async function rowsWith({ dynamodb, chatTable }: ChatTableDeps, { pk, sk }: Key): Promise<Row[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: `pk = :pk${sk === '' ? '' : ' AND begins_with(sk, :sk)'}`,
      ExpressionAttributeValues: { ':pk': pk, ...(sk !== '' && { ':sk': sk }) },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: MOVED_MAX,
    }),
  );
  return Items as Row[];
}
