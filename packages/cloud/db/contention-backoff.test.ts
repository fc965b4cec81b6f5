// The delays of a writer: none while it is the only one, longer while others win, and soon none again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContentionBackoff, ContentionBackoffs } from './contention-backoff.ts';

const at = (seq: number) => ({ seq, count: seq });

test('the only writer of a channel need not read its head', () => {
  const backoff = new ContentionBackoff();
  assert.equal(backoff.head, undefined);
  backoff.headRead(at(0));
  backoff.won(at(1));
  assert.equal(backoff.head, undefined);
  backoff.headRead(at(1));
  backoff.won(at(2));
  assert.deepEqual(backoff.head, at(2));
});

test('a writer whose remembered head is outdated reads it again, without a delay', () => {
  const backoff = new ContentionBackoff();
  backoff.won(at(1));
  backoff.headRead(at(1));
  assert.deepEqual(backoff.head, at(1));
  backoff.headOutdated();
  assert.deepEqual({ head: backoff.head, delayMs: backoff.delayMs }, { head: undefined, delayMs: 0 });
  backoff.headRead(at(3));
  assert.equal(backoff.head, undefined);
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
  backoff.won(at(1));
  assert.equal(backoff.delayMs, 300);
  for (let seq = 2; seq < 10; seq += 1) backoff.won(at(seq));
  assert.equal(backoff.delayMs, 0);
});

test('each channel has a backoff of its own, and a forgotten one starts without a delay', () => {
  const backoffs = new ContentionBackoffs();
  backoffs.of('general').lost(20);
  assert.equal(backoffs.of('general').delayMs, 32);
  assert.equal(backoffs.of('random').delayMs, 0);
  for (let index = 0; index < 2_000; index += 1) backoffs.of(`channel-${index}`);
  assert.equal(backoffs.of('general').delayMs, 0);
});

/** A backoff after so many lost rounds of a duration. */
function afterLosing(rounds: number, roundMs: number): ContentionBackoff {
  const backoff = new ContentionBackoff();
  for (let round = 0; round < rounds; round += 1) backoff.lost(roundMs);
  return backoff;
}
