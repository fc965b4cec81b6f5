import assert from 'node:assert/strict';
import test from 'node:test';
import { andThen } from './maybe-async.ts';

test('an available value is passed on synchronously', () => {
  assert.equal(
    andThen(1, (value) => value + 1),
    2,
  );
});

test('a promise is awaited, and its rejection reaches the caller', async () => {
  assert.equal(await andThen(Promise.resolve(1), (value) => value + 1), 2);
  const failure = new Error('late');
  await assert.rejects(async () => andThen(Promise.reject(failure), () => 2), failure);
});
