import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { until, WatchedClock } from '../../testing/watched-clock.ts';
import { Later, parseLater } from './async-invocations.ts';

const MINUTE = 60_000;

/** A queue whose function does what `behaves` says, and the minutes at which it was called. */
function open(behaves: (call: number) => boolean | Error) {
  const clock = new WatchedClock();
  const born = clock.now();
  const calls: number[] = [];
  const lines: string[] = [];
  const later = new Later({
    clock,
    async tryOnce() {
      calls.push((clock.now() - born) / MINUTE);
      const result = behaves(calls.length);
      if (typeof result !== 'boolean') throw result;
      return result;
    },
    say: (line) => lines.push(line),
  });
  /** Lets time pass until the function was called so often. */
  const called = async (times: number) => {
    for (const end = clock.now() + 7 * 3_600_000; calls.length < times && clock.now() < end; ) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1_000);
    }
    assert.equal(calls.length, times);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, later, calls, lines, called };
}

test('a function that fails is called again after one minute, and two more', async () => {
  const { later, calls, lines, called } = open(() => false);
  later.call('repair', {});
  await called(3);
  assert.deepEqual(calls.map(Math.round), [0, 1, 3]);
  assert.deepEqual(lines, ['The function repair failed 3 times; its log says why.']);
});

test('a function that succeeds is called once', async () => {
  const { later, clock, calls, lines } = open(() => true);
  later.call('repair', {});
  await until('it was called', () => calls.length === 1);
  clock.advance(3_600_000);
  assert.equal(calls.length, 1);
  assert.deepEqual(lines, []);
});

test('a throttled call is tried again for hours without using up its tries', async () => {
  const { later, lines, called } = open(
    (call) => call > 10 || new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429),
  );
  later.call('repair', {});
  await called(11);
  assert.deepEqual(lines, []);
});

test('a call that Lambda refuses is not tried again', async () => {
  const { later, clock, calls, lines } = open(
    () => new AwsError('ResourceNotFoundException', 'Function not found: x', 404),
  );
  later.call('x', {});
  await until('it is told', () => lines.length === 1);
  clock.advance(3_600_000);
  assert.equal(calls.length, 1);
});

test('the template may want fewer tries and younger events', async () => {
  const { later, lines, called } = open(() => false);
  later.limit('repair', parseLater('Config', { MaximumRetryAttempts: 1 }));
  later.limit('young', parseLater('Config', { MaximumEventAgeInSeconds: 60 }));
  later.call('repair', {});
  await called(2);
  later.call('young', {});
  await called(4);
  await until('both are told', () => lines.length === 2);
  assert.match(lines[1] ?? '', /young was not tried again: its event is too old/);
  assert.throws(() => parseLater('Config', { DestinationConfig: {} }), { code: 'not-emulated' });
});

test('a queue that is closed calls nothing more', async () => {
  const { later, clock, calls } = open(() => false);
  later.call('repair', {});
  await until('it was called', () => calls.length === 1);
  later.close();
  clock.advance(3_600_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(calls.length, 1);
});
