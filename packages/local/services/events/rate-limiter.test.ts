import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { RateLimiter } from './rate-limiter.ts';

async function started(clock: ManualClock, pace: RateLimiter, count: number): Promise<number[]> {
  const at: number[] = [];
  const start = clock.now();
  const all = Array.from({ length: count }, () => pace.acquire().then(() => at.push(clock.now() - start)));
  for (let n = 0; n < 100; n += 1) {
    await Promise.resolve();
    clock.advance(100);
  }
  await Promise.all(all);
  return at;
}

test('the calls of one second are admitted at once, further ones at the rate', async () => {
  const clock = new ManualClock();
  assert.deepEqual(await started(clock, new RateLimiter(clock, 5), 8), [0, 0, 0, 0, 0, 200, 400, 600]);
});

test('unused calls of earlier seconds do not accumulate', async () => {
  const clock = new ManualClock();
  const pace = new RateLimiter(clock, 5);
  await pace.acquire();
  clock.advance(60_000);
  assert.equal((await started(clock, pace, 8)).filter((at) => at === 0).length, 5);
});

test('the calls of one second are admitted whatever the time is: rounding delays none of them', async () => {
  for (const now of [0, 1_795_991_000_123, 1_795_991_000_124.7, 2 ** 42 + 1 / 3]) {
    const pace = new RateLimiter(new ManualClock(now), 300);
    for (let call = 1; call <= 300; call += 1) assert.equal(await pace.acquire(), true);
  }
});

test('a call that waits is cancelled, and after a clock went back no call waits longer than at the rate', async () => {
  const clock = new ManualClock();
  const pace = new RateLimiter(clock, 1);
  await pace.acquire();
  const cancelled = new AbortController();
  const waiting = pace.acquire(cancelled.signal);
  cancelled.abort();
  assert.equal(await waiting, false);
  clock.advance(-3_600_000);
  const next = pace.acquire();
  clock.advance(2_000);
  assert.equal(await next, true);
});
