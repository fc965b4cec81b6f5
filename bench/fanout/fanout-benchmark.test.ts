import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fanout } from './fanout-benchmark.ts';

const results = fanout({ quick: true, say: () => {} });

test('all subscribers receive every event once, from each contestant and for each kind of publish', async () => {
  const contestants = new Set<string>();
  for (const { contestant, scenario, saturated, alone, half, fixed } of await results) {
    contestants.add(contestant);
    for (const phase of [saturated, alone, half, fixed]) {
      if (!phase) continue;
      assert.ok(phase.published > 0, `${contestant} in ${scenario} published nothing`);
      const { delivered, lost, doubled, refused } = phase;
      const each = scenario === 'many' ? 5 : 20;
      assert.deepEqual(
        { delivered, lost, doubled, refused },
        { delivered: phase.published * each, lost: 0, doubled: 0, refused: 0 },
        `${contestant} in ${scenario}`,
      );
    }
  }
  assert.deepEqual([...contestants], ['parley', 'parley-http', 'reference-http', 'raw-coalesced', 'raw', 'ws']);
});
