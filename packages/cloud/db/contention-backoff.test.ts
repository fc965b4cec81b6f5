// The delays of a writer: none while it is the only one, longer while others win, and soon none again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContentionBackoff } from './contention-backoff.ts';

test('a writer reads the head of a channel first only while others write to it', () => {
  const backoff = new ContentionBackoff();
  assert.equal(backoff.hasOtherWriters, false);
  backoff.headOutdated();
  assert.deepEqual([backoff.hasOtherWriters, backoff.delayMs], [true, 0]);
  backoff.read(true);
  assert.equal(backoff.hasOtherWriters, true);
  backoff.read(false);
  assert.equal(backoff.hasOtherWriters, false);
  backoff.lost(20);
  assert.equal(backoff.hasOtherWriters, true);
});

test('the delay doubles with each lost round', () => {
  const backoff = new ContentionBackoff();
  const delays = [1, 2, 3].map(() => {
    backoff.lost(100);
    return backoff.delayMs;
  });
  assert.deepEqual(delays, [32, 64, 128]);
});

test('the longest delay is thirty rounds long, within bounds', () => {
  assert.equal(afterLosing(20, 20).delayMs, 600);
  assert.equal(afterLosing(20, 0).delayMs, 128);
  assert.equal(afterLosing(20, 60_000).delayMs, 4_096);
});

test('the delay halves with each won round, and is none after a few', () => {
  const backoff = afterLosing(20, 20);
  backoff.won();
  assert.equal(backoff.delayMs, 300);
  for (let round = 0; round < 9; round += 1) backoff.won();
  assert.equal(backoff.delayMs, 0);
});

/** A backoff after so many lost rounds of a duration. */
function afterLosing(rounds: number, roundMs: number): ContentionBackoff {
  const backoff = new ContentionBackoff();
  for (let round = 0; round < rounds; round += 1) backoff.lost(roundMs);
  return backoff;
}
