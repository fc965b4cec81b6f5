// The store on a disk that loses power: between any two calls, with any part of the pending writes.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampled } from '../../../harness/exhaustive.ts';
import { PowerLossDisk } from '../testing/power-loss-disk.ts';
import { seeded } from '../testing/seeded-random.ts';
import { Store } from './store.ts';

/** The number of power losses for each call of the disk. */
const SEEDS = sampled(1, 4);

/** Long enough that one record spans sectors. */
const LONG = 'x'.repeat(700);

/** The contents of the store after the first `count` commits. */
function after(count: number): Map<string, unknown> {
  const held = new Map<string, unknown>();
  for (let n = 1; n <= count; n += 1) for (const { key, value } of changes(n)) held.set(key, value);
  return new Map([...held].sort());
}

function changes(n: number) {
  return [
    { bucket: 'b', key: `k${n % 3}`, value: `${n}${n % 10 === 0 ? LONG : ''}` },
    { bucket: 'b', key: 'last', value: n },
  ];
}

/** Commits from the last stored number on until the power fails. Returns the last number that was acknowledged. */
async function commitUntilPowerLoss(folder: string, disk: PowerLossDisk): Promise<number> {
  const store = await Store.open(folder, { disk, compactFrom: 1000 }).catch(() => undefined);
  if (!store) return 0;
  const start = (store.bucket('b').get('last') as number | undefined) ?? 0;
  assert.deepEqual(
    new Map([...store.bucket('b')].sort()),
    after(start),
    'each commit is stored completely or not at all',
  );
  let acknowledged = start;
  for (let n = start + 1; n <= start + 40; n += 2) {
    const answers = await Promise.allSettled([store.commit(changes(n)), store.commit(changes(n + 1))]);
    if (answers.some(({ status }) => status === 'rejected')) break;
    acknowledged = n + 1;
  }
  await store.close().catch(() => {});
  return acknowledged;
}

test('wherever the power fails, also during a compaction, acknowledged changes are stored', async () => {
  let calls = 0;
  for (let cut = 1; cut <= calls + 1; cut += 1)
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = seeded(cut * SEEDS + seed);
      const folder = await mkdtemp(join(tmpdir(), 'parley-power-'));
      let acknowledged = 0;
      // The power fails a second time, often during the recovery from the first loss.
      for (const end of [cut, 1 + Math.floor(random() * 40)]) {
        let met = 0;
        const disk = new PowerLossDisk(folder, () => ++met === end);
        acknowledged = Math.max(acknowledged, await commitUntilPowerLoss(folder, disk));
        calls = Math.max(calls, met < cut ? 0 : met);
        disk.losePower(random);
      }
      const store = await Store.open(folder).catch((error) => assert.fail(`cut ${cut}, seed ${seed}: ${error}`));
      const last = (store.bucket('b').get('last') as number | undefined) ?? 0;
      assert.ok(last >= acknowledged, `cut ${cut}, seed ${seed}: ${acknowledged} acknowledged, ${last} stored`);
      assert.deepEqual(new Map([...store.bucket('b')].sort()), after(last), `cut ${cut}, seed ${seed}`);
      await store.close();
      await rm(folder, { recursive: true });
    }
  assert.ok(calls > 70, `${calls} calls: the run is long enough to compact`);
});
