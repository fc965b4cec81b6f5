// The times of syncs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { SYNC_EVERY_MS, SYNC_MIN_INTERVAL_MS, SyncSchedule } from './sync-schedule.ts';

function aSchedule() {
  const clock = new ManualClock();
  const visible = signal(true);
  const syncs: number[] = [];
  let behindMs = 0;
  const schedule = new SyncSchedule({
    clock: { now: () => clock.now() - behindMs, after: (ms, then) => clock.after(ms, then) },
    visible,
    sync: async () => {
      syncs.push(clock.now());
    },
  });
  const setBack = (ms: number) => {
    behindMs += ms;
  };
  return { schedule, syncs, clock, visible, setBack };
}

test('several debounced requests cause one sync, and there is one each minute', async () => {
  const { schedule, syncs, clock } = aSchedule();
  await schedule.now();
  for (let time = 0; time < 5; time += 1) schedule.soon();
  assert.equal(syncs.length, 1);
  await clock.advance(SYNC_MIN_INTERVAL_MS + 1);
  assert.equal(syncs.length, 2);
  await clock.advance(SYNC_EVERY_MS);
  assert.equal(syncs.length, 3);
});

test('a page that is not visible does not sync each minute, until it is visible again', async () => {
  const { schedule, syncs, clock, visible } = aSchedule();
  await schedule.now();
  visible.value = false;
  await clock.advance(SYNC_EVERY_MS);
  assert.equal(syncs.length, 1);
  visible.value = true;
  await clock.advance(SYNC_EVERY_MS);
  assert.equal(syncs.length, 2);
});

test('after a clock was set back, syncs do not wait until it has reached the earlier time again', async () => {
  const { schedule, syncs, setBack } = aSchedule();
  await schedule.now();
  setBack(300_000);
  assert.equal(schedule.fresh, false);
  schedule.soon();
  await settled();
  assert.equal(syncs.length, 2);
});
