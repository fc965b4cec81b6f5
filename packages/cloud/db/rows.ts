// Single rows of the chat table by their keys, as many at once as DynamoDB gives.
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type RowsNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** A row's key. */
export type Key = { pk: string; sk: string };
export type Row = Key & Record<string, unknown>;

/** Keys of one call: AWS, API reference, BatchGetItem. */
const BATCH = 100;

/** Reads rows, consistently; one that is not there is left out. */
export async function rowsOf({ dynamodb, chatTable }: RowsNeeds, keys: readonly Key[]): Promise<Row[]> {
  const rows: Row[] = [];
  let left = [...keys];
  while (left.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetCommand({ RequestItems: { [chatTable]: { Keys: left.slice(0, BATCH), ConsistentRead: true } } }),
    );
    rows.push(...((Responses?.[chatTable] ?? []) as Row[]));
    // What was too much for one answer: AWS, API reference, BatchGetItem.
    const again = (UnprocessedKeys?.[chatTable]?.Keys ?? []) as Key[];
    left = [...again, ...left.slice(BATCH)];
  }
  return rows;
}
