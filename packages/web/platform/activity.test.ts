// Whether the user uses the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/fakes.ts';
import { IDLE_AFTER_MS, watchActivity } from './activity.ts';

test('a page is idle after minutes without input, and used again with the next', async () => {
  const [target, clock] = [new EventTarget(), new ManualClock()];
  const { idle, stop } = watchActivity(target, clock);
  await clock.advance(IDLE_AFTER_MS - 1);
  target.dispatchEvent(new Event('keydown'));
  await clock.advance(IDLE_AFTER_MS - 1);
  assert.equal(idle.value, false);
  await clock.advance(1);
  assert.equal(idle.value, true);
  target.dispatchEvent(new Event('pointermove'));
  assert.equal(idle.value, false);
  stop();
  await clock.advance(IDLE_AFTER_MS);
  target.dispatchEvent(new Event('pointermove'));
  assert.equal(idle.value, false);
});
