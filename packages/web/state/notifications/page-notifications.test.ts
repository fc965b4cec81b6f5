// Which messages the page notifies of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, type FollowedThread, type Message, NO_PREFERENCES, NOTIFICATION_DEFAULTS } from '@parley/chat';
import { type PageNotification, PageNotifications, type PageNotificationsDeps } from './page-notifications.ts';

const NOW = Date.parse('2026-12-01T12:00:00.000Z');
const CHANNELS: Record<string, Pick<Channel, 'name' | 'kind' | 'readSeq'>> = {
  general: { name: 'general', kind: 'public', readSeq: 4 },
  'd-1': { name: 'd-1', kind: 'direct', readSeq: 0 },
};

function scene(deps: Partial<PageNotificationsDeps> = {}) {
  const shown: PageNotification[] = [];
  const notifications = new PageNotifications({
    self: 'ann',
    threadOf: () => undefined,
    channelOf: (name) => CHANNELS[name] as Channel | undefined,
    preferences: () => NO_PREFERENCES,
    isBlocked: (userId) => userId === 'blocked',
    nameOf: ({ username }) => username,
    now: () => NOW,
    isChosen: () => true,
    isWatched: async () => false,
    show: (one) => shown.push(one),
    ...deps,
  });
  const receive = (channel: string, seq: number, isMention = false, message: Partial<Message> = {}) =>
    notifications.receive({
      channel,
      seq,
      isMention,
      message: {
        channel,
        seq,
        id: 'id',
        timestamp: new Date(NOW).toISOString(),
        username: 'bob',
        userId: 'bob',
        count: seq,
        kind: 'message',
        message: `message ${seq}`,
        ...message,
      },
    });
  return { notifications, shown, receive, seqs: () => shown.map(({ seq }) => seq) };
}

const preferences = (settings: object, mutedChannels: string[] = []) => ({
  preferences: () => ({ ...NO_PREFERENCES, mutedChannels, notifications: { ...NOTIFICATION_DEFAULTS, ...settings } }),
});

test('direct messages and mentions notify, other messages do not', async () => {
  const { receive, shown } = scene();
  await receive('d-1', 1);
  await receive('general', 5);
  await receive('general', 6, true);
  assert.deepEqual(
    shown.map(({ channel, seq, author, text, sound }) => [channel.name, seq, author, text, sound]),
    [
      ['d-1', 1, 'bob', 'message 1', true],
      ['general', 6, 'bob', 'message 6', true],
    ],
  );
});

test('a hint and its message notify once, and a message that is read not at all', async () => {
  const { notifications, receive, seqs } = scene();
  await notifications.receive({ channel: 'general', seq: 7, isMention: true });
  await receive('general', 7, true);
  await receive('general', 4, true);
  assert.deepEqual(seqs(), [7]);
});

test('levels, muted channels, a pause and the text are those of the settings', async () => {
  const all = scene(preferences({ levels: { general: 'all', 'd-1': 'none' }, showText: false, sound: false }));
  await all.receive('general', 5);
  await all.receive('d-1', 1, true);
  assert.deepEqual(all.shown, [{ channel: CHANNELS['general'], seq: 5, sound: false, author: 'bob' }]);
  const muted = scene(preferences({}, ['d-1']));
  await muted.receive('d-1', 1);
  await muted.receive('d-1', 2, true);
  assert.deepEqual(muted.seqs(), [2]);
  const paused = scene(preferences({ pausedUntil: new Date(NOW + 1).toISOString() }));
  await paused.receive('d-1', 1);
  assert.deepEqual(paused.seqs(), []);
});

test('no notification for a channel that the user looks at, of a blocked author, of an old message, and in other tabs', async () => {
  const watched = scene({ isWatched: async (channel) => channel === 'd-1' });
  await watched.receive('d-1', 1);
  await watched.receive('general', 5, true);
  assert.deepEqual(watched.seqs(), [5]);
  const { receive, seqs } = scene();
  await receive('d-1', 1, false, { userId: 'blocked' });
  await receive('d-1', 2, false, { timestamp: new Date(NOW - 61_000).toISOString() });
  await receive('gone', 1);
  assert.deepEqual(seqs(), []);
  const other = scene({ isChosen: () => false });
  await other.receive('d-1', 1);
  assert.deepEqual(other.seqs(), []);
});

