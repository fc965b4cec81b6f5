import assert from 'node:assert/strict';
import test from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { Rota } from './shared-timer.ts';

function rota() {
  const clock = new ManualClock(0);
  const called: string[] = [];
  return { clock, called, rota: new Rota<string>(clock, 60_000, (member) => called.push(`${member} ${clock.now()}`)) };
}

test('each member is called every minute from when it joined', () => {
  const { clock, called, rota: members } = rota();
  members.join('ann');
  clock.advance(10_000);
  members.join('bob');
  clock.advance(110_000);
  assert.deepEqual(called, ['ann 60000', 'bob 70000', 'ann 120000']);
});

test('who leaves is not called any more, and an empty rota keeps no timer', () => {
  const { clock, called, rota: members } = rota();
  members.join('ann');
  members.join('bob');
  members.leave('ann');
  clock.advance(60_000);
  assert.deepEqual(called, ['bob 60000']);
  members.leave('bob');
  clock.advance(600_000);
  assert.deepEqual(called, ['bob 60000']);
});

test('after a long sleep of the machine each member is called once, not once for every minute', () => {
  const clock = new ManualClock(0);
  const called: string[] = [];
  let now = 0;
  const sleeper = { now: () => now, after: (waitMs: number, callback: () => void) => clock.after(waitMs, callback) };
  const members = new Rota<string>(sleeper, 60_000, (member) => called.push(member));
  members.join('ann');
  now = 3_600_000;
  clock.advance(60_000);
  assert.deepEqual(called, ['ann']);
});

test('who leaves while being called, and one who joins then, get their due', () => {
  const clock = new ManualClock(0);
  const called: string[] = [];
  const members: Rota<string> = new Rota<string>(clock, 60_000, (member) => {
    called.push(`${member} ${clock.now()}`);
    members.leave(member);
    if (member === 'ann') members.join('bob');
  });
  members.join('ann');
  clock.advance(300_000);
  assert.deepEqual(called, ['ann 60000', 'bob 120000']);
});
