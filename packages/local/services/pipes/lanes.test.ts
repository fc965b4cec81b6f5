import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lanes } from './lanes.ts';

/** Waits for one turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('jobs of one key never overlap and keep their order', async () => {
  const log: string[] = [];
  const lanes = new Lanes<string>(10, async (job) => {
    log.push(`${job} begins`);
    await turn();
    log.push(`${job} ends`);
  });
  for (const job of ['a', 'b', 'c']) lanes.push('general', job);
  for (let n = 0; n < 5; n += 1) await turn();
  assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a key keeps its lane, and many keys use all of them', async () => {
  const used = new Map<string, Set<number>>();
  const lanes = new Lanes<string>(10, async (job, lane) => {
    used.set(job, (used.get(job) ?? new Set()).add(lane));
  });
  for (let round = 0; round < 2; round += 1)
    for (let n = 0; n < 100; n += 1) lanes.push(`channel ${n}`, `channel ${n}`);
  for (let n = 0; n < 30; n += 1) await turn();
  assert.ok([...used.values()].every((lane) => lane.size === 1));
  assert.equal(new Set([...used.values()].flatMap((lane) => [...lane])).size, 10);
});

test('a closed lane starts no further job', async () => {
  const begun: number[] = [];
  const lanes = new Lanes<number>(1, async (job) => {
    begun.push(job);
    await turn();
  });
  for (let job = 0; job < 5; job += 1) lanes.push('general', job);
  lanes.close();
  for (let n = 0; n < 8; n += 1) await turn();
  assert.deepEqual(begun, [0]);
});
