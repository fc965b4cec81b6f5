import assert from 'node:assert/strict';
import test from 'node:test';
import { soon } from './maybe-async.ts';

test('what is there at once is gone on with at once', () => {
  assert.equal(
    soon(1, (one) => one + 1),
    2,
  );
});

test('what comes later is waited for, and its failure reaches who asked', async () => {
  assert.equal(await soon(Promise.resolve(1), (one) => one + 1), 2);
  const failure = new Error('late');
  await assert.rejects(async () => soon(Promise.reject(failure), () => 2), failure);
});
