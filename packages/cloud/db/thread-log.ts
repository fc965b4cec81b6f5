// Reads of threads in the log table: the replies by a sparse index, which contains them alone, and roots by their keys.
import { type Message, parsePayload } from '@parley/chat';
import { BatchGetCommand, QueryCommand } from '../dynamodb/commands.ts';
import { threadPartition } from './entry-rows.ts';
import type { LogDeps } from './log.ts';

/** The index of the log table by thread and seq; only replies are in it. */
export const THREAD_INDEX = 'Threads';

/**
 * The newest replies of a thread, or those before a seq, oldest first. An index is read eventually consistently: the newest may be missing
 * for a moment. Replies are numbered without gaps, and the root has their number, so that a reader knows.
 */
export async function readReplies(
  { dynamodb, logTable }: LogDeps,
  { channel, root }: { channel: string; root: number },
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<{ replies: Message[]; more: boolean }> {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: logTable,
      IndexName: THREAD_INDEX,
      KeyConditionExpression: `thread = :thread${before === undefined ? '' : ' AND seq < :before'}`,
      ExpressionAttributeValues: {
        ':thread': threadPartition(channel, root),
        ...(before !== undefined && { ':before': before }),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  const replies = Items.reverse().map(({ payload }) => parsePayload(payload));
  return {
    replies: replies.filter((entry) => entry.kind === 'message'),
    more: LastEvaluatedKey !== undefined && (replies[0]?.kind !== 'message' || replies[0].threadCount !== 1),
  };
}

/** The roots of threads in their current state, those that are there. */
export async function readRoots(
  { dynamodb, logTable }: LogDeps,
  threads: readonly { channel: string; root: number }[],
): Promise<Message[]> {
  const found: Message[] = [];
  let keys: Record<string, unknown>[] = threads.map(({ channel, root }) => ({ channel, seq: root }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetCommand({
        RequestItems: { [logTable]: { Keys: keys, ConsistentRead: true, ProjectionExpression: 'payload' } },
      }),
    );
    for (const row of Responses?.[logTable] ?? []) {
      const entry = parsePayload(row['payload']);
      if (entry.kind === 'message') found.push(entry);
    }
    // Keys that did not fit into one response: AWS, API reference, BatchGetItem.
    keys = UnprocessedKeys?.[logTable]?.Keys ?? [];
  }
  return found;
}
