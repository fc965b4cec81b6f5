// The middleware: each generic fault, the faults of a service, and the steps in the trace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { ConnectionLost, FaultInjection, type Rule, withFaults } from './index.ts';

const TRACE = '1-67891233-abcdef012345678912345678';

/** Makes a call at a hop with one rule; returns its outcome, and how often the call was made. */
async function outcomeOf(rule: Rule, call: () => Promise<string> = async () => 'result') {
  const clock = new ManualClock();
  const faults = new FaultInjection(clock);
  faults.set([rule], 1);
  let calls = 0;
  const pending = withFaults(
    {
      hop: faults.hops[rule.hop],
      site: rule.hop === 'table' ? 'write' : 'call',
      subject: 'name',
      trace: TRACE,
      started: ['called', 'name'],
      returned: (result) => ['returned', result],
      failed: (error) => (error instanceof ConnectionLost ? undefined : ['failed', (error as Error).message]),
      errorFor: ({ fault }) => new Error(`injected ${fault}`),
      injected: { hang: async () => 'hung', crash: async () => 'crashed' },
    },
    async () => {
      calls += 1;
      return call();
    },
  ).catch((error: Error) => error);
  await Promise.resolve();
  const callsBefore = calls;
  clock.advance(60_000);
  const outcome = await pending;
  const steps = faults.traces.of(TRACE).map(({ step, fault }) => fault ?? step);
  return { outcome: outcome instanceof Error ? outcome.message : outcome, calls, callsBefore, steps };
}

const LOST = new ConnectionLost().message;

const FAULTS: readonly [rule: Rule, outcome: string, calls: number, steps: string[]][] = [
  [{ hop: 'destination', fault: 'drop' }, LOST, 0, ['called', 'drop']],
  [{ hop: 'destination', fault: 'lose-answer' }, LOST, 1, ['called', 'lose-answer']],
  [{ hop: 'destination', fault: 'delay', delayMs: 60_000 }, 'result', 1, ['called', 'delay', 'returned']],
  [{ hop: 'destination', fault: 'duplicate' }, 'result', 2, ['called', 'duplicate', 'returned']],
  [{ hop: 'destination', fault: 'error' }, 'injected error', 0, ['called', 'error', 'failed']],
  [{ hop: 'table', fault: 'error-after' }, 'injected error-after', 1, ['called', 'error-after', 'failed']],
  [{ hop: 'table', fault: 'conflict' }, 'injected conflict', 0, ['called', 'conflict', 'failed']],
  [{ hop: 'destination', fault: 'hang' }, 'hung', 0, ['called', 'hang', 'returned']],
  [{ hop: 'handler', fault: 'crash' }, 'crashed', 0, ['called', 'crash', 'returned']],
];

for (const [rule, outcome, calls, steps] of FAULTS)
  test(`${rule.fault} makes ${calls} calls and results in: ${outcome}`, async () => {
    const result = await outcomeOf(rule);
    assert.deepEqual([result.outcome, result.calls, result.steps], [outcome, calls, steps]);
  });

test('a delayed call is made only after its delay', async () => {
  assert.equal((await outcomeOf({ hop: 'destination', fault: 'delay', delayMs: 60_000 })).callsBefore, 0);
});

test('of a duplicated call the second result counts, even if the first call fails', async () => {
  const results = [() => Promise.reject(new Error('first')), async () => 'second'];
  const { outcome } = await outcomeOf({ hop: 'destination', fault: 'duplicate' }, () =>
    (results.shift() ?? assert.fail)(),
  );
  assert.equal(outcome, 'second');
});

test('without a fault the call is made once, and its steps are recorded', async () => {
  const { outcome, calls, steps } = await outcomeOf({ hop: 'destination', fault: 'drop', only: 'other' });
  assert.deepEqual([outcome, calls, steps], ['result', 1, ['called', 'returned']]);
});
