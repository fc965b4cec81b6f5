// A retention under chaos: no seed violates a rule, and each rule has a mutant that some seed detects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampled } from '../../harness/exhaustive.ts';
import { runSimulate } from '../run-simulate.ts';
import { type RetentionCounts, runRetentionChaos } from './retention-chaos.ts';
import { RETENTION_MUTANTS } from './retention-mutants.ts';

const SEEDS = sampled(8, 2_000);
const MUTANT_SEEDS = '150';

test('whatever crashes or overlaps, what has expired is neither read nor kept, and everything else is', async (t) => {
  const total: RetentionCounts = { posted: 0, expired: 0, removals: 0, reads: 0, retries: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations, counts } = await runRetentionChaos(seed);
    assert.deepEqual(violations, [], `npm run parley -- simulate --retention --from ${seed} --seeds 1`);
    for (const name of Object.keys(total) as (keyof RetentionCounts)[]) total[name] += counts[name];
  }
  t.diagnostic(JSON.stringify(total));
  assert.ok(total.expired > SEEDS && total.retries > SEEDS && total.reads > SEEDS, 'messages expire, and are read');
});

/** In a sample one of them shows that the chaos detects bugs. */
const MUTANTS = Object.entries(RETENTION_MUTANTS);

for (const [name, { retention: rule }] of sampled(MUTANTS.slice(0, 1), MUTANTS))
  test(`the chaos detects the bug: ${name}`, async () => {
    const { code, output } = await runSimulate('--retention', '--mutant', name, '--seeds', MUTANT_SEEDS, '--first');
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`^  ${rule}: `, 'm'));
  });
