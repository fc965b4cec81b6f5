// Reads of many entries of a log: a range of it, its newest entries, and single ones.
import { type Entry, parseEntry } from '@parley/chat';
import { BatchGetCommand, QueryCommand } from '../dynamodb/commands.ts';
import type { LogDeps } from './log.ts';

type Row = { payload: string };

// As `parsePayload`, which is for browsers too, in a third of the time: a search decodes thousands of entries.
function decode(payload: string): Entry {
  return parseEntry(JSON.parse(Buffer.from(payload, 'base64').toString()));
}

/** The entries from a seq to another, both included, in order. */
export async function entriesBetween(
  { dynamodb, logTable }: LogDeps,
  channel: string,
  { from, to }: { from: number; to: number },
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: logTable,
        KeyConditionExpression: 'channel = :channel AND seq BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':channel': channel, ':from': from, ':to': to },
        ProjectionExpression: 'payload',
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    entries.push(...(Items as Row[]).map(({ payload }) => decode(payload)));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return entries;
}

/** The newest entries after a seq, newest first, as many as one query returns. */
export async function newestEntriesAfter(
  { dynamodb, logTable }: LogDeps,
  channel: string,
  { after, limit }: { after: number; limit: number },
): Promise<Entry[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: logTable,
      KeyConditionExpression: 'channel = :channel AND seq > :after',
      ExpressionAttributeValues: { ':channel': channel, ':after': after },
      ProjectionExpression: 'payload',
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return (Items as Row[]).map(({ payload }) => decode(payload));
}

/** Keys of one call: AWS, API reference, BatchGetItem. */
const BATCH = 100;

/** The entries with some keys, in their current state; those that do not exist are left out. */
export async function entriesAt(
  { dynamodb, logTable }: LogDeps,
  keys: readonly { channel: string; seq: number }[],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let remaining = [...keys];
  while (remaining.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetCommand({
        RequestItems: {
          [logTable]: {
            Keys: remaining.slice(0, BATCH).map(({ channel, seq }) => ({ channel, seq })),
            ProjectionExpression: 'payload',
            ConsistentRead: true,
          },
        },
      }),
    );
    entries.push(...((Responses?.[logTable] ?? []) as Row[]).map(({ payload }) => decode(payload)));
    // Keys that did not fit into one response: AWS, API reference, BatchGetItem.
    const unprocessed = (UnprocessedKeys?.[logTable]?.Keys ?? []) as typeof remaining;
    remaining = [...unprocessed, ...remaining.slice(BATCH)];
  }
  return entries;
}
