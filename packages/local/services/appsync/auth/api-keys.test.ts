import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { memory } from '../../../testing/appsync-host.ts';
import { ApiKeys } from './api-keys.ts';

const HOUR_S = 3600;

async function keys() {
  const clock = new ManualClock(0);
  const made = new ApiKeys({ clock, storage: memory(), keyPrefix: 'Api' });
  const [short, long] = [await made.deploy('short', HOUR_S), await made.deploy('long', 2 * HOUR_S)];
  return { made, short: short.id, long: long.id };
}

test('each key of an API is valid until it expires, to the millisecond', async () => {
  const { made, short, long } = await keys();
  assert.equal(made.accepts(long, 0), true);
  assert.equal(made.accepts(short, HOUR_S * 1000 - 1), true);
  assert.equal(made.accepts(short, HOUR_S * 1000), false);
  assert.equal(made.accepts(long, HOUR_S * 1000), true);
});

test('a value that only looks like a key is rejected, whatever its length and characters', async () => {
  const { made, long } = await keys();
  const less = long.slice(0, -1);
  for (const guess of ['', 'da2-', less, `${long}a`, `${less}9`, `${less}é`, long.toUpperCase()])
    assert.equal(made.accepts(guess, 0), false, guess);
});
