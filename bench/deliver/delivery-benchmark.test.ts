import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliver } from './delivery-benchmark.ts';

test('all subscribers receive every message once and in order, whatever the number of senders', async () => {
  const results = await deliver({ quick: true, say: () => {} });
  assert.equal(results.length, 5);
  for (const { scenario, acknowledged, seen, lost, doubled, disordered, refused } of results) {
    assert.ok(acknowledged > 0, `${scenario}: no message was acknowledged`);
    assert.deepEqual(
      { seen, lost, doubled, disordered, refused },
      { seen: acknowledged, lost: 0, doubled: 0, disordered: 0, refused: 0 },
      scenario,
    );
  }
});
