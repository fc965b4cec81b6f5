// Test fixture: DynamoDB over a data folder, with a table for the log of a chat.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ManualClock } from '../clock.ts';
import { DynamoDb } from '../services/dynamodb/dynamodb-service.ts';
import type { TableDefinition } from '../services/dynamodb/tables/table-definition.ts';
import { Store, type StoreOptions } from '../storage/store.ts';

/** The log of a chat, with an index by author, a stream and a time to live. */
export const LOG: TableDefinition = {
  TableName: 'log',
  KeySchema: [
    { AttributeName: 'channel', KeyType: 'HASH' },
    { AttributeName: 'seq', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'channel', AttributeType: 'S' },
    { AttributeName: 'seq', AttributeType: 'N' },
    { AttributeName: 'author', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-author',
      KeySchema: [
        { AttributeName: 'author', KeyType: 'HASH' },
        { AttributeName: 'seq', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamViewType: 'NEW_AND_OLD_IMAGES',
  TimeToLiveAttribute: 'expires',
};

/** A DynamoDB with that table, its clock and its folder. `again` closes it and opens another one on the same folder. */
export async function aDynamoDb(t: TestContext, definition = LOG, options: StoreOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-dynamodb-'));
  const clock = new ManualClock();
  let close = async () => {};
  const open = async (defined = definition) => {
    const store = await Store.open(folder, options);
    const db = new DynamoDb({ storage: store, clock });
    close = async () => {
      db.close();
      await store.close();
    };
    const table = await db.createTable(defined);
    return { db, store, table, stream: table.stream };
  };
  t.after(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });
  const again = async (defined = definition) => {
    await close();
    return open(defined);
  };
  return { ...(await open()), clock, folder, again };
}

/** An entry of the log. */
export function entry(channel: string, seq: number, more: Record<string, object> = {}) {
  return { channel: { S: channel }, seq: { N: String(seq) }, ...more };
}
