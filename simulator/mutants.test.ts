// The simulator detects each of the mutants: one of the first seeds violates the expected rule.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampled } from '../harness/exhaustive.ts';
import { MUTANTS } from './mutants.ts';
import { runSimulate } from './run-simulate.ts';

/** The number of seeds, one of which must detect the bug. Most bugs are detected by the first few. */
const SEEDS = '200';

const DETECTABLE = Object.entries(MUTANTS).filter(([, { rule }]) => rule !== undefined);

test('each bug can be inserted into the code as it is', async () => {
  for (const [name, { file, from }] of Object.entries(MUTANTS)) {
    const source = await readFile(join(import.meta.dirname, '..', file), 'utf8');
    assert.equal(source.split(from).length, 2, `${name}: ${file} must contain this once: ${from}`);
  }
});

// Each of them takes a second and more: by default every eighth.
for (const [name, { rule, seed = 1 }] of DETECTABLE.filter((_, index) => index % sampled(8, 1) === 0))
  test(`the simulator detects the bug: ${name}`, async () => {
    const { code, output } = await runSimulate('--mutant', name, '--from', `${seed}`, '--seeds', SEEDS, '--first');
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`^  ${rule}: `, 'm'));
  });
