import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { Pace } from './rate-limiter.ts';

async function started(clock: ManualClock, pace: Pace, count: number): Promise<number[]> {
  const at: number[] = [];
  const start = clock.now();
  const all = Array.from({ length: count }, () => pace.turn().then(() => at.push(clock.now() - start)));
  for (let n = 0; n < 100; n += 1) {
    await Promise.resolve();
    clock.advance(100);
  }
  await Promise.all(all);
  return at;
}

test('a second’s worth of calls goes at once, the rest one by one', async () => {
  const clock = new ManualClock();
  assert.deepEqual(await started(clock, new Pace(clock, 5), 8), [0, 0, 0, 0, 0, 200, 400, 600]);
});

test('what was not used in earlier seconds is not saved up', async () => {
  const clock = new ManualClock();
  const pace = new Pace(clock, 5);
  await pace.turn();
  clock.advance(60_000);
  assert.equal((await started(clock, pace, 8)).filter((at) => at === 0).length, 5);
});
