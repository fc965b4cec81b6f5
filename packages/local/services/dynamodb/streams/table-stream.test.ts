// The records of a table's stream, and when they become visible.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PATIENCE_MS } from '../../../expiry-clock.ts';
import { aDynamoDb, entry, LOG } from '../../../testing/dynamodb-fixture.ts';
import type { Stream } from './table-stream.ts';

const HOUR = 60 * 60 * 1000;

/** A stream's records as `INSERT 1`, by the seq of their keys. */
const seen = (stream: Stream | undefined, after?: string) =>
  stream?.read(after, 1000).map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys['seq']?.['N']}`);

test('each change is in the stream once and in order; a write that changes nothing adds no record', async (t) => {
  const { db, stream } = await aDynamoDb(t);
  const put = (seq: number, text: string) =>
    db.call('PutItem', { TableName: 'log', Item: entry('c', seq, { text: { S: text }, tags: { SS: ['a', 'b'] } }) });
  await Promise.all([put(1, 'a'), put(2, 'b'), put(1, 'a'), put(1, 'edited'), put(2, 'b')]);
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 2, { tags: { SS: ['b', 'a'] }, text: { S: 'b' } }) });
  await db.call('DeleteItem', { TableName: 'log', Key: entry('c', 2) });
  await db.call('DeleteItem', { TableName: 'log', Key: entry('c', 2) });
  assert.deepEqual(seen(stream), ['INSERT 1', 'INSERT 2', 'MODIFY 1', 'REMOVE 2']);
  const records = (stream as Stream).read(undefined, 10);
  assert.deepEqual(records[2], {
    eventID: records[2]?.eventID,
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
      Keys: entry('c', 1),
      OldImage: entry('c', 1, { text: { S: 'a' }, tags: { SS: ['a', 'b'] } }),
      NewImage: entry('c', 1, { text: { S: 'edited' }, tags: { SS: ['a', 'b'] } }),
      SequenceNumber: '100000000000000000003',
      SizeBytes: 66,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: stream?.arn,
  });
  assert.equal(new Set(records.map(({ eventID }) => eventID)).size, 4);
  assert.deepEqual(seen(stream, records[1]?.dynamodb.SequenceNumber), ['MODIFY 1', 'REMOVE 2']);
  assert.equal(stream?.latest(), records[3]?.dynamodb.SequenceNumber);
});

test('a record becomes visible, and listeners are called, when it is on disk', async (t) => {
  const { db, stream, store } = await aDynamoDb(t);
  let told = 0;
  const stop = (stream as Stream).onChange(() => {
    told += 1;
    assert.deepEqual(seen(stream), ['INSERT 1', 'INSERT 2']);
  });
  const puts = [1, 2].map((seq) => db.call('PutItem', { TableName: 'log', Item: entry('c', seq) }));
  assert.deepEqual([store.bucket('dynamodb.items.log').size, seen(stream), stream?.latest()], [2, [], undefined]);
  await Promise.all(puts);
  assert.equal(told, 1);
  stop();
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 3) });
  assert.equal(told, 1);
});

test('a record has only the images of its view type', async (t) => {
  for (const [view, images] of [
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
  ] as const) {
    const { db, stream } = await aDynamoDb(t, { ...LOG, StreamViewType: view });
    for (const text of ['a', 'b'])
      await db.call('PutItem', { TableName: 'log', Item: entry('c', 1, { text: { S: text } }) });
    const [, modified] = (stream as Stream).read(undefined, 10);
    assert.deepEqual(
      Object.keys(modified?.dynamodb ?? {}).filter((name) => name.endsWith('Image')),
      images,
    );
  }
});

test('records are kept for 24 hours, also over a restart, and no sequence number is used twice', async (t) => {
  const { db, clock, again } = await aDynamoDb(t);
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 1) });
  clock.advance(23 * HOUR);
  const second = await again();
  await second.db.call('PutItem', { TableName: 'log', Item: entry('c', 2) });
  assert.deepEqual(seen(second.stream), ['INSERT 1', 'INSERT 2']);
  clock.advance(2 * HOUR);
  assert.deepEqual(seen(second.stream), ['INSERT 2']);
  const latest = second.stream?.latest() as string;
  clock.advance(24 * HOUR);
  assert.deepEqual([seen(second.stream), second.stream?.latest()], [[], undefined]);
  const third = await again();
  await third.db.call('PutItem', { TableName: 'log', Item: entry('c', 3) });
  assert.deepEqual(seen(third.stream, latest), ['INSERT 3']);
});

test('a clock that jumps an hour back or forward changes no order and repeats no number, also over a restart', async (t) => {
  const { db, clock, stream, again } = await aDynamoDb(t);
  const put = (seq: number) => db.call('PutItem', { TableName: 'log', Item: entry('c', seq) });
  await put(1);
  clock.advance(-HOUR);
  await put(2);
  clock.advance(2 * HOUR);
  await put(3);
  const inOrder = ['INSERT 1', 'INSERT 2', 'INSERT 3'];
  assert.deepEqual(seen(stream), inOrder);
  assert.deepEqual(seen(stream, stream?.read(undefined, 1)[0]?.dynamodb.SequenceNumber), inOrder.slice(1));
  const later = await again();
  clock.advance(-HOUR);
  await later.db.call('PutItem', { TableName: 'log', Item: entry('c', 4) });
  assert.deepEqual(seen(later.stream), [...inOrder, 'INSERT 4']);
  const numbers = later.stream?.read(undefined, 10).map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber)) ?? [];
  numbers.reduce((before, number) => {
    assert.ok(number > before);
    return number;
  });
});

test('an expired item is deleted, and its record says that its time to live deleted it', async (t) => {
  const { db, clock, stream, table, again } = await aDynamoDb(t);
  const inSeconds = (seconds: number) => ({ expires: { N: String(clock.now() / 1000 + seconds) } });
  clock.advance(PATIENCE_MS);
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 1, inSeconds(60)) });
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 2, inSeconds(7200)) });
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 3, { expires: { S: 'never' } }) });
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 4, inSeconds(-6 * 365 * 24 * 3600)) });
  clock.advance(59_000);
  assert.equal(table.items.size, 4);
  clock.advance(6000);
  await db.call('GetItem', { TableName: 'log', Key: entry('c', 1) });
  assert.equal(table.items.size, 3);
  const removal = stream?.read(undefined, 10).at(-1);
  assert.deepEqual(
    [removal?.eventName, removal?.userIdentity],
    ['REMOVE', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }],
  );
  const later = await again();
  clock.advance(2 * HOUR);
  assert.deepEqual([...later.table.items.keys()].sort(), ['1:c3', '1:c4']);
});

test('a clock that is ahead for a moment, also at the start, deletes neither items nor stream records', async (t) => {
  const { db, clock, stream, table, again } = await aDynamoDb(t);
  const inAnHour = { expires: { N: String(clock.now() / 1000 + 3600) } };
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 1, inAnHour) });
  clock.advance(PATIENCE_MS);
  clock.setBy(48 * HOUR);
  clock.advance(PATIENCE_MS / 2);
  assert.deepEqual([table.items.size, stream?.read(undefined, 10).length], [1, 1]);
  const later = await again();
  clock.advance(PATIENCE_MS / 2);
  clock.setBy(-48 * HOUR);
  clock.advance(PATIENCE_MS);
  assert.deepEqual([later.table.items.size, later.stream?.read(undefined, 10).length], [1, 1]);
  clock.setBy(48 * HOUR);
  clock.advance(2 * PATIENCE_MS);
  assert.equal(later.table.items.size, 0);
});

test('DynamoDB Streams’ API reads the same records', async (t) => {
  const { db, stream, clock } = await aDynamoDb(t);
  const StreamArn = stream?.arn as string;
  assert.match(StreamArn, /^arn:aws:dynamodb:us-east-1:000000000000:table\/log\/stream\/2026-01-01T00:00:00\.000$/);
  for (const seq of [1, 2, 3]) await db.call('PutItem', { TableName: 'log', Item: entry('c', seq) });
  const { StreamDescription } = await db.call('DescribeStream', { StreamArn });
  const [{ ShardId }] = (StreamDescription as { Shards: [{ ShardId: string }] }).Shards;
  const read = async (ShardIteratorType: string, more: object = {}) => {
    const { ShardIterator } = await db.call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType, ...more });
    return db.call('GetRecords', { ShardIterator, Limit: 2 }) as Promise<{
      Records: { dynamodb: { SequenceNumber: string } }[];
      NextShardIterator: string;
    }>;
  };
  const first = await read('TRIM_HORIZON');
  const next = await db.call('GetRecords', { ShardIterator: first.NextShardIterator });
  assert.deepEqual([first.Records.length, (next['Records'] as object[]).length], [2, 1]);
  assert.deepEqual((await read('LATEST')).Records, []);
  const SequenceNumber = first.Records[1]?.dynamodb.SequenceNumber;
  assert.equal((await read('AT_SEQUENCE_NUMBER', { SequenceNumber })).Records.length, 2);
  assert.equal((await read('AFTER_SEQUENCE_NUMBER', { SequenceNumber })).Records.length, 1);
  await assert.rejects(read('AT_SEQUENCE_NUMBER', { SequenceNumber: '0'.repeat(21) }), {
    type: 'TrimmedDataAccessException',
  });
  clock.advance(16 * 60 * 1000);
  await assert.rejects(db.call('GetRecords', { ShardIterator: first.NextShardIterator }), {
    type: 'ExpiredIteratorException',
  });
  assert.throws(() => db.stream('arn:aws:dynamodb:us-east-1:000000000000:table/log/stream/other'), {
    type: 'ResourceNotFoundException',
  });
});

test('a stream with another view type is another stream', async (t) => {
  const { db, clock, stream, again } = await aDynamoDb(t);
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 1) });
  clock.advance(1000);
  const { stream: other } = await again({ ...LOG, StreamViewType: 'NEW_IMAGE' });
  assert.notEqual(other?.arn, stream?.arn);
  assert.deepEqual(seen(other), []);
  assert.equal((await again({ ...LOG, StreamViewType: 'NEW_IMAGE' })).stream?.arn, other?.arn);
});
