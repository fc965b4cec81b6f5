// The followed threads: one list for what the server says, what arrives, what is read here and on other devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FollowedThread, type Message, unreadReplies } from '@parley/chat';
import { signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { anEntry, ManualClock, settled } from '../../testing/fakes.ts';
import { NewsListeners } from '../channels/news.ts';
import { LIST_EVERY_MS, READ_AFTER_MS, Threads } from './threads.ts';

const aThread = (seq: number, count: number, read: number, minute = 0): FollowedThread => {
  const last = new Date(Date.UTC(2026, 0, 2, 12, minute)).toISOString();
  return { root: anEntry(seq, { replies: { count, last, userIds: ['sub-bob'] } }), read };
};

const aReply = (thread: number, threadCount: number): Message =>
  anEntry(100 + threadCount, { thread, threadCount, timestamp: '2026-01-02T13:00:00.000Z' });

function scene(listed: FollowedThread[] = []) {
  const clock = new ManualClock();
  const version = signal(0);
  const channels = signal([{ name: 'general' }]);
  const news = new NewsListeners();
  const signals: object[] = [];
  const requests: string[] = [];
  const live = new Set(['general']);
  const server = { listed, version: 0, following: true, error: undefined as WebError | undefined };
  const threads = new Threads({
    ...{ clock, version, channels, news },
    isLive: (channel) => live.has(channel),
    signalDevices: (event) => signals.push(event),
    request: async (route, path, { body } = {}) => {
      requests.push([route, (path as { seq?: number }).seq, JSON.stringify(body)].filter(Boolean).join(' '));
      if (server.error) throw server.error;
      if (route === 'listThreads') return { version: server.version, threads: server.listed };
      return { following: server.following, read: (body as { count?: number }).count ?? 7 };
    },
  });
  const sync = async (next: number) => {
    server.version = next;
    version.value = next;
    await settled();
  };
  const unread = () => Object.fromEntries(threads.list.value.map((thread) => [thread.root.seq, unreadReplies(thread)]));
  const stored = () => requests.filter((one) => one !== 'listThreads');
  return { threads, clock, news, live, server, signals, requests, sync, unread, stored };
}

test('the list is loaded when a sync has another version: the unread threads first, then the newest replies', async () => {
  const { threads, requests, sync, unread } = scene([aThread(1, 2, 2, 9), aThread(2, 3, 1, 1), aThread(3, 1, 0, 5)]);
  assert.deepEqual([requests, threads.loadState.value.state], [[], 'loading']);
  await sync(1);
  assert.deepEqual(
    threads.list.value.map(({ root }) => root.seq),
    [3, 2, 1],
  );
  assert.deepEqual(
    [unread(), threads.unread.value, threads.loadState.value.state],
    [{ 1: 0, 2: 2, 3: 1 }, 2, 'complete'],
  );
  await sync(1);
  assert.equal(requests.length, 1);
});

test('lists are not closer than their least time, and the last version is always loaded', async () => {
  const { clock, requests, sync } = scene();
  for (let version = 1; version <= 5; version += 1) await sync(version);
  assert.equal(requests.length, 1);
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 2);
  await clock.advance(10 * LIST_EVERY_MS);
  assert.equal(requests.length, 2);
});

test('a reply that arrives is counted by its number, once, and an older list does not undo it', async () => {
  const { threads, clock, news, sync, unread } = scene([aThread(1, 2, 2)]);
  await sync(1);
  const message = aReply(1, 3);
  for (let time = 0; time < 2; time += 1) news.tell({ channel: 'general', seq: 103, isMention: false, message });
  news.tell({ channel: 'general', seq: 200, isMention: false, message: aReply(9, 1) });
  assert.deepEqual([unread(), threads.unread.value], [{ 1: 1 }, 1]);
  await sync(2);
  await clock.advance(LIST_EVERY_MS);
  assert.deepEqual(unread(), { 1: 1 });
});

test('a hint loads the list only where the event does not arrive, or the thread is not known to be followed', async () => {
  const { threads, clock, live, requests, sync } = scene([aThread(1, 2, 2)]);
  await sync(1);
  await clock.advance(LIST_EVERY_MS);
  threads.hinted('general', 1);
  assert.equal(requests.length, 1);
  threads.hinted('general', 2);
  await settled();
  assert.equal(requests.length, 2);
  live.clear();
  threads.hinted('general', 1);
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 3);
});

