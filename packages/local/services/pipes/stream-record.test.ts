import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bornAt, partitionOf, type StreamRecord } from './stream-record.ts';

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
