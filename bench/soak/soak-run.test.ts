import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plot, slope } from './memory-samples.ts';
import { soak } from './soak-run.ts';

test('no message is lost or duplicated while users connect, disconnect and reconnect', async () => {
  const { said, deliveries, connects, lost, doubled, disordered, refused } = await soak({
    minutes: 0.05,
    rate: 20,
    say: () => {},
  });
  assert.ok(said > 0 && deliveries > 0 && connects > 0);
  assert.deepEqual({ lost, doubled, disordered, refused }, { lost: 0, doubled: 0, disordered: 0, refused: 0 });
});

test('the slope of the memory ignores the warm-up', () => {
  const samples = Array.from({ length: 10 }, (_, minute) => ({ minute, mib: minute < 2 ? 5 : 100 + 3 * minute }));
  assert.equal(slope(samples)?.toFixed(6), '3.000000');
  assert.equal(slope(samples.slice(0, 2)), undefined);
  assert.match(plot(samples, 'memory'), /^<svg .*<polyline points="50\.0,/s);
});