test('what is read is shown at once, stored together after a moment, and told to the other devices', async () => {
  const { threads, clock, signals, stored, sync, unread } = scene([aThread(1, 5, 0)]);
  await sync(1);
  for (const count of [2, 4, 3]) threads.markRead({ channel: 'general', seq: 1 }, count);
  assert.deepEqual([unread(), stored()], [{ 1: 1 }, []]);
  await clock.advance(READ_AFTER_MS);
  assert.deepEqual(stored(), ['markThreadRead 1 {"count":4}']);
  assert.deepEqual(signals, [{ kind: 'thread', channel: 'general', thread: 1, read: 4 }]);
  threads.markRead({ channel: 'general', seq: 1 }, 5);
  threads.stop();
  await settled();
  assert.deepEqual(stored().slice(1), ['markThreadRead 1 {"count":5}'], 'at once, as the page is closed');
});

test('a read that cannot be stored is stored later, and a list that comes before does not show it as unread', async () => {
  const { threads, clock, server, stored, sync, unread } = scene([aThread(1, 5, 0)]);
  await sync(1);
  threads.markRead({ channel: 'general', seq: 1 }, 5);
  server.error = new WebError('unreachable', 'No connection.');
  await clock.advance(READ_AFTER_MS);
  server.error = undefined;
  await threads.load();
  assert.deepEqual(unread(), { 1: 0 });
  await clock.advance(60_000);
  assert.equal(stored().length, 2);
  threads.markRead({ channel: 'general', seq: 1 }, 6);
  server.error = new WebError('refused', 'Not a member.');
  await clock.advance(READ_AFTER_MS);
  await clock.advance(60_000);
  assert.equal(stored().length, 3, 'a rejection is final');
});

test('a signal of another device moves what is read forward only; without it, the list is loaded', async () => {
  const { threads, clock, requests, sync, unread } = scene([aThread(1, 5, 1)]);
  await sync(1);
  const signal = (read?: number) => threads.signalled({ kind: 'thread', channel: 'general', thread: 1, read });
  signal(4);
  signal(2);
  threads.signalled({ kind: 'thread', channel: 7 });
  assert.deepEqual([unread(), requests.length], [{ 1: 1 }, 1]);
  signal();
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 2);
});

test('a thread that is unfollowed leaves the list at once, on all devices', async () => {
  const { threads, signals, sync } = scene([aThread(1, 5, 1)]);
  await sync(1);
  assert.equal(threads.find({ channel: 'general', seq: 1 })?.read, 1);
  assert.equal(await threads.follow({ channel: 'general', seq: 1 }, false), 7);
  assert.deepEqual([threads.list.value, threads.of({ channel: 'general', seq: 1 })], [[], undefined]);
  assert.deepEqual(signals, [{ kind: 'thread', channel: 'general', thread: 1 }]);
});

test('a list that cannot be loaded says why, and is loaded later', async () => {
  const { threads, clock, server, requests, sync } = scene([aThread(1, 1, 0)]);
  server.error = new WebError('unreachable', 'No connection.');
  await sync(1);
  assert.equal(threads.loadState.value.state, 'failed');
  server.error = undefined;
  await clock.advance(60_000);
  assert.deepEqual([threads.unread.value, requests.length], [1, 2]);
});

/** Threads of a user in two channels, whose server answers each request when it is told to. */
function setUp() {
  const requests: (() => void)[] = [];
  const version = signal(0);
  const channels = signal([{ name: 'general' }, { name: 'random' }]);
  const clock = new ManualClock();
  const roots = ['general', 'random'].map((channel) => ({ root: { ...anEntry(1), channel }, read: 0 }));
  const request = () =>
    new Promise<Record<string, unknown>>((resolve) => {
      requests.push(() => resolve({ version: version.peek(), threads: roots }));
    });
  const threads = new Threads({
    ...{ request, clock, version, channels, news: new NewsListeners() },
    isLive: () => true,
    signalDevices: () => undefined,
  });
  const answer = async () => {
    requests.shift()?.();
    await settled();
  };
  return { requests, version, channels, clock, threads, answer };
}

const listed = ({ list }: Threads) => list.peek().map(({ root }) => root.channel);

test('a list that takes longer than the delay before the next one does not end the loading', async () => {
  const { requests, version, clock, answer } = setUp();
  version.value = 1;
  assert.equal(requests.length, 1);
  // While the first list is being loaded, another one becomes due, and its delay passes.
  version.value = 2;
  await clock.advance(LIST_EVERY_MS);
  await answer();
  await answer();
  version.value = 3;
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 1, 'the list is loaded for the third version');
});

test('threads of a channel that the user has left are not shown, and those of one that the user joins are loaded', async () => {
  const { requests, version, channels, clock, threads, answer } = setUp();
  version.value = 1;
  await answer();
  assert.deepEqual(listed(threads), ['general', 'random']);
  channels.value = [{ name: 'general' }];
  assert.deepEqual(listed(threads), ['general']);
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 0);
  channels.value = [{ name: 'general' }, { name: 'random' }];
  await clock.advance(LIST_EVERY_MS);
  assert.equal(requests.length, 1, 'the list is loaded again');
});
