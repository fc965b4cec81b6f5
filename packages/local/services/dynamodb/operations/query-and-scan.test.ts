// Reading items: queries, indexes, scans and pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDynamoDb, entry, LOG } from '../../../testing/dynamodb-fixture.ts';
import type { DynamoDb } from '../dynamodb-service.ts';
import type { Item } from '../tables/item.ts';

async function fill(db: DynamoDb, channel: string, seqs: number[], more: Record<string, object> = {}): Promise<void> {
  await Promise.all(seqs.map((seq) => db.call('PutItem', { TableName: 'log', Item: entry(channel, seq, more) })));
}

/** The pages of a query to its end, each as the seqs in it. */
async function pages(db: DynamoDb, operation: string, input: Record<string, unknown>): Promise<number[][]> {
  const all: number[][] = [];
  let ExclusiveStartKey: unknown;
  do {
    const answer = await db.call(operation, {
      TableName: 'log',
      ...input,
      ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
    });
    all.push((answer['Items'] as Item[]).map((item) => Number(item['seq']?.['N'])));
    ExclusiveStartKey = answer['LastEvaluatedKey'];
  } while (ExclusiveStartKey !== undefined && all.length < 100);
  return all;
}

const inChannel = (channel: string, condition = '', values: Record<string, object> = {}) => ({
  KeyConditionExpression: `channel = :c${condition}`,
  ExpressionAttributeValues: { ':c': { S: channel }, ...values },
});

test('history is read in pages, forwards and backwards, in the order of the numbers', async (t) => {
  const { db } = await aDynamoDb(t);
  await fill(db, 'general', [10, 9, 8, 7, 1, 2, 3, 100]);
  await fill(db, 'other', [5, 6]);
  assert.deepEqual(await pages(db, 'Query', { ...inChannel('general'), Limit: 3 }), [
    [1, 2, 3],
    [7, 8, 9],
    [10, 100],
  ]);
  assert.deepEqual(await pages(db, 'Query', { ...inChannel('general'), Limit: 4, ScanIndexForward: false }), [
    [100, 10, 9, 8],
    [7, 3, 2, 1],
    [],
  ]);
  assert.deepEqual(
    await pages(db, 'Query', {
      ...inChannel('general', ' AND seq < :b', { ':b': { N: '9' } }),
      Limit: 2,
      ScanIndexForward: false,
    }),
    [[8, 7], [3, 2], [1]],
  );
  assert.deepEqual(
    await pages(
      db,
      'Query',
      inChannel('general', ' AND seq BETWEEN :a AND :b', { ':a': { N: '2' }, ':b': { N: '8' } }),
    ),
    [[2, 3, 7, 8]],
  );
  assert.deepEqual(await pages(db, 'Query', inChannel('empty')), [[]]);
});

test('numbers of every sign and size are read in order', async (t) => {
  const { db } = await aDynamoDb(t);
  const numbers = [
    -1e20, -100.5, -100, -99.9, -9.15, -9.1, -1, -0.001, 0, 0.00001, 0.5, 1, 1.5, 9, 10, 99.99, 100, 1e20,
  ];
  await fill(db, 'c', [...numbers].sort(() => 0.5 - (numbers.length % 2)).reverse());
  assert.deepEqual(await pages(db, 'Query', inChannel('c')), [numbers]);
  assert.deepEqual(await pages(db, 'Query', inChannel('c', ' AND seq > :n', { ':n': { N: '-9.12' } })), [
    numbers.filter((n) => n > -9.12),
  ]);
});

test('a filter is applied to every item of a page, and the page counts them all', async (t) => {
  const { db } = await aDynamoDb(t);
  await fill(db, 'c', [1, 2, 3], { author: { S: 'ann' } });
  await fill(db, 'c', [4, 5], { author: { S: 'bob' } });
  const answer = await db.call('Query', {
    TableName: 'log',
    KeyConditionExpression: 'channel = :c',
    FilterExpression: 'author = :a',
    ProjectionExpression: 'author, nothing',
    ExpressionAttributeValues: { ':c': { S: 'c' }, ':a': { S: 'bob' } },
    Limit: 4,
  });
  assert.deepEqual(answer, {
    Items: [{ author: { S: 'bob' } }],
    Count: 1,
    ScannedCount: 4,
    LastEvaluatedKey: entry('c', 4),
  });
  const counted = await db.call('Query', { TableName: 'log', ...inChannel('c'), Select: 'COUNT' });
  assert.deepEqual(counted, { Count: 5, ScannedCount: 5 });
});

