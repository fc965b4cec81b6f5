// A new version of the page: applied while the page is hidden, and never at the cost of what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { ManualClock } from '../testing/fakes.ts';
import { IDLE_MS, updateWhenIdle } from './idle-update.ts';

test('the page is reloaded after a minute out of view, when nothing would be lost', async () => {
  const clock = new ManualClock();
  const visible = signal(true);
  const state = { safe: false, reloads: 0 };
  const stop = updateWhenIdle({
    visible,
    clock,
    isSafe: () => state.safe,
    reload: () => {
      state.reloads++;
    },
  });
  await clock.advance(IDLE_MS * 3);
  visible.value = false;
  await clock.advance(IDLE_MS - 1);
  visible.value = true;
  state.safe = true;
  await clock.advance(IDLE_MS * 3);
  assert.equal(state.reloads, 0, 'the user has returned');

  state.safe = false;
  visible.value = false;
  await clock.advance(IDLE_MS);
  assert.equal(state.reloads, 0, 'something would be lost');
  state.safe = true;
  await clock.advance(IDLE_MS);
  assert.equal(state.reloads, 1);
  stop();
  await clock.advance(IDLE_MS * 3);
  assert.equal(state.reloads, 1);
});
