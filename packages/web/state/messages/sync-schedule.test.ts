// The times of syncs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { SYNC_MIN_INTERVAL_MS, SyncSchedule } from './sync-schedule.ts';

const MINUTE = 60_000;

function aSchedule() {
  const clock = new ManualClock();
  const visible = signal(true);
  const connected = signal(true);
  const syncs: number[] = [];
  let behindMs = 0;
  const found = { event: false };
  const schedule: SyncSchedule = new SyncSchedule({
    clock: { now: () => clock.now() - behindMs, after: (ms, then) => clock.after(ms, then) },
    visible,
    connected: () => connected.peek(),
    sync: async () => {
      syncs.push(clock.now());
      if (schedule.routine && found.event) schedule.suspectLosses();
    },
  });
  const setBack = (ms: number) => {
    behindMs += ms;
  };
  return { schedule, syncs, clock, visible, connected, setBack, found };
}

test('several debounced requests cause one sync', async () => {
  const { schedule, syncs, clock } = aSchedule();
  await schedule.now();
  for (let time = 0; time < 5; time += 1) schedule.soon();
  assert.equal(syncs.length, 1);
  await clock.advance(SYNC_MIN_INTERVAL_MS + 1);
  assert.equal(syncs.length, 2);
});

test('without evidence of a loss syncs back off from one minute to ten, and evidence does not wait for them', async () => {
  const { schedule, syncs, clock } = aSchedule();
  await schedule.now();
  for (let minute = 1; minute <= 60; minute += 1) await clock.advance(MINUTE);
  const minutes = () => syncs.map((at) => (at - (syncs[0] ?? 0)) / MINUTE);
  assert.deepEqual(minutes(), [0, 1, 3, 7, 15, 25, 35, 45, 55]);
  schedule.soon();
  await settled();
  assert.equal(minutes().at(-1), 60);
  for (let minute = 1; minute <= 10; minute += 1) await clock.advance(MINUTE);
  assert.deepEqual(minutes().slice(-2), [60, 70]);
});

test('a routine sync that finds a lost event makes the next one follow in a minute', async () => {
  const { schedule, syncs, clock, found } = aSchedule();
  await schedule.now();
  for (let minute = 1; minute <= 55; minute += 1) await clock.advance(MINUTE);
  const before = syncs.length;
  found.event = true;
  await clock.advance(10 * MINUTE);
  found.event = false;
  await clock.advance(MINUTE);
  await clock.advance(MINUTE);
  assert.equal(syncs.length - before, 2);
});

test('a page that is not visible syncs only at the longest interval, until it is visible again', async () => {
  const { schedule, syncs, clock, visible } = aSchedule();
  await schedule.now();
  visible.value = false;
  for (let minute = 1; minute <= 24; minute += 1) await clock.advance(MINUTE);
  assert.equal(syncs.length, 1);
  await clock.advance(MINUTE);
  assert.equal(syncs.length, 2);
  visible.value = true;
  schedule.suspectLosses();
  await clock.advance(MINUTE);
  assert.equal(syncs.length, 3);
});

test('a hidden page that has disconnected does not sync', async () => {
  const { schedule, syncs, clock, visible, connected } = aSchedule();
  await schedule.now();
  visible.value = false;
  connected.value = false;
  for (let minute = 1; minute <= 60; minute += 1) await clock.advance(MINUTE);
  assert.equal(syncs.length, 1);
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
