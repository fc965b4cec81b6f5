// Catching up: one question for all who ask, and again for what had no room in the answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sync, SyncQuery } from '@parley/chat';
import { aChannel, entries, settled } from '../../testing/fakes.ts';
import { Synchronizer } from './sync.ts';

function story(...answers: Sync['missed'][]) {
  const asked: Record<string, number>[] = [];
  const told: string[] = [];
  let held: (() => void) | undefined;
  const synchronizer = new Synchronizer(
    {
      async sync({ channels }: SyncQuery) {
        asked.push(Object.fromEntries(channels));
        await new Promise<void>((resume) => {
          held = resume;
        });
        return { channels: ['general', 'random'].map((name) => aChannel(name)), missed: answers.shift() ?? {} };
      },
    },
    {
      cursors: () => new Map(Object.entries({ general: 3, random: 8 })),
      applySync: ({ missed }) => told.push(Object.keys(missed).join(' ')),
    },
  );
  const answered = async () => {
    held?.();
    await settled();
  };
  return { synchronizer, asked, told, answered };
}

const complete = (from: number, to: number, more = false) =>
  ({ complete: true, entries: entries(from, to), head: 9, more }) as const;

test('who asks while nothing was answered shares one question, and who asks later gets one more', async () => {
  const { synchronizer, asked, answered } = story();
  const done: string[] = [];
  for (const who of ['a', 'b']) void synchronizer.now().then(() => done.push(who));
  await settled();
  for (const who of ['c', 'd']) void synchronizer.now().then(() => done.push(who));
  await settled();
  assert.equal(asked.length, 1);
  await answered();
  assert.deepEqual(done, ['a', 'b']);
  assert.equal(asked.length, 2);
  await answered();
  assert.deepEqual(done, ['a', 'b', 'c', 'd']);
  assert.equal(asked.length, 2);
});

test('what goes on after the answer, and what had no room in it, is asked for at once', async () => {
  const { synchronizer, asked, told, answered } = story(
    { general: complete(4, 6, true) },
    { random: complete(9, 9), general: complete(7, 9) },
  );
  void synchronizer.now();
  await settled();
  await answered();
  await answered();
  assert.deepEqual(asked, [
    { general: 3, random: 8 },
    { general: 6, random: 8 },
  ]);
  assert.deepEqual(told, ['general', 'random general']);
});

test('an answer that brings nothing is not asked for again and again', async () => {
  const { synchronizer, asked, answered } = story({}, {});
  void synchronizer.now();
  await settled();
  await answered();
  assert.equal(asked.length, 1);
});
