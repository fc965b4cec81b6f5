import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { until, WatchedClock } from '../../testing/watched-clock.ts';
import { AsyncInvocations, parseEventInvokeConfig } from './async-invocations.ts';

const MINUTE = 60_000;

/** Asynchronous invocations of a function that behaves as told, and the minutes at which it was invoked. */
function open(behave: (call: number) => boolean | Error) {
  const clock = new WatchedClock();
  const start = clock.now();
  const calls: number[] = [];
  const lines: string[] = [];
  const invocations = new AsyncInvocations({
    clock,
    async invokeOnce() {
      calls.push((clock.now() - start) / MINUTE);
      const result = behave(calls.length);
      if (typeof result !== 'boolean') throw result;
      return result;
    },
    say: (line) => lines.push(line),
  });
  /** Advances the clock until the function was invoked `times` times. */
  const called = async (times: number) => {
    for (const end = clock.now() + 7 * 3_600_000; calls.length < times && clock.now() < end; ) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1_000);
    }
    assert.equal(calls.length, times);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, invocations, calls, lines, called };
}

test('a function that fails is retried after one minute, and again after two more', async () => {
  const { invocations, calls, lines, called } = open(() => false);
  invocations.invoke('repair', {});
  await called(3);
  assert.deepEqual(calls.map(Math.round), [0, 1, 3]);
  assert.deepEqual(lines, ['The function repair failed 3 times; see its log.']);
});

test('a function that succeeds is invoked once', async () => {
  const { invocations, clock, calls, lines } = open(() => true);
  invocations.invoke('repair', {});
  await until('it was invoked', () => calls.length === 1);
  clock.advance(3_600_000);
  assert.equal(calls.length, 1);
  assert.deepEqual(lines, []);
});

test('a throttled invocation is retried for hours without using up its retries', async () => {
  const { invocations, lines, called } = open(
    (call) => call > 10 || new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429),
  );
  invocations.invoke('repair', {});
  await called(11);
  assert.deepEqual(lines, []);
});

test('an invocation that Lambda rejects is not retried', async () => {
  const { invocations, clock, calls, lines } = open(
    () => new AwsError('ResourceNotFoundException', 'Function not found: x', 404),
  );
  invocations.invoke('x', {});
  await until('the failure is reported', () => lines.length === 1);
  clock.advance(3_600_000);
  assert.equal(calls.length, 1);
});

test('the template can lower the number of retries and the age of events', async () => {
  const { invocations, lines, called } = open(() => false);
  invocations.limit('repair', parseEventInvokeConfig('Config', { MaximumRetryAttempts: 1 }));
  invocations.limit('young', parseEventInvokeConfig('Config', { MaximumEventAgeInSeconds: 60 }));
  invocations.invoke('repair', {});
  await called(2);
  invocations.invoke('young', {});
  await called(4);
  await until('both failures are reported', () => lines.length === 2);
  assert.match(lines[1] ?? '', /young was not retried: its event has expired/);
  assert.throws(() => parseEventInvokeConfig('Config', { DestinationConfig: {} }), { code: 'not-emulated' });
});

test('after close no function is invoked', async () => {
  const { invocations, clock, calls } = open(() => false);
  invocations.invoke('repair', {});
  await until('it was invoked', () => calls.length === 1);
  invocations.close();
  clock.advance(3_600_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(calls.length, 1);
});

test('an invocation that fails because the engine stops leaves no timer', async () => {
  const { invocations, clock, calls } = open(() => {
    invocations.close();
    return false;
  });
  invocations.invoke('repair', {});
  await until('it was invoked', () => calls.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(clock.waits(), []);
});
