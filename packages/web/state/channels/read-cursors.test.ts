// Read cursors: moved at intervals, only forward, on the server and on the user's other devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebError } from '../../errors.ts';
import { aChannel, anEntry, FakeApi, FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { Channels } from './channels.ts';
import { MOVE_EVERY_MS, NOTIFYING_MOVE_AFTER_MS, ReadCursors } from './read-cursors.ts';

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

test('messages that may notify other devices are read there before they are pushed, several by one move, and own ones are not hurried', async () => {
  const { api, clock, channels, marks } = setUp();
  channels.applyList([aChannel('general', 50), aChannel('d-1', 0, { kind: 'direct' })]);
  const see = async (...seen: ReturnType<typeof anEntry>[]) => {
    for (const one of seen) {
      channels.applyEntries(one);
      marks.markSeen(one);
      await settled();
    }
    await clock.advance(NOTIFYING_MOVE_AFTER_MS);
    return api.requests.splice(0);
  };
  const inChat = (seq: number, userId = 'sub-bob') => anEntry(seq, { channel: 'd-1', userId });
  assert.deepEqual(await see(inChat(1)), ['read d-1 1']);
  assert.deepEqual(await see(inChat(2), inChat(3)), ['read d-1 3']);
  assert.deepEqual(await see(inChat(4, 'sub-ann')), []);
  assert.deepEqual(await see(anEntry(51)), ['read general 51']);
  assert.deepEqual(await see(anEntry(52)), []);
  assert.deepEqual(await see(anEntry(53, { message: 'hi @ann' }), anEntry(54)), ['read general 54']);
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

test('messages that are marked as unread are unread at once, and a move that was due is not sent', async () => {
  const { api, channels, clock, events, marks } = setUp();
  marks.markSeen(anEntry(48));
  await settled();
  marks.markSeen(anEntry(50));
  await marks.markUnread(anEntry(41));
  assert.equal(channels.unread('general'), 10);
  assert.deepEqual(events.published.at(-1)?.events, [
    { kind: 'read', channel: 'general', readSeq: 40, readCount: 40, readVersion: 1 },
  ]);
  await clock.advance(MOVE_EVERY_MS);
  marks.markSeen(anEntry(45));
  await settled();
  assert.deepEqual(api.requests, ['read general 48', 'unread general 41 of 0', 'read general 45 of 1']);
});

test('a mark is made again after one of another device that this page did not know of', async () => {
  const { api, marks } = setUp();
  api.cursors.set('general', { readSeq: 9, readCount: 9, readVersion: 3 });
  await marks.markUnread(anEntry(41));
  assert.deepEqual(api.requests, ['unread general 41 of 0', 'unread general 41 of 3']);
});

test('a page whose cursor is rejected, as messages were marked as unread elsewhere, adopts that mark', async () => {
  const { api, channels, marks } = setUp();
  api.cursors.set('general', { readSeq: 9, readCount: 9, readVersion: 1 });
  marks.markSeen(anEntry(50));
  await settled();
  assert.equal(channels.unread('general'), 41);
});

test('a mark of another device is applied, and an earlier position that arrives after it is not', async () => {
  const { channels, marks } = setUp();
  const signal = { kind: 'read', channel: 'general', readSeq: 30, readCount: 30 };
  marks.receive({ ...signal, readVersion: 1 });
  marks.receive({ ...signal, readSeq: 50, readCount: 50 });
  assert.equal(channels.unread('general'), 20);
  assert.deepEqual(channels.known(), new Map());
});

test('all channels are marked as read by one request', async () => {
  const { api, channels, events, marks } = setUp();
  channels.applyList([
    aChannel('general', 50),
    aChannel('random', 7),
    aChannel('tech', 3, { readSeq: 3, readCount: 3 }),
  ]);
  await marks.markAllRead();
  await marks.markAllRead();
  assert.deepEqual(api.requests, ['read all: general 50, random 7']);
  assert.deepEqual(
    ['general', 'random'].map((name) => channels.unread(name)),
    [0, 0],
  );
  assert.deepEqual(events.published, [{ channel: PATH, events: [{ kind: 'list-changed' }] }]);
});
