import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPath, resolvePath, toText } from '../json-path.ts';
import { createdAt, partitionKeyOf, type StreamRecord } from './source-record.ts';

/** A record as DynamoDB Streams writes it. */
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

test('records of one channel share a lane, whatever their other key attributes are', () => {
  const next = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { seq: { N: '8' }, channel: { S: 'general' } } } };
  assert.equal(partitionKeyOf(RECORD, 'channel'), partitionKeyOf(next, 'channel'));
  assert.notEqual(partitionKeyOf(RECORD, 'seq'), partitionKeyOf(next, 'seq'));
});

test('a string and a number with the same digits are different partitions', () => {
  const text = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { id: { S: '7' } } } };
  const number = { ...RECORD, dynamodb: { ...RECORD.dynamodb, Keys: { id: { N: '7' } } } };
  assert.notEqual(partitionKeyOf(text), partitionKeyOf(number));
});

test('without a named key the first key attribute is used', () => {
  assert.equal(partitionKeyOf(RECORD), '{"N":"7"}');
});

test('the creation time of a record has a resolution of seconds', () => {
  assert.equal(createdAt(RECORD), 1480642020_000);
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
  test(`${path} resolves to ${JSON.stringify(value) ?? 'nothing'}`, () => {
    assert.deepEqual(resolvePath(path, NESTED), value);
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

test('a value as a string is itself, empty, or JSON', () => {
  assert.deepEqual(
    [toText('a'), toText(undefined), toText(null), toText(1), toText({ a: 1 })],
    ['a', '', 'null', '1', '{"a":1}'],
  );
});
