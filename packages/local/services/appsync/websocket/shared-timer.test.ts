import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { SharedTimer } from './shared-timer.ts';

function aTimer() {
  const clock = new ManualClock(0);
  const called: string[] = [];
  const timer = new SharedTimer<string>(clock, 60_000, (member) => called.push(`${member} ${clock.now()}`));
  return { clock, called, timer };
}

test('each member is called every minute from when it was added', () => {
  const { clock, called, timer } = aTimer();
  timer.add('ann');
  clock.advance(10_000);
  timer.add('bob');
  clock.advance(110_000);
  assert.deepEqual(called, ['ann 60000', 'bob 70000', 'ann 120000']);
});

test('a deleted member is not called again, and without members no timer runs', () => {
  const { clock, called, timer } = aTimer();
  timer.add('ann');
  timer.add('bob');
  timer.delete('ann');
  clock.advance(60_000);
  assert.deepEqual(called, ['bob 60000']);
  timer.delete('bob');
  clock.advance(600_000);
  assert.deepEqual(called, ['bob 60000']);
});

test('after a long sleep of the machine each member is called once, not once for every minute', () => {
  const clock = new ManualClock(0);
  const called: string[] = [];
  let now = 0;
  const sleeper = {
    now: () => now,
    monotonic: () => now,
    after: (waitMs: number, callback: () => void) => clock.after(waitMs, callback),
  };
  const timer = new SharedTimer<string>(sleeper, 60_000, (member) => called.push(member));
  timer.add('ann');
  now = 3_600_000;
  clock.advance(60_000);
  assert.deepEqual(called, ['ann']);
});

test('a clock that is set back or forward delays no member and calls none too early', () => {
  const clock = new ManualClock(0);
  const called: string[] = [];
  const timer = new SharedTimer<string>(clock, 60_000, (member) => called.push(member));
  timer.add('ann');
  for (const jump of [-3_600_000, 7_200_000]) {
    clock.setBy(jump);
    clock.advance(59_000);
    assert.deepEqual(called.splice(0), []);
    clock.advance(1_000);
    assert.deepEqual(called.splice(0), ['ann']);
  }
});

test('a member may be deleted while it is called, and another one added', () => {
  const clock = new ManualClock(0);
  const called: string[] = [];
  const timer: SharedTimer<string> = new SharedTimer<string>(clock, 60_000, (member) => {
    called.push(`${member} ${clock.now()}`);
    timer.delete(member);
    if (member === 'ann') timer.add('bob');
  });
  timer.add('ann');
  clock.advance(300_000);
  assert.deepEqual(called, ['ann 60000', 'bob 120000']);
});
