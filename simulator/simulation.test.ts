// Hundreds of runs with random faults: what people can rely on holds in each of them, and each runs the same way again.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Handlers, loadHandlers } from './backend/appsync-handlers.ts';
import { runSimulate } from './run-simulate.ts';
import { simulate } from './simulation.ts';

/** Seeds of each test, and how many tests of them: some half a minute in all. `npm run simulate` runs more. */
const SEEDS = 40;
const ROUNDS = 5;

let handlers: Handlers;

before(async () => {
  handlers = await loadHandlers();
});

for (let round = 0; round < ROUNDS; round++) {
  const from = round * SEEDS + 1;
  test(`whatever fails, everybody ends with the same messages, each once and in one order (seeds ${from} on)`, async () => {
    for (let seed = from; seed < from + SEEDS; seed++) {
      const { findings } = await simulate(seed, handlers);
      assert.deepEqual(findings, [], `npm run simulate -- --from ${seed} --seeds 1 --trace`);
    }
  });
}

test('a seed runs the same way again, line by line, also in another process', async () => {
  for (const seed of [3, 14]) {
    const first = await simulate(seed, handlers);
    const again = await simulate(seed, handlers);
    assert.equal(again.trace.join('\n'), first.trace.join('\n'));
    const { output } = await runSimulate('--from', String(seed), '--seeds', '1', '--trace');
    assert.ok(output.startsWith(`${first.trace.join('\n')}\n`), `seed ${seed} is another in a process of its own`);
  }
});

test('the command refuses a number that is none, and says what it takes', async () => {
  for (const [option, value] of [
    ['--seeds', '0'],
    ['--seeds', '1e3'],
    ['--from', '-4'],
    ['--from', 'x'],
  ] as const) {
    const { code, output } = await runSimulate(`${option}=${value}`);
    assert.equal(code, 2);
    assert.match(output, new RegExp(`${option} takes a whole number from 1 to 999999999, not "${value}"`));
  }
  assert.match((await runSimulate('--help')).output, /--seeds N/);
});
