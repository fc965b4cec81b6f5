// The subscription to a channel from epoch to epoch, without a gap, and with retries when a path is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logPath } from '@parley/chat';
import { FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { ChannelSubscription, RETRY_DELAYS_MS } from './channel-subscription.ts';

const path = (epoch: number) => logPath('general', epoch);

function setUp() {
  const deps = { events: new FakeEvents(), clock: new ManualClock() };
  const received: unknown[] = [];
  const states: string[] = [];
  let refusals = 0;
  let read = Promise.withResolvers<void>();
  const subscription = new ChannelSubscription({
    ...deps,
    path,
    onEvent: (event) => received.push(event),
    onLive: () => read.promise,
    onRefused: () => {
      refusals++;
    },
    onStatus: ({ state, problem }) => states.push(problem ?? state),
  });
  return {
    ...deps,
    subscription,
    received,
    states,
    refusals: () => refusals,
    async reads(): Promise<void> {
      read.resolve();
      read = Promise.withResolvers<void>();
      await settled();
    },
  };
}

test('the old path is subscribed to until the new one is live and a sync has loaded what was missed', async () => {
  const { subscription, events, received, reads } = setUp();
  subscription.start(0);
  await events.changesState('live');
  await reads();
  subscription.start(1);
  assert.deepEqual(events.paths, [path(0), path(1)]);
  await events.broadcasts(path(0), 'late');
  await events.changesState('live', undefined, path(1));
  assert.deepEqual(events.paths, [path(0), path(1)], 'it is not read yet');
  await events.broadcasts(path(1), 'new');
  await reads();
  assert.deepEqual(events.paths, [path(1)]);
  assert.deepEqual(received, ['late', 'new']);
});

test('an earlier epoch is not subscribed to again', () => {
  const { subscription, events } = setUp();
  subscription.start(2);
  subscription.start(1);
  subscription.start(2);
  assert.deepEqual(events.paths, [path(2)]);
});

test('a refused path is reported, and subscribed to again after increasing delays', async () => {
  const { clock, subscription, events, refusals, states } = setUp();
  subscription.start(1);
  await events.changesState('refused', new Error('No.'));
  assert.deepEqual([refusals(), states], [1, ['No.']]);
  for (const wait of RETRY_DELAYS_MS) {
    await clock.advance(wait);
    await events.changesState('refused', new Error('No.'), path(1));
  }
  assert.equal(refusals() > 1, true);
  await events.changesState('live');
  await clock.advance(600_000);
  assert.equal(states.at(-1), 'live');
});

test('another epoch ends the retries of the one that was refused', async () => {
  const { clock, subscription, events, reads, refusals } = setUp();
  subscription.start(1);
  await events.changesState('refused', new Error('No.'));
  subscription.start(2);
  await events.changesState('live', undefined, path(2));
  await reads();
  await clock.advance(600_000);
  assert.deepEqual([events.paths, refusals()], [[path(2)], 1]);
});

test('a subscription that is stopped leaves every path, and can start again', async () => {
  const { subscription, events } = setUp();
  subscription.start(0);
  subscription.start(1);
  subscription.stop();
  assert.deepEqual(events.paths, []);
  subscription.start(1);
  assert.deepEqual(events.paths, [path(1)]);
});
