// Syncs: one request for all callers, repeated for what the response had no room for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sync, SyncQuery } from '@parley/chat';
import { aChannel, entries, settled } from '../../testing/fakes.ts';
import { Synchronizer } from './sync.ts';

function setUp(...answers: Sync['missed'][]) {
  const requests: Record<string, number>[] = [];
  const applied: string[] = [];
  let held: (() => void) | undefined;
  const synchronizer = new Synchronizer(
    {
      async sync({ channels }: SyncQuery) {
        requests.push(Object.fromEntries(channels));
        await new Promise<void>((resume) => {
          held = resume;
        });
        return {
          username: 'Ann',
          channels: ['general', 'random'].map((name) => aChannel(name)),
          missed: answers.shift() ?? {},
        };
      },
    },
    {
      known: () => ({ known: new Map() }),
      cursors: () => new Map(Object.entries({ general: 3, random: 8 })),
      applySync: ({ missed }) => applied.push(Object.keys(missed).join(' ')),
    },
  );
  const respond = async () => {
    held?.();
    await settled();
  };
  return { synchronizer, requests, applied, respond };
}

const complete = (from: number, to: number, more = false) =>
  ({ complete: true, entries: entries(from, to), head: 9, more }) as const;

test('callers share one request until it is sent, and later callers share one more', async () => {
  const { synchronizer, requests, respond } = setUp();
  const done: string[] = [];
  for (const who of ['a', 'b']) void synchronizer.now().then(() => done.push(who));
  await settled();
  for (const who of ['c', 'd']) void synchronizer.now().then(() => done.push(who));
  await settled();
  assert.equal(requests.length, 1);
  await respond();
  assert.deepEqual(done, ['a', 'b']);
  assert.equal(requests.length, 2);
  await respond();
  assert.deepEqual(done, ['a', 'b', 'c', 'd']);
  assert.equal(requests.length, 2);
});

test('channels that continue after the response, or had no room in it, are requested at once', async () => {
  const { synchronizer, requests, applied, respond } = setUp(
    { general: complete(4, 6, true) },
    { random: complete(9, 9), general: complete(7, 9) },
  );
  void synchronizer.now();
  await settled();
  await respond();
  await respond();
  assert.deepEqual(requests, [
    { general: 3, random: 8 },
    { general: 6, random: 8 },
  ]);
  assert.deepEqual(applied, ['general', 'random general']);
});

test('a response without entries is not requested again and again', async () => {
  const { synchronizer, requests, respond } = setUp({}, {});
  void synchronizer.now();
  await settled();
  await respond();
  assert.equal(requests.length, 1);
});
