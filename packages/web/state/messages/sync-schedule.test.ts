// When it is asked what was missed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { ASK_AGAIN_AFTER_MS, ASK_EVERY_MS, Asking } from './sync-schedule.ts';

function anAsking() {
  const clock = new ManualClock();
  const asked: number[] = [];
  let behindMs = 0;
  const asking = new Asking(
    { now: () => clock.now() - behindMs, after: (ms, then) => clock.after(ms, then) },
    async () => {
      asked.push(clock.now());
    },
  );
  const setBack = (ms: number) => {
    behindMs += ms;
  };
  return { asking, asked, clock, setBack };
}

test('many who want to know soon are answered by one question, and everybody by one each minute', async () => {
  const { asking, asked, clock } = anAsking();
  await asking.now();
  for (let time = 0; time < 5; time += 1) asking.soon();
  assert.equal(asked.length, 1);
  await clock.advance(ASK_AGAIN_AFTER_MS + 1);
  assert.equal(asked.length, 2);
  await clock.advance(ASK_EVERY_MS);
  assert.equal(asked.length, 3);
});

test('a clock that is set back makes nobody wait for it to come round again', async () => {
  const { asking, asked, setBack } = anAsking();
  await asking.now();
  setBack(300_000);
  assert.equal(asking.fresh, false);
  asking.soon();
  await settled();
  assert.equal(asked.length, 2);
});
