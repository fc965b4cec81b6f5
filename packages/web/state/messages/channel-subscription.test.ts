// One channel heard from epoch to epoch: nothing falls between, and who may not hear asks whether there is another epoch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logPath } from '@parley/chat';
import { FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { ChannelSubscription, RETRY_DELAYS_MS } from './channel-subscription.ts';

const path = (epoch: number) => logPath('general', epoch);

function story() {
  const deps = { events: new FakeEvents(), clock: new ManualClock() };
  const heard: unknown[] = [];
  const states: string[] = [];
  let refusals = 0;
  let read = Promise.withResolvers<void>();
  const subscription = new ChannelSubscription({
    ...deps,
    path,
    onEvent: (event) => heard.push(event),
    onLive: () => read.promise,
    onRefused: () => {
      refusals++;
    },
    onStatus: ({ state, problem }) => states.push(problem ?? state),
  });
  return {
    ...deps,
    subscription,
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
  const { subscription, events, heard, reads } = story();
  subscription.start(0);
  await events.becomes('live');
  await reads();
  subscription.start(1);
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
  const { subscription, events } = story();
  subscription.start(2);
  subscription.start(1);
  subscription.start(2);
  assert.deepEqual(events.paths, [path(2)]);
});

test('a path that is refused is told once, and asked for again with longer and longer waits', async () => {
  const { clock, subscription, events, refusals, states } = story();
  subscription.start(1);
  await events.becomes('refused', new Error('No.'));
  assert.deepEqual([refusals(), states], [1, ['No.']]);
  for (const wait of RETRY_DELAYS_MS) {
    await clock.advance(wait);
    await events.becomes('refused', new Error('No.'), path(1));
  }
  assert.equal(refusals() > 1, true);
  await events.becomes('live');
  await clock.advance(600_000);
  assert.equal(states.at(-1), 'live');
});

test('another epoch ends the asking for the one that was refused', async () => {
  const { clock, subscription, events, reads, refusals } = story();
  subscription.start(1);
  await events.becomes('refused', new Error('No.'));
  subscription.start(2);
  await events.becomes('live', undefined, path(2));
  await reads();
  await clock.advance(600_000);
  assert.deepEqual([events.paths, refusals()], [[path(2)], 1]);
});

test('an subscription that is closed leaves every path, and can begin again', async () => {
  const { subscription, events } = story();
  subscription.start(0);
  subscription.start(1);
  subscription.stop();
  assert.deepEqual(events.paths, []);
  subscription.start(1);
  assert.deepEqual(events.paths, [path(1)]);
});
