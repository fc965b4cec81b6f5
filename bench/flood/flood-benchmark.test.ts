import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampled } from '../../harness/exhaustive.ts';
import { attack, flood, type Round } from './flood-benchmark.ts';

test("while one user floods their channel, or calls every route that writes, all subscribers receive the others' messages once", async () => {
  for (const benchmark of sampled([flood], [flood, attack])) check(await benchmark({ quick: true, say: () => {} }));
});

function check([round, ...more]: Round[]): void {
  assert.ok(round && more.length === 0);
  assert.ok(round.flood.refused > 0);
  for (const { acknowledged, seen, refused, lost, doubled, disordered } of [round.alone, round.flooded])
    assert.deepEqual(
      { acknowledged, seen, refused, lost, doubled, disordered },
      { acknowledged: 10, seen: 10, refused: 0, lost: 0, doubled: 0, disordered: 0 },
    );
}
