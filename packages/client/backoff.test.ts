import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayAfterLoss, delayAfterRefusal } from './backoff.ts';

const smallest = () => 0;
const largest = () => 1 - Number.EPSILON;

test('the ceiling of the delay doubles up to 30 s', () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => Math.round(delayAfterLoss(attempt, largest)));
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('no delay is so short that the attempts form a busy loop', () => {
  assert.equal(delayAfterLoss(0, smallest), 100);
  assert.equal(delayAfterLoss(2_000, smallest), 100);
  assert.equal(delayAfterRefusal(0, smallest), 5_000);
});

test('the ceiling after refused credentials starts at 30 s and ends at five minutes', () => {
  const delays = [0, 1, 2, 3, 4, 9].map((attempt) => Math.round(delayAfterRefusal(attempt, largest)));
  assert.deepEqual(delays, [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('clients that lost their connection together reconnect spread over the whole delay', () => {
  const draws = Array.from({ length: 1_000 }, (_, index) => delayAfterLoss(3, () => index / 1_000));
  const quarters = [0, 1, 2, 3].map((quarter) => draws.filter((ms) => Math.floor(ms / 2_000) === quarter).length);
  for (const quarter of quarters) assert.ok(quarter >= 240 && quarter <= 260, `${quarters}`);
});
