import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStream } from '../../testing/memory-stream.ts';
import {
  afterFailure,
  encodeDeadLetter,
  type FailedAttempt,
  maxAgeMsOf,
  parseRetryAfter,
} from './retry-and-dead-letter.ts';

const HOUR = 3_600_000;

function failed(more: Partial<FailedAttempt>): FailedAttempt {
  return { attempts: 1, leftMs: 24 * HOUR, random: () => 1, ...more };
}

test('each wait is twice as long as the previous one, up to thirty seconds', () => {
  const waits = Array.from({ length: 11 }, (_, index) =>
    afterFailure(failed({ attempts: index + 1 }), { attempts: -1, ageSeconds: -1 }),
  );
  const expected = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000];
  assert.deepEqual(
    waits,
    expected.map((waitMs) => ({ waitMs })),
  );
});

test('half of a wait is random', () => {
  const limits = { attempts: -1, ageSeconds: -1 };
  assert.deepEqual(afterFailure(failed({ attempts: 3, random: () => 0 }), limits), { waitMs: 200 });
  assert.deepEqual(afterFailure(failed({ attempts: 3, random: () => 0.5 }), limits), { waitMs: 300 });
});

test('the number of attempts is one more than the retries allowed', () => {
  const limits = { attempts: 2, ageSeconds: -1 };
  assert.deepEqual(afterFailure(failed({ attempts: 2 }), limits), { waitMs: 200 });
  assert.deepEqual(afterFailure(failed({ attempts: 3 }), limits), { gaveUp: 'RetryAttemptsExhausted' });
});

test('a wait ends when the record expires', () => {
  const limits = { attempts: -1, ageSeconds: 60 };
  assert.deepEqual(afterFailure(failed({ attempts: 9, leftMs: 10_000 }), limits), { waitMs: 10_000 });
  assert.deepEqual(afterFailure(failed({ attempts: 9, leftMs: 0 }), limits), { gaveUp: 'RecordAgeExceeded' });
});

test('without limits a record is given up when the stream trims it, after a day', () => {
  assert.equal(maxAgeMsOf({ attempts: -1, ageSeconds: -1 }), 24 * HOUR);
  assert.equal(maxAgeMsOf({ attempts: -1, ageSeconds: 7 * 86_400 }), 24 * HOUR);
  assert.equal(maxAgeMsOf({ attempts: -1, ageSeconds: 60 }), 60_000);
});

test('Retry-After is respected, up to five minutes', () => {
  assert.deepEqual(afterFailure(failed({ retryAfterMs: 2_000 }), { attempts: 5, ageSeconds: -1 }), { waitMs: 2_000 });
  assert.equal(parseRetryAfter('2', 0), 2_000);
  assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:30 GMT', 10_000), 20_000);
  assert.equal(parseRetryAfter('86400', 0), 300_000);
});

test('an invalid Retry-After header is ignored', () => {
  for (const header of [undefined, '', '-5', 'soon', ['1']]) assert.equal(parseRetryAfter(header, 0), undefined);
});

const NOW = Date.UTC(2026, 10, 23, 10);

test('a dead letter identifies its record and contains no message text', () => {
  const stream = new MemoryStream(() => NOW - 90_000);
  stream.insert('general', { message: 'before' });
  const record = stream.insert('general', { message: 'the secret plan' });
  const text = encodeDeadLetter(
    record,
    'RetryAttemptsExhausted',
    'arn:aws:pipes:us-east-1:000000000000:pipe/chat',
    NOW,
  );
  assert.ok(!text.includes('secret plan'));

  const { DDBStreamBatchInfo, timestamp } = JSON.parse(text);
  assert.equal(timestamp, '2026-11-23T10:00:00.000Z');
  assert.equal(DDBStreamBatchInfo.approximateArrivalOfFirstRecord, '2026-11-23T09:58:30.000Z');
  // The redrive reads the record after the previous sequence number.
  const before = String(BigInt(DDBStreamBatchInfo.startSequenceNumber) - 1n);
  assert.deepEqual(stream.read(before, 1), [record]);
});
