// The append under chaos: no seed violates a rule, and each rule of the append has a mutant that some seed detects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampled } from '../../harness/exhaustive.ts';
import { MUTANTS } from '../mutants.ts';
import { runSimulate } from '../run-simulate.ts';
import { type ChaosCounts, runAppendChaos } from './append-chaos.ts';

const SEEDS = sampled(25, 5_000);
const MUTANT_SEEDS = '300';

test('whatever is late, lost or repeated, an id is stored once, and no restricted user posts', async (t) => {
  const total: ChaosCounts = { stored: 0, attempts: 0, retriesFound: 0, syncFirst: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations, counts } = await runAppendChaos(seed);
    assert.deepEqual(violations, [], `npm run parley -- simulate --append --from ${seed} --seeds 1`);
    for (const name of Object.keys(total) as (keyof ChaosCounts)[]) total[name] += counts[name];
  }
  t.diagnostic(JSON.stringify(total));
  assert.ok(total.retriesFound > SEEDS && total.syncFirst > SEEDS, 'retries and sync-first happen');
});

/** The mutants of the append's rules. In a sample one of them shows that the chaos detects bugs. */
const APPEND_MUTANTS = Object.entries(MUTANTS).filter(([, { append }]) => append);

for (const [name, { append: rule }] of sampled(APPEND_MUTANTS.slice(0, 1), APPEND_MUTANTS))
  test(`the chaos detects the bug: ${name}`, async () => {
    const { code, output } = await runSimulate('--append', '--mutant', name, '--seeds', MUTANT_SEEDS, '--first');
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`^  ${rule}: `, 'm'));
  });
