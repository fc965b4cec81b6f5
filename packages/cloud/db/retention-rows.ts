// The rows of retention: the position in a channel's row up to which its entries have expired, and the list of the channels with a retention.
import type { Retention } from '@parley/chat';
import { QueryCommand } from '../dynamodb/commands.ts';
import { channelKey } from './channel-row.ts';
import type { ChatTableDeps, Key, Writes } from './chat-table.ts';
import type { LogPosition } from './log.ts';

/** The partition of the list. The removal of expired messages reads it instead of all channels; a channel stays in it. */
const RETENTION = 'retention';

/** A channel whose messages expire, or did: all entries up to `swept` are overwritten. */
export type RetentionRow = { channel: string; swept: number };

/** Lists channels in the order of their names, those after one, as many as one query returns. */
export async function listRetentions(
  { dynamodb, chatTable }: ChatTableDeps,
  after = '',
): Promise<{ rows: RetentionRow[]; more: boolean }> {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': RETENTION, ':after': after || ' ' },
      ConsistentRead: true,
    }),
  );
  return {
    rows: Items.map(({ sk, swept = 0 }) => ({ channel: String(sk), swept: Number(swept) })),
    more: LastEvaluatedKey !== undefined,
  };
}

/** Lists a channel; what was swept of it stays so. */
export function listRetentionWrite(chatTable: string, channel: string): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: retentionKey(channel),
      UpdateExpression: 'SET swept = if_not_exists(swept, :none)',
      ExpressionAttributeValues: { ':none': 0 },
    },
  };
}

/** Records how far a channel is swept. */
export function sweptWrite(chatTable: string, channel: string, swept: number) {
  return {
    TableName: chatTable,
    Key: retentionKey(channel),
    UpdateExpression: 'SET swept = :swept',
    ConditionExpression: 'attribute_exists(pk) AND swept < :swept',
    ExpressionAttributeValues: { ':swept': swept },
  };
}

/**
 * Moves the position up to which entries have expired, without an entry of the log. The condition fails when it is that far already, or the
 * channel keeps its messages longer meanwhile.
 */
export function expiredWrite(chatTable: string, channel: string, retentionDays: number, { seq, count }: LogPosition) {
  return {
    TableName: chatTable,
    Key: channelKey(channel),
    UpdateExpression: 'SET expiredSeq = :seq, expiredCount = :count',
    ConditionExpression: 'retentionDays = :days AND (attribute_not_exists(expiredSeq) OR expiredSeq < :seq)',
    ExpressionAttributeValues: { ':seq': seq, ':count': count, ':days': retentionDays },
  };
}

/** Changes how long a channel keeps its messages, and what has expired by that. The condition fails when more has expired meanwhile. */
export function retentionWrite(
  chatTable: string,
  channel: string,
  { retentionDays = 0, expiredSeq = 0, expiredCount = 0 }: Retention & { expiredCount?: number },
): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: channelKey(channel),
      UpdateExpression: 'SET retentionDays = :days, expiredSeq = :seq, expiredCount = :count',
      ConditionExpression: 'attribute_not_exists(expiredSeq) OR expiredSeq <= :seq',
      ExpressionAttributeValues: { ':days': retentionDays, ':seq': expiredSeq, ':count': expiredCount },
    },
  };
}

function retentionKey(channel: string): Key {
  return { pk: RETENTION, sk: channel };
}
