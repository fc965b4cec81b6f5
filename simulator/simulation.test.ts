// Runs with random faults: none violates a rule, and each is repeatable.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sampled } from '../harness/exhaustive.ts';
import { type Handlers, loadHandlers } from './backend/appsync-handlers.ts';
import { runSimulate } from './run-simulate.ts';
import { simulate } from './simulation.ts';

/** The number of seeds in a test, and the number of tests. `npm run parley -- simulate` runs any others. */
const SEEDS = 25;
const ROUNDS = sampled(1, 200);

let handlers: Handlers;

before(async () => {
  handlers = await loadHandlers();
});

for (let round = 0; round < ROUNDS; round++) {
  const from = round * SEEDS + 1;
  test(`after any faults all members see the same messages, each once and in one order (from seed ${from})`, async () => {
    // In a process of its own: the test runner tracks each promise of this one, which takes a quarter of the time of a run.
    const { code, output } = await runSimulate('--from', String(from), '--seeds', String(SEEDS));
    assert.deepEqual([code, output.trim()], [0, `${SEEDS} passed, 0 failed`]);
  });
}

test('a seed repeats its run line by line, also in another process', async () => {
  for (const seed of sampled([3], [3, 14])) {
    const first = await simulate(seed, handlers);
    const again = await simulate(seed, handlers);
    assert.equal(again.trace.join('\n'), first.trace.join('\n'));
    const { output } = await runSimulate('--from', String(seed), '--seeds', '1', '--trace');
    assert.ok(output.startsWith(`${first.trace.join('\n')}\n`), `seed ${seed} gives another trace in its own process`);
  }
});

test('the command rejects an invalid number and names the valid range', async () => {
  for (const [option, value] of [
    ['--seeds', '0'],
    ['--seeds', '1e3'],
    ['--from', '-4'],
    ['--from', 'x'],
  ] as const) {
    const { code, output } = await runSimulate(`${option}=${value}`);
    assert.equal(code, 2);
    assert.match(output, new RegExp(`${option} must be an integer from 1 to 999999999, not "${value}"`));
  }
  assert.match((await runSimulate('--help')).output, /--seeds N/);
});
