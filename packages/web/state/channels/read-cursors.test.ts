// Read marks: told once in a while, only forward, to the server and to the person's other devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebError } from '../../errors.ts';
import { aChannel, anEntry, FakeApi, FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { Channels } from './channels.ts';
import { MOVE_EVERY_MS, ReadCursors } from './read-cursors.ts';

const PATH = '/signals/users/sub-ann';

function story() {
  const deps = { api: new FakeApi(), events: new FakeEvents(), clock: new ManualClock() };
  const channels = new Channels(
    { username: 'Ann', userId: 'sub-ann' },
    {
      ...deps,
      onLive: async () => undefined,
      onOutdated: () => undefined,
    },
  );
  channels.applyList([aChannel('general', 50)]);
  const marks = new ReadCursors('sub-ann', channels, deps);
  return { ...deps, channels, marks };
}

test('what is seen is no longer unread at once, and is told to the server and then to the other devices', async () => {
  const { api, channels, events, marks } = story();
  api.holds();
  marks.markSeen(anEntry(50));
  assert.equal(channels.unread('general'), 0);
  await settled();
  assert.deepEqual(api.asked, ['read general 50']);
  assert.deepEqual(events.published, []);
  await api.answers();
  assert.deepEqual(events.published, [
    { channel: PATH, events: [{ kind: 'read', channel: 'general', readSeq: 50, readCount: 50 }] },
  ]);
});

test('in a lively channel not every message is told, but the last one is', async () => {
  const { api, clock, marks } = story();
  for (let seq = 1; seq <= 50; seq++) {
    marks.markSeen(anEntry(seq));
    await settled();
  }
  await clock.advance(MOVE_EVERY_MS);
  await clock.advance(MOVE_EVERY_MS);
  assert.deepEqual(api.asked, ['read general 1', 'read general 50']);
});

test('what was seen before is not told again', async () => {
  const { api, clock, marks } = story();
  marks.markSeen(anEntry(9));
  await clock.advance(MOVE_EVERY_MS);
  marks.markSeen(anEntry(9));
  marks.markSeen(anEntry(8));
  await settled();
  assert.deepEqual(api.asked, ['read general 9']);
});

test('a mark that could not be told is told later, or a newer one in its place', async () => {
  const { api, clock, marks } = story();
  api.fails(new WebError('unreachable', 'Gone.'));
  marks.markSeen(anEntry(8));
  await settled();
  marks.markSeen(anEntry(9));
  await clock.advance(60_000);
  assert.deepEqual(api.asked, ['read general 8', 'read general 9']);
});

test('a mark that met a sign-in that had ended is told once the person is signed in again', async () => {
  const { api, clock, marks } = story();
  api.fails(new WebError('signed-out', 'Sign in again.'));
  marks.markSeen(anEntry(8));
  await settled();
  await clock.advance(60_000);
  assert.deepEqual(api.asked, ['read general 8', 'read general 8']);
});

test('what is read on one device is not unread on the others', async () => {
  const { channels, marks } = story();
  for (const event of [{ kind: 'read', channel: 'general', readSeq: 48, readCount: 48 }, { kind: 'strange' }, null])
    marks.receive(event);
  assert.equal(channels.unread('general'), 2);
});
