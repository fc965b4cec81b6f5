import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { MemoryStorage } from '../../../testing/memory-storage.ts';
import { ApiKeys } from './api-keys.ts';

const DAY_S = 86_400;

async function twoKeys() {
  const clock = new ManualClock(0);
  const keys = new ApiKeys({ clock, storage: new MemoryStorage(), keyPrefix: 'Api' });
  const [short, long] = [await keys.deploy('short', DAY_S), await keys.deploy('long', 2 * DAY_S)];
  return { keys, short: short.id, long: long.id };
}

test('each key of an API is valid until it expires, to the millisecond', async () => {
  const { keys, short, long } = await twoKeys();
  assert.equal(keys.accepts(long, 0), true);
  assert.equal(keys.accepts(short, DAY_S * 1000 - 1), true);
  assert.equal(keys.accepts(short, DAY_S * 1000), false);
  assert.equal(keys.accepts(long, DAY_S * 1000), true);
});

test('a value that only looks like a key is rejected, whatever its length and characters', async () => {
  const { keys, long } = await twoKeys();
  const less = long.slice(0, -1);
  for (const guess of ['', 'da2-', less, `${long}a`, `${less}9`, `${less}é`, long.toUpperCase()])
    assert.equal(keys.accepts(guess, 0), false, guess);
});
