// Typing indicators: signalled rarely, soon expired, never of oneself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeEvents, ManualClock } from '../../testing/fakes.ts';
import { EXPIRE_AFTER_MS, PAUSE_MS, Typing } from './typing.ts';

const PATH = '/signals/channels/general';
const signal = (username: string) => ({ kind: 'typing', username, userId: `sub-${username}` });

function setUp() {
  const events = new FakeEvents();
  const clock = new ManualClock();
  const line = { live: true, small: true };
  const typing = new Typing('general', 'sub-Ann', {
    events,
    clock,
    connected: () => line.live,
    enabled: () => line.small,
  });
  typing.open(0);
  return { events, clock, typing, line };
}

test('other users who type are named, the user is not', async () => {
  const { events, typing } = setUp();
  await events.broadcasts(PATH, signal('Bob'), signal('Ann'), signal('Chloé'), signal('Bob'));
  assert.deepEqual(
    typing.typists.value.map(({ username }) => username),
    ['Bob', 'Chloé'],
  );
});

test('a typist without further signals has stopped', async () => {
  const { clock, events, typing } = setUp();
  await events.broadcasts(PATH, signal('Bob'));
  await clock.advance(EXPIRE_AFTER_MS - 1);
  await events.broadcasts(PATH, signal('Bob'));
  await clock.advance(EXPIRE_AFTER_MS - 1);
  assert.deepEqual(
    typing.typists.value.map(({ username }) => username),
    ['Bob'],
  );
  await clock.advance(1);
  assert.deepEqual(typing.typists.value, []);
});

test('a typist whose message has arrived has stopped', async () => {
  const { events, typing } = setUp();
  await events.broadcasts(PATH, signal('Bob'));
  typing.stopped('sub-Bob');
  assert.deepEqual(typing.typists.value, []);
});

test('a user who types a message signals it once, and again after a pause or with the next message', async () => {
  const { clock, events, typing } = setUp();
  const key = async (afterMs: number) => {
    await clock.advance(afterMs);
    typing.signal();
  };
  for (let count = 0; count < 100; count++) await key(1_000);
  assert.deepEqual(events.published, [{ channel: PATH, events: [{ kind: 'typing' }] }]);
  await key(PAUSE_MS);
  assert.equal(events.published.length, 2);
  typing.reset();
  await key(0);
  await key(1_000);
  assert.equal(events.published.length, 3);
});

test('in a channel of many members no typing signal is sent', async () => {
  const { events, line, typing } = setUp();
  line.small = false;
  typing.signal();
  assert.deepEqual(events.published, []);
  line.small = true;
  typing.signal();
  assert.equal(events.published.length, 1);
});

test('a channel of many members is not subscribed to for signals, until it is small', () => {
  const { events, line, typing } = setUp();
  assert.deepEqual(events.paths, [PATH]);
  line.small = false;
  typing.open(0);
  assert.deepEqual(events.paths, []);
  line.small = true;
  typing.open(0);
  assert.deepEqual(events.paths, [PATH]);
});

test('without a connection there is no signal, not even later', () => {
  const { events, line, typing } = setUp();
  line.live = false;
  typing.signal();
  assert.deepEqual(events.published, []);
});

test('invalid signals and too many typists have no effect', async () => {
  const { events, typing } = setUp();
  await events.broadcasts(PATH, null, 7, { kind: 'dancing' });
  await events.broadcasts(PATH, ...Array.from({ length: 500 }, (_, index) => signal(`guest-${index}`)));
  assert.equal(typing.typists.value.length, 50);
});
