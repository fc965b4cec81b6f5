// Who is typing: said rarely, forgotten soon, never oneself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeEvents, ManualClock } from '../../testing/fakes.ts';
import { EXPIRE_AFTER_MS, SIGNAL_EVERY_MS, Typing } from './typing.ts';

const PATH = '/signals/channels/general';
const signal = (username: string) => ({ kind: 'typing', username, userId: `sub-${username}` });

function story() {
  const events = new FakeEvents();
  const clock = new ManualClock();
  const line = { live: true };
  const typing = new Typing('general', 'sub-Ann', { events, clock, connected: () => line.live });
  typing.open(0);
  return { events, clock, typing, line };
}

test('others who type are named, oneself is not', async () => {
  const { events, typing } = story();
  await events.says(PATH, signal('Bob'), signal('Ann'), signal('Chloé'), signal('Bob'));
  assert.deepEqual(
    typing.typists.value.map(({ username }) => username),
    ['Bob', 'Chloé'],
  );
});

test('who is not heard of any more has stopped', async () => {
  const { clock, events, typing } = story();
  await events.says(PATH, signal('Bob'));
  await clock.advance(EXPIRE_AFTER_MS - 1);
  await events.says(PATH, signal('Bob'));
  await clock.advance(EXPIRE_AFTER_MS - 1);
  assert.deepEqual(
    typing.typists.value.map(({ username }) => username),
    ['Bob'],
  );
  await clock.advance(1);
  assert.deepEqual(typing.typists.value, []);
});

test('who has sent the message has stopped', async () => {
  const { events, typing } = story();
  await events.says(PATH, signal('Bob'));
  typing.stopped('sub-Bob');
  assert.deepEqual(typing.typists.value, []);
});

test('a person who types on says so every few seconds, and at once after a message', async () => {
  const { clock, events, typing } = story();
  for (let key = 0; key < 10; key++) typing.signal();
  assert.deepEqual(events.published, [{ channel: PATH, events: [{ kind: 'typing' }] }]);
  await clock.advance(SIGNAL_EVERY_MS);
  typing.signal();
  typing.reset();
  typing.signal();
  assert.equal(events.published.length, 3);
});

test('without a connection nobody is told, not even later', () => {
  const { events, line, typing } = story();
  line.live = false;
  typing.signal();
  assert.deepEqual(events.published, []);
});

test('a signal that is none, and a crowd of typists, are borne', async () => {
  const { events, typing } = story();
  await events.says(PATH, null, 7, { kind: 'dancing' });
  await events.says(PATH, ...Array.from({ length: 500 }, (_, index) => signal(`guest-${index}`)));
  assert.equal(typing.typists.value.length, 50);
});
