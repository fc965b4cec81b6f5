// Rate limits and slow mode: what is counted for whom, in which window, and when a rejected user may try again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANNEL_RATE_LIMIT, RateLimiter, type RateLimitWrite, rateLimited } from './rate-limits.ts';
import { slowModeWrite } from './slow-mode.ts';

const ANN = { userId: 'ann', username: 'Ann', groups: [] };
const BOB = { userId: 'bob', username: 'Bob', groups: [] };
const DAY = Date.UTC(2026, 10, 23);
const MINUTE = Date.UTC(2026, 10, 23, 12, 0);

function update({ write }: RateLimitWrite) {
  return write.Update ?? assert.fail('a rate limit is an update');
}

test('the actions of one user in one day are counted in one row, whatever the hour', () => {
  const limiter = new RateLimiter('chat', CHANNEL_RATE_LIMIT);
  const key = update(limiter.count(ANN, DAY)).Key;
  assert.deepEqual(key, { pk: 'rate#ann', sk: 'channel#2026-11-23T00:00:00.000Z' });
  assert.deepEqual(update(limiter.count(ANN, DAY + 86_399_999)).Key, key);
  assert.notDeepEqual(update(limiter.count(ANN, DAY + 86_400_000)).Key, key);
  assert.notDeepEqual(update(limiter.count(BOB, DAY)).Key, key);
});

test('the condition allows an action while the count is below the limit, and the row expires with its window', () => {
  const { ConditionExpression, ExpressionAttributeValues } = update(
    new RateLimiter('chat', CHANNEL_RATE_LIMIT).count(ANN, DAY + 10_000),
  );
  assert.equal(ConditionExpression, 'attribute_not_exists(done) OR done <= :room');
  assert.deepEqual(ExpressionAttributeValues, { ':actions': 1, ':room': 49, ':end': (DAY + 86_400_000) / 1000 });
});

test('the error for an exceeded limit says what the limit is, and when it ends', () => {
  const limiter = new RateLimiter('chat', CHANNEL_RATE_LIMIT);
  const { status, code, retryAfter, message } = limiter.count(ANN, DAY + 1_000).error(undefined);
  assert.deepEqual([status, code, retryAfter], [429, 'rate-limited', 86_399]);
  assert.equal(message, 'You can create 50 channels a day. Try again in 24 hours.');
});

test('in slow mode the last message must be as old as the interval', () => {
  const { Key, ConditionExpression, ExpressionAttributeValues } = update(
    slowModeWrite('chat', 'general', ANN, 30, MINUTE),
  );
  assert.deepEqual(Key, { pk: 'channel#general', sk: 'slow#ann' });
  assert.equal(ConditionExpression, 'attribute_not_exists(postedAt) OR postedAt <= :before OR postedAt > :ahead');
  assert.deepEqual(ExpressionAttributeValues, {
    ':now': MINUTE,
    ':before': MINUTE - 30_000,
    ':ahead': MINUTE + 60_000,
    ':end': MINUTE / 1000 + 30,
  });
});

test('slow mode rejects until the interval after the last message is over, even if the clocks of two functions differ', () => {
  const { error } = slowModeWrite('chat', 'general', ANN, 30, MINUTE);
  assert.equal(error({ postedAt: MINUTE - 12_000 }).retryAfter, 18);
  assert.equal(error({ postedAt: MINUTE + 500 }).retryAfter, 30);
  assert.equal(error(undefined).retryAfter, 30);
  assert.equal(
    error({ postedAt: MINUTE - 29_900 }).message,
    'Slow mode: one message or edit every 30 seconds. Try again in a second.',
  );
});

test('a delay is at least a second, and is written in seconds, minutes or hours', () => {
  const sentence = (waitMs: number) => rateLimited('Wait.', waitMs).message;
  assert.equal(rateLimited('Wait.', 0).retryAfter, 1);
  assert.equal(sentence(1), 'Wait. Try again in a second.');
  assert.equal(sentence(119_000), 'Wait. Try again in 119 seconds.');
  assert.equal(sentence(119_001), 'Wait. Try again in 2 minutes.');
  assert.equal(sentence(3_600_000), 'Wait. Try again in 60 minutes.');
  assert.equal(sentence(86_400_000), 'Wait. Try again in 24 hours.');
});