test('an index returns its items in its own order, projected, in pages', async (t) => {
  const { db } = await aDynamoDb(t);
  for (const channel of ['a', 'b', 'c'])
    await fill(db, channel, [1, 2], { author: { S: 'ann' }, text: { S: 'hi' }, other: { S: 'x' } });
  const byAuthor = {
    IndexName: 'by-author',
    KeyConditionExpression: 'author = :a',
    ExpressionAttributeValues: { ':a': { S: 'ann' } },
  };
  assert.deepEqual(await pages(db, 'Query', { ...byAuthor, Limit: 4 }), [
    [1, 1, 1, 2],
    [2, 2],
  ]);
  assert.deepEqual(await pages(db, 'Query', { ...byAuthor, Limit: 5, ScanIndexForward: false }), [
    [2, 2, 2, 1, 1],
    [1],
  ]);
  const first = await db.call('Query', { TableName: 'log', ...byAuthor, Limit: 1 });
  assert.deepEqual(first['Items'], [entry('a', 1, { author: { S: 'ann' }, text: { S: 'hi' } })]);
  await db.call('DeleteItem', { TableName: 'log', Key: entry('a', 1) });
  await db.call('UpdateItem', { TableName: 'log', Key: entry('b', 1), UpdateExpression: 'REMOVE author' });
  assert.deepEqual(await pages(db, 'Query', byAuthor), [[1, 2, 2, 2]]);
});

test('a page ends after one megabyte', async (t) => {
  const { db } = await aDynamoDb(t);
  await fill(db, 'c', [1, 2, 3, 4, 5, 6], { text: { S: 'x'.repeat(300_000) } });
  assert.deepEqual(await pages(db, 'Query', inChannel('c')), [
    [1, 2, 3, 4],
    [5, 6],
  ]);
});

test('a scan returns every item once, in pages and in segments', async (t) => {
  const { db } = await aDynamoDb(t);
  for (let channel = 0; channel < 30; channel++) await fill(db, `c${channel}`, [channel * 2, channel * 2 + 1]);
  const all = Array.from({ length: 60 }, (_, index) => index);
  const sorted = (found: number[][]) => found.flat().sort((a, b) => a - b);
  assert.deepEqual(sorted(await pages(db, 'Scan', { Limit: 7 })), all);
  const halves = await Promise.all([0, 1].map((Segment) => pages(db, 'Scan', { Limit: 7, Segment, TotalSegments: 2 })));
  assert.ok(halves.every((half) => half.flat().length > 0));
  assert.deepEqual(sorted(halves.flat()), all);
});

test('a page cannot continue from a key of another partition', async (t) => {
  const { db } = await aDynamoDb(t);
  await fill(db, 'c', [1]);
  for (const ExclusiveStartKey of [
    entry('d', 1),
    { channel: { S: 'c' } },
    entry('c', 1, { x: { S: 'x' } }),
    { channel: { S: 'c' }, seq: { S: '1' } },
  ])
    await assert.rejects(db.call('Query', { TableName: 'log', ...inChannel('c'), ExclusiveStartKey }), {
      type: 'ValidationException',
    });
});

test('all items are read in the same order after a restart', async (t) => {
  const { db, again } = await aDynamoDb(t);
  await fill(db, 'c', [3, 1, 2], { author: { S: 'ann' } });
  const { db: later } = await again();
  assert.deepEqual(await pages(later, 'Query', inChannel('c')), [[1, 2, 3]]);
  assert.deepEqual(
    await pages(later, 'Query', {
      IndexName: 'by-author',
      KeyConditionExpression: 'author = :a',
      ExpressionAttributeValues: { ':a': { S: 'ann' } },
    }),
    [[1, 2, 3]],
  );
});

test('a table whose key has changed is reported in one sentence', async (t) => {
  const { again } = await aDynamoDb(t);
  const changed = { ...LOG, KeySchema: [{ AttributeName: 'author', KeyType: 'HASH' }], GlobalSecondaryIndexes: [] };
  await assert.rejects(again(changed), {
    code: 'template-broken',
    message:
      'The key of table log is now author (S), but the data folder holds its items by channel (S), seq (N). Change the key back, or erase all data with --reset.',
  });
});
