// The simulator finds bugs: each of these is put into the code, and some seed must break the rule that it is about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { runSimulate } from './run-simulate.ts';

/** So many seeds may pass before one finds the bug. Most are found by the first few. */
const SEEDS = '200';

for (const [name, { rule }] of Object.entries(MUTANTS))
  test(`it is found when ${name}`, async () => {
    const { code, output } = await runSimulate('--mutant', name, '--seeds', SEEDS, '--first');
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`^  ${rule}: `, 'm'));
  });
