import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitAfterLoss, waitAfterRefusal } from './backoff.ts';

const luckiest = () => 0;
const unluckiest = () => 1 - Number.EPSILON;

test('the ceiling of a wait doubles until it is half a minute', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => Math.round(waitAfterLoss(attempt, unluckiest)));
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('no wait is so short that attempts follow each other hot', () => {
  assert.equal(waitAfterLoss(0, luckiest), 100);
  assert.equal(waitAfterLoss(2_000, luckiest), 100);
  assert.equal(waitAfterRefusal(0, luckiest), 5_000);
});

test('refused credentials wait for half a minute at first and five minutes at most', () => {
  const waits = [0, 1, 2, 3, 4, 9].map((attempt) => Math.round(waitAfterRefusal(attempt, unluckiest)));
  assert.deepEqual(waits, [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('clients that were lost together come back spread over the whole wait', () => {
  const draws = Array.from({ length: 1_000 }, (_, index) => waitAfterLoss(3, () => index / 1_000));
  const quarters = [0, 1, 2, 3].map((quarter) => draws.filter((ms) => Math.floor(ms / 2_000) === quarter).length);
  for (const quarter of quarters) assert.ok(quarter >= 240 && quarter <= 260, `${quarters}`);
});
