import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { type TestContext, test } from 'node:test';
import { BusyWatch, CHECK_INTERVAL_MS } from './busy-watch.ts';

/** An invocation that is checked each 10 ms: its worker and the engine's thread are active for these shares of the time. */
function watched(t: TestContext) {
  let now = 0;
  const active = { engine: 0, worker: 0 };
  const reading = (name: 'engine' | 'worker') => ({ idle: now - active[name], active: active[name], utilization: 0 });
  t.mock.method(performance, 'now', () => now);
  t.mock.method(performance, 'eventLoopUtilization', (later = reading('engine'), earlier = { idle: 0, active: 0 }) => {
    const [idle, busy] = [later.idle - earlier.idle, later.active - earlier.active];
    return { idle, active: busy, utilization: busy / (idle + busy || 1) };
  });
  const calls = { open: false };
  const watch = new BusyWatch({ utilization: () => reading('worker'), hasOpenCalls: () => calls.open });
  const checkAfter = (ms: number, { engine = 0, worker = 0 } = {}) => {
    now += ms;
    active.engine += engine * ms;
    active.worker += worker * ms;
    return watch.check();
  };
  return { calls, checkAfter, check: (shares = {}) => checkAfter(CHECK_INTERVAL_MS, shares) };
}

test('an invocation waits when its worker and the engine are idle and it has called nothing of the engine', (t) => {
  const { check, calls } = watched(t);
  assert.equal(check({ worker: 0.6 }), 'working');
  assert.equal(check({ engine: 0.6 }), 'working');
  calls.open = true;
  assert.equal(check(), 'working');
  calls.open = false;
  assert.equal(check({ worker: 0.4, engine: 0.4 }), 'waiting');
});

test('a check that comes late says nothing: on a loaded machine idle threads wait for a processor', (t) => {
  const { checkAfter } = watched(t);
  assert.equal(checkAfter(3 * CHECK_INTERVAL_MS), 'working');
  assert.equal(checkAfter(CHECK_INTERVAL_MS), 'waiting');
});

test('a worker that is busy for fifty milliseconds computes for long', (t) => {
  const { check } = watched(t);
  const activities = Array.from({ length: 6 }, () => check({ worker: 1 }));
  assert.deepEqual(activities, ['working', 'working', 'working', 'working', 'computing', 'computing']);
  assert.equal(check(), 'waiting');
});

test('after a second an invocation holds no other one back, whatever it does', (t) => {
  const { check } = watched(t);
  for (let passed = CHECK_INTERVAL_MS; passed < 1_000; passed += CHECK_INTERVAL_MS)
    assert.equal(check({ engine: 1 }), 'working');
  assert.equal(check({ engine: 1, worker: 1 }), 'waiting');
});