const aThread = (count: number, read: number, by = 'bob', fields: Partial<Message> = {}): FollowedThread => {
  const replies = { count, last: new Date(NOW).toISOString(), userIds: [by] };
  const root = { channel: 'general', seq: 2, userId: 'ann', replies, changedSeq: 20 + count, ...fields };
  return { root: root as Message, read };
};

test('a reply notifies a follower of its thread once, whether its event or the list arrives first, and whatever of the channel is read', async () => {
  const followed = scene({ threadOf: ({ seq }) => (seq === 2 ? aThread(1, 1) : undefined) });
  await followed.receive('general', 3, false, { thread: 2, threadCount: 2 });
  await followed.notifications.receiveThreads([aThread(2, 1)]);
  await followed.receive('general', 22, false, { thread: 9, threadCount: 1 });
  assert.deepEqual(
    followed.shown.map(({ seq, thread, text }) => [seq, thread, text]),
    [[3, 2, 'message 3']],
  );
  const later = scene();
  await later.receive('general', 21, false, { thread: 2, threadCount: 1 });
  assert.deepEqual(later.shown, [], 'that the thread is followed is not known yet');
  await later.notifications.receiveThreads([aThread(1, 0)]);
  await later.notifications.receiveThreads([aThread(1, 0)]);
  await later.notifications.receiveThreads([aThread(2, 0)]);
  assert.deepEqual(
    later.shown.map(({ seq, thread, author, text }) => [seq, thread, author, text]),
    [
      [21, 2, 'bob', 'message 21'],
      [22, 2, undefined, undefined],
    ],
  );
});

test('a reply that is sent to the channel notifies once, and a mention in a thread that is not followed yet at once', async () => {
  const { receive, notifications, shown } = scene({ threadOf: () => aThread(0, 0) });
  await receive('general', 21, false, { thread: 2, threadCount: 1, alsoInChannel: true });
  await notifications.receiveThreads([aThread(1, 0)]);
  assert.deepEqual(
    shown.map(({ seq, thread }) => [seq, thread]),
    [[21, undefined]],
  );
  const hinted = scene();
  await hinted.notifications.receive({ channel: 'general', seq: 21, isMention: true });
  await hinted.notifications.receiveThreads([aThread(1, 0)]);
  await hinted.receive('general', 25, true, { thread: 9, threadCount: 1 });
  assert.deepEqual(
    hinted.shown.map(({ seq, thread }) => [seq, thread]),
    [
      [21, undefined],
      [25, 9],
    ],
  );
});

test('no reply notifies its author, of a blocked user, that is read or old, in an open thread, and where the settings say so', async () => {
  const notified = async (threads: FollowedThread[], deps: Partial<PageNotificationsDeps> = {}) => {
    const { notifications, shown } = scene({ threadOf: () => aThread(0, 0), ...deps });
    await notifications.receiveThreads(threads);
    return shown.length;
  };
  assert.equal(await notified([aThread(1, 0)]), 1);
  assert.equal(await notified([aThread(1, 0)], { isWatched: async (_, thread) => thread === undefined }), 1);
  const old = { count: 1, last: new Date(NOW - 61_000).toISOString(), userIds: ['bob'] };
  for (const one of [
    aThread(1, 0, 'ann'),
    aThread(1, 0, 'blocked'),
    aThread(1, 1),
    aThread(1, 0, 'bob', { replies: old }),
    aThread(1, 0, 'bob', { channel: 'gone' }),
  ])
    assert.equal(await notified([one]), 0);
  for (const deps of [
    { isWatched: async (_: string, thread?: number) => thread === 2 },
    preferences({ threads: false }),
    preferences({ levels: { general: 'none' } }),
    preferences({}, ['general']),
    preferences({ pausedUntil: new Date(NOW + 1).toISOString() }),
  ])
    assert.equal(await notified([aThread(1, 0)], deps), 0);
});
