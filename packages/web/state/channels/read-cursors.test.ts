// Read cursors: moved at intervals, only forward, on the server and on the user's other devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebError } from '../../errors.ts';
import { aChannel, anEntry, FakeApi, FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { Channels } from './channels.ts';
import { MOVE_EVERY_MS, ReadCursors } from './read-cursors.ts';

const PATH = '/signals/users/sub-ann';

function setUp() {
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

test('a message that was seen is read at once, and the cursor is sent to the server and then to the other devices', async () => {
  const { api, channels, events, marks } = setUp();
  api.holds();
  marks.markSeen(anEntry(50));
  assert.equal(channels.unread('general'), 0);
  await settled();
  assert.deepEqual(api.requests, ['read general 50']);
  assert.deepEqual(events.published, []);
  await api.releases();
  assert.deepEqual(events.published, [
    { channel: PATH, events: [{ kind: 'read', channel: 'general', readSeq: 50, readCount: 50 }] },
  ]);
});

test('in a lively channel the cursor is not sent for every message, but for the last one', async () => {
  const { api, clock, marks } = setUp();
  for (let seq = 1; seq <= 50; seq++) {
    marks.markSeen(anEntry(seq));
    await settled();
  }
  await clock.advance(MOVE_EVERY_MS);
  await clock.advance(MOVE_EVERY_MS);
  assert.deepEqual(api.requests, ['read general 1', 'read general 50']);
});

test('a user who leaves the channel or the page moves the cursor at once', async () => {
  const { api, clock, marks } = setUp();
  marks.markSeen(anEntry(1));
  await settled();
  marks.markSeen(anEntry(2));
  marks.flush('random');
  await settled();
  assert.deepEqual(api.requests, ['read general 1']);
  marks.flush('general');
  await settled();
  assert.deepEqual(api.requests, ['read general 1', 'read general 2']);
  marks.markSeen(anEntry(3));
  marks.flushAll();
  await clock.advance(MOVE_EVERY_MS);
  await clock.advance(MOVE_EVERY_MS);
  assert.deepEqual(api.requests, ['read general 1', 'read general 2', 'read general 3']);
});

test('a message that was seen before moves no cursor', async () => {
  const { api, clock, marks } = setUp();
  marks.markSeen(anEntry(9));
  await clock.advance(MOVE_EVERY_MS);
  marks.markSeen(anEntry(9));
  marks.markSeen(anEntry(8));
  await settled();
  assert.deepEqual(api.requests, ['read general 9']);
});

test('a cursor that could not be sent is sent later, or a newer one in its place', async () => {
  const { api, clock, marks } = setUp();
  api.fails(new WebError('unreachable', 'Gone.'));
  marks.markSeen(anEntry(8));
  await settled();
  marks.markSeen(anEntry(9));
  await clock.advance(60_000);
  assert.deepEqual(api.requests, ['read general 8', 'read general 9']);
});

test('a cursor that was rejected because the session had expired is sent once the user has signed in again', async () => {
  const { api, clock, marks } = setUp();
  api.fails(new WebError('signed-out', 'Sign in again.'));
  marks.markSeen(anEntry(8));
  await settled();
  await clock.advance(60_000);
  assert.deepEqual(api.requests, ['read general 8', 'read general 8']);
});

test('a message that is read on one device is read on the others', async () => {
  const { channels, marks } = setUp();
  for (const event of [{ kind: 'read', channel: 'general', readSeq: 48, readCount: 48 }, { kind: 'strange' }, null])
    marks.receive(event);
  assert.equal(channels.unread('general'), 2);
});
