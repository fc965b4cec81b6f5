import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bornAt, follow, isPath, partitionOf, type StreamRecord, textOf } from './source-record.ts';

/** As DynamoDB Streams writes it. */
const RECORD: StreamRecord = {
  eventID: 'f07f8ca4b0b26cb9c4e5e77e69f274ee',
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  dynamodb: {
    ApproximateCreationDateTime: 1480642020,
    Keys: { seq: { N: '7' }, channel: { S: 'general' } },
    NewImage: { channel: { S: 'general' }, seq: { N: '7' }, message: { S: 'hi' } },
    SequenceNumber: '600000000000000000001',
    SizeBytes: 79,
    StreamViewType: 'NEW_IMAGE',
  },
  eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/T/stream/2026-11-23T00:00:00.000',
};

test('records of one channel share a lane, whatever their other keys are', () => {
  const next = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { seq: { N: '8' }, channel: { S: 'general' } } } };
  assert.equal(partitionOf(RECORD, 'channel'), partitionOf(next, 'channel'));
  assert.notEqual(partitionOf(RECORD, 'seq'), partitionOf(next, 'seq'));
});

test('a text and a number of the same letters are two partitions', () => {
  const text = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { id: { S: '7' } } } };
  const number = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { id: { N: '7' } } } };
  assert.notEqual(partitionOf(text), partitionOf(number));
});

test('without a named key the first counts', () => {
  assert.equal(partitionOf(RECORD), '{"N":"7"}');
});

test('a record is as old as its creation time, in seconds', () => {
  assert.equal(bornAt(RECORD), 1480642020_000);
});

const NESTED = { a: { b: { S: 'deep' } }, list: [{ S: 'x' }, { S: 'y' }], 'with-dash': 1, n: null };

const FOLLOWED: readonly [path: string, value: unknown][] = [
  ['$', NESTED],
  ['$.a.b.S', 'deep'],
  ['$.a.b', { S: 'deep' }],
  ['$.list[1].S', 'y'],
  ['$.list.1.S', 'y'],
  ['$.list[*].S', ['x', 'y']],
  ['$.list[9].S', undefined],
  ['$.with-dash', 1],
  ['$.n', null],
  ['$.n.more', undefined],
  ['$.a.b.S.length', undefined],
  ['$.none', undefined],
  ['$.constructor', undefined],
  ['$.__proto__.x', undefined],
  ['$.list.length', undefined],
];

for (const [path, value] of FOLLOWED) {
  test(`${path} leads to ${JSON.stringify(value) ?? 'nothing'}`, () => {
    assert.deepEqual(follow(path, NESTED), value);
  });
}

const PATHS: readonly [text: string, is: boolean][] = [
  ['$', true],
  ['$.a', true],
  ['$.a.b[0].c', true],
  ['$.a[*]', true],
  ['a.b', false],
  ['price: $.a', false],
  ['$.a b', false],
  ['$..a', false],
  ["$.a['b']", false],
  ['$.a[?(@.b)]', false],
  ['', false],
];

for (const [text, is] of PATHS) {
  test(`${JSON.stringify(text)} is ${is ? 'a' : 'no'} path`, () => assert.equal(isPath(text), is));
}

test('a value as text is itself, nothing, or JSON', () => {
  assert.deepEqual(
    [textOf('a'), textOf(undefined), textOf(null), textOf(1), textOf({ a: 1 })],
    ['a', '', 'null', '1', '{"a":1}'],
  );
});
