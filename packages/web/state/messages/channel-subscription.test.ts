// One channel heard from epoch to epoch: nothing falls between, and who may not hear asks whether there is another epoch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logPath } from '@parley/chat';
import { FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { ASK_AGAIN_MS, Ear } from './channel-subscription.ts';

const path = (epoch: number) => logPath('general', epoch);

function story() {
  const world = { events: new FakeEvents(), clock: new ManualClock() };
  const heard: unknown[] = [];
  const states: string[] = [];
  let refusals = 0;
  let read = Promise.withResolvers<void>();
  const ear = new Ear({
    ...world,
    path,
    heard: (event) => heard.push(event),
    live: () => read.promise,
    refused: () => {
      refusals++;
    },
    watch: ({ state, problem }) => states.push(problem ?? state),
  });
  return {
    ...world,
    ear,
    heard,
    states,
    refusals: () => refusals,
    async reads(): Promise<void> {
      read.resolve();
      read = Promise.withResolvers<void>();
      await settled();
    },
  };
}

test('the old path is heard until the new one is, and what was missed has been read', async () => {
  const { ear, events, heard, reads } = story();
  ear.hear(0);
  await events.becomes('live');
  await reads();
  ear.hear(1);
  assert.deepEqual(events.paths, [path(0), path(1)]);
  await events.says(path(0), 'late');
  await events.becomes('live', undefined, path(1));
  assert.deepEqual(events.paths, [path(0), path(1)], 'it is not read yet');
  await events.says(path(1), 'new');
  await reads();
  assert.deepEqual(events.paths, [path(1)]);
  assert.deepEqual(heard, ['late', 'new']);
});

test('an epoch that is over is not heard again', () => {
  const { ear, events } = story();
  ear.hear(2);
  ear.hear(1);
  ear.hear(2);
  assert.deepEqual(events.paths, [path(2)]);
});

test('a path that is refused is told once, and asked for again with longer and longer waits', async () => {
  const { clock, ear, events, refusals, states } = story();
  ear.hear(1);
  await events.becomes('refused', new Error('No.'));
  assert.deepEqual([refusals(), states], [1, ['No.']]);
  for (const wait of ASK_AGAIN_MS) {
    await clock.advance(wait);
    await events.becomes('refused', new Error('No.'), path(1));
  }
  assert.equal(refusals() > 1, true);
  await events.becomes('live');
  await clock.advance(600_000);
  assert.equal(states.at(-1), 'live');
});

test('another epoch ends the asking for the one that was refused', async () => {
  const { clock, ear, events, reads, refusals } = story();
  ear.hear(1);
  await events.becomes('refused', new Error('No.'));
  ear.hear(2);
  await events.becomes('live', undefined, path(2));
  await reads();
  await clock.advance(600_000);
  assert.deepEqual([events.paths, refusals()], [[path(2)], 1]);
});

test('an ear that is closed leaves every path, and can begin again', async () => {
  const { ear, events } = story();
  ear.hear(0);
  ear.hear(1);
  ear.stop();
  assert.deepEqual(events.paths, []);
  ear.hear(1);
  assert.deepEqual(events.paths, [path(1)]);
});
