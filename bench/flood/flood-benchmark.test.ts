import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flood } from './flood-benchmark.ts';

test("while one user floods their channel and is rejected, all subscribers receive the others' messages once", async () => {
  const [round, ...more] = await flood({ quick: true, say: () => {} });
  assert.ok(round && more.length === 0);
  assert.ok(round.flood.refused > 0);
  for (const { acknowledged, seen, refused, lost, doubled, disordered } of [round.alone, round.flooded])
    assert.deepEqual(
      { acknowledged, seen, refused, lost, doubled, disordered },
      { acknowledged: 10, seen: 10, refused: 0, lost: 0, doubled: 0, disordered: 0 },
    );
});
