import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coldStart } from './cold-start-benchmark.ts';

test('a fresh process loads the bundle of the function that posts, and stores a message', async () => {
  const [version, ...others] = await coldStart({ quick: true, say: () => {} });
  assert.ok(version && others.length === 0);
  assert.equal(version.starts.length, 1);
});
