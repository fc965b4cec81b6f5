import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { ExpiringCache } from './expiring-cache.ts';

function aCache(entriesMax = 2, trustMs = 1000) {
  const clock = new ManualClock(0);
  const cache = new ExpiringCache<string>(clock, { entriesMax, trustMs });
  const computed: string[] = [];
  const read = (key: string, untilMs: number) =>
    cache.getOrCompute(key, async () => {
      computed.push(key);
      return { value: key.toUpperCase(), untilMs };
    });
  return { clock, cache, computed, read };
}

test('a value is computed once until it expires', async () => {
  const { clock, computed, read } = aCache();
  assert.equal(await read('a', 500), 'A');
  clock.advance(499);
  assert.equal(await read('a', 500), 'A');
  assert.deepEqual(computed, ['a']);
  clock.advance(1);
  await read('a', 900);
  assert.deepEqual(computed, ['a', 'a']);
});

test('no value is trusted for longer than the cache allows', async () => {
  const { clock, computed, read } = aCache();
  await read('a', 60_000);
  clock.advance(1000);
  await read('a', 60_000);
  assert.deepEqual(computed, ['a', 'a']);
});

test('the oldest entry makes room for a new one', async () => {
  const { computed, read } = aCache();
  for (const key of ['a', 'b', 'c', 'b', 'a']) await read(key, 500);
  assert.deepEqual(computed, ['a', 'b', 'c', 'a']);
});

test('a failure is not cached', async () => {
  const { cache } = aCache();
  const failure = new Error('not now');
  await assert.rejects(
    cache.getOrCompute('a', async () => Promise.reject(failure)),
    failure,
  );
  assert.equal(await cache.getOrCompute('a', async () => ({ value: 'A', untilMs: 1 })), 'A');
});
