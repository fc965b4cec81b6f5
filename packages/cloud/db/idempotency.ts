// Idempotent appends: the row of each id, by which a retry is recognized.
import type { Entry } from '@parley/chat';
import { GetCommand } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import type { Writes } from './chat-table.ts';

/** How long the id of an entry is stored, so that a retry is recognized: a closed laptop may send it that much later. */
const ID_DAYS = 30;

/** The row of an id: the seq of its entry, and the digest of the request that stored it. */
export type IdRow = { seq: number; digest: string };

/** Stores the id of an entry, under the condition that it is new; otherwise the transaction fails and returns the existing row. */
export function idWrite(
  chatTable: string,
  { channel, id, seq }: Pick<Entry, 'channel' | 'id' | 'seq'>,
  { digest, now }: { digest: string; now: number },
): Writes[number] {
  const expiresAt = Math.floor(now / 1000) + ID_DAYS * 86_400;
  return {
    Put: {
      TableName: chatTable,
      Item: { ...idKey(channel, id), seq, digest, expiresAt },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Reads the row of an id consistently; undefined when no entry has it. */
export async function readIdRow(
  { dynamodb, chatTable }: { dynamodb: DynamoDb; chatTable: string },
  channel: string,
  id: string,
): Promise<IdRow | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: chatTable, Key: idKey(channel, id), ConsistentRead: true }),
  );
  return Item as IdRow | undefined;
}

function idKey(channel: string, id: string) {
  return { pk: `id#${channel}`, sk: id };
}
