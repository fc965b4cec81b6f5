import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStream } from '../../testing/memory-stream.ts';
import { deadLetter } from './dead-letter.ts';

const NOW = Date.UTC(2026, 10, 23, 10);

test('a dead letter leads back to its record, and holds nothing of what was said', () => {
  const stream = new MemoryStream(() => NOW - 90_000);
  stream.insert('general', { message: 'before' });
  const record = stream.insert('general', { message: 'the secret plan' });
  const text = deadLetter(record, 'RetryAttemptsExhausted', 'arn:aws:pipes:us-east-1:000000000000:pipe/chat', NOW);
  assert.ok(!text.includes('secret plan'));

  const { DDBStreamBatchInfo, timestamp } = JSON.parse(text);
  assert.equal(timestamp, '2026-11-23T10:00:00.000Z');
  assert.equal(DDBStreamBatchInfo.approximateArrivalOfFirstRecord, '2026-11-23T09:58:30.000Z');
  // The redrive reads what follows the number before.
  const before = String(BigInt(DDBStreamBatchInfo.startSequenceNumber) - 1n);
  assert.deepEqual(stream.read(before, 1), [record]);
});
