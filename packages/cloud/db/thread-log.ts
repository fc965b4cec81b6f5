// Reads of threads in the log table: the replies by a sparse index, which contains them alone, and roots by their keys.
import { type Message, parsePayload } from '@parley/chat';
import { BatchGetCommand, QueryCommand } from '../dynamodb/commands.ts';
import { threadPartition } from './entry-rows.ts';
import type { LogDeps } from './log.ts';

/** The index of the log table by thread and seq; only replies are in it. */
export const THREAD_INDEX = 'Threads';

/** Which replies are read: the newest, the newest before a seq, or the oldest after one. */
export type RepliesQuery = { before?: number | undefined; after?: number | undefined; limit: number };

/**
 * A page of the replies of a thread, oldest first; `more` if there are further ones in the direction that is read. An index is read eventually consistently: the newest may be missing
 * for a moment. Replies are numbered without gaps, and the root has their number, so that a reader knows.
 */
export async function readReplies(
  { dynamodb, logTable }: LogDeps,
  { channel, root }: { channel: string; root: number },
  { before, after, limit }: RepliesQuery,
): Promise<{ replies: Message[]; more: boolean }> {
  const bound = before ?? after;
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: logTable,
      IndexName: THREAD_INDEX,
      KeyConditionExpression: `thread = :thread${bound === undefined ? '' : ` AND seq ${after === undefined ? '<' : '>'} :seq`}`,
      ExpressionAttributeValues: {
        ':thread': threadPartition(channel, root),
        ...(bound !== undefined && { ':seq': bound }),
      },
      ScanIndexForward: after !== undefined,
      Limit: limit,
    }),
  );
  const replies = (after === undefined ? Items.reverse() : Items).map(({ payload }) => parsePayload(payload));
  return {
    replies: replies.filter((entry) => entry.kind === 'message'),
    more:
      LastEvaluatedKey !== undefined &&
      (after !== undefined || replies[0]?.kind !== 'message' || replies[0].threadCount !== 1),
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
