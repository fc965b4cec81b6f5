// The chat of one user: the open channel, the subscriptions, and the times of syncs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parley/chat';
import {
  aChannel,
  anEntry,
  anOutboxDeps,
  entries,
  FakeApi,
  FakeEvents,
  FakeTabs,
  ManualClock,
  settled,
} from '../testing/fakes.ts';
import { Chat } from './chat.ts';
import { HIDDEN_CONNECTED_MS } from './hidden-page.ts';
import { HEAD_CHECK_EVERY_MS } from './messages/head-check.ts';

async function setUp({ tabs = new FakeTabs(), api = new FakeApi(), userId = 'sub-ann' } = {}) {
  const deps = { api, events: new FakeEvents(), clock: new ManualClock() };
  api.list = ['general', 'random'].map((name) => aChannel(name, 3, { readSeq: 3, readCount: 3 }));
  if (api.log.length === 0) api.log = entries(1, 3);
  const { visible, ...others } = anOutboxDeps();
  const chat = new Chat({ username: 'Ann', userId }, { ...others, ...deps, visible, openOutboxStorage: tabs.open });
  await chat.start();
  return { ...deps, visible, tabs, chat };
}

const MINUTE = 60_000;
const GENERAL = '/serverlesschat/channels/general';
const seqs = (chat: Chat) => chat.openChannel.value?.conversation.timeline.value.entries.map(({ seq }) => seq);

test('each channel is subscribed to once: the open one by its conversation, the others for their unread count', async () => {
  const { chat, events } = await setUp();
  const subscriptions = (open: string) => [
    '/serverlesschat/channels/general',
    '/serverlesschat/channels/random',
    `/signals/channels/${open}`,
    '/signals/users/sub-ann',
  ];
  for (const open of ['general', 'random']) {
    chat.open(open);
    await settled();
    assert.deepEqual(events.paths.sort(), subscriptions(open));
  }
});

test('the path of the user is subscribed to again when it was refused for a while, and what was missed comes with a sync', async () => {
  const { api, clock, events } = await setUp();
  const path = '/signals/users/sub-ann';
  await events.changesState('live', undefined, path);
  await events.changesState('refused', new Error('Try again.'), path);
  await clock.advance(5_000);
  api.requests.length = 0;
  await events.changesState('live', undefined, path);
  await clock.advance(1_000);
  assert.deepEqual(
    api.requests.map((request) => request.split(' ')[0]),
    ['sync'],
  );
});

test('a channel that does not exist is not opened', async () => {
  const { chat } = await setUp();
  chat.open('general');
  chat.open('nowhere');
  assert.equal(chat.openChannel.value, undefined);
});

test('a new message in the open channel is counted, and its author is no longer typing', async () => {
  const { chat, events } = await setUp();
  chat.open('general');
  await settled();
  await events.broadcasts('/signals/channels/general', { kind: 'typing', username: 'Bob', userId: 'sub-bob' });
  assert.deepEqual(
    chat.openChannel.value?.typing.typists.value.map(({ username }) => username),
    ['Bob'],
  );
  await events.broadcasts(GENERAL, anEntry(4));
  assert.equal(chat.channels.unread('general'), 1);
  assert.deepEqual(chat.openChannel.value?.typing.typists.value, []);
});

test('a user who is banned is no longer typing for the others', async () => {
  const { chat, events } = await setUp();
  chat.open('general');
  await settled();
  const bob = { username: 'Bob', userId: 'sub-bob' };
  await events.broadcasts('/signals/channels/general', { kind: 'typing', ...bob });
  assert.equal(chat.openChannel.value?.typing.typists.value.length, 1);
  const { message: _, ...base } = anEntry(4, { username: 'Cat', userId: 'sub-cat' }) as Message;
  await events.broadcasts(GENERAL, { ...base, kind: 'notice', notice: 'banned', user: bob });
  assert.deepEqual(chat.openChannel.value?.typing.typists.value, []);
});

/** Lets minutes pass in which nothing happens. Syncs are then at the minutes 1, 3, 7, 15, 25, 35 and so on. */
async function quietMinutes({ clock }: { clock: ManualClock }, minutes: number) {
  for (let minute = 0; minute < minutes; minute += 1) await clock.advance(MINUTE);
}

test('a message whose event was lost on the open channel is loaded within a minute, however rare syncs are', async () => {
  const { api, chat, clock } = await setUp();
  chat.open('general');
  await settled();
  await quietMinutes({ clock }, 26);
  api.log = entries(1, 4);
  api.requests.length = 0;
  await clock.advance(HEAD_CHECK_EVERY_MS);
  assert.deepEqual(seqs(chat), [1, 2, 3, 4]);
  assert.deepEqual(api.requests, ['page {"after":3,"limit":200}']);
});

test('a message whose event was lost on a quiet channel is counted after ten minutes at most, and another one after one', async () => {
  const { api, chat, clock } = await setUp();
  chat.open('general');
  await settled();
  await quietMinutes({ clock }, 26);
  const lose = (head: number) => {
    api.list = [aChannel('general', 3, { readSeq: 3 }), aChannel('random', head, { readSeq: 3, readCount: 3 })];
  };
  lose(4);
  await quietMinutes({ clock }, 9);
  assert.equal(chat.channels.unread('random'), 1);
  lose(5);
  await quietMinutes({ clock }, 1);
  assert.equal(chat.channels.unread('random'), 2);
});

test('a gap in the events of a channel that is not open causes a sync', async () => {
  const { api, events } = await setUp();
  api.requests.length = 0;
  await events.broadcasts('/serverlesschat/channels/random', anEntry(4, { channel: 'random' }));
  assert.deepEqual(api.requests, []);
  await events.broadcasts('/serverlesschat/channels/random', anEntry(6, { channel: 'random' }));
  assert.deepEqual(api.requests, ['sync {}']);
});

test('a reconnect causes one sync, which also loads the channels that were open before', async () => {
  const { api, chat, events } = await setUp();
  api.log.push(...entries(1, 3).map((entry) => ({ ...entry, channel: 'random', id: `random-${entry.seq}` })));
  for (const name of ['general', 'random']) {
    chat.open(name);
    await settled();
  }
  api.log.push(anEntry(4));
  api.requests.length = 0;
  await events.changesState('live');
  assert.deepEqual(api.requests, ['sync {"general":3,"random":3}']);
  api.holds();
  chat.open('general');
  assert.deepEqual(seqs(chat), [1, 2, 3, 4]);
});

test('a page that becomes visible and focused syncs once', async () => {
  const { api, chat, clock } = await setUp();
  await clock.advance(10_000);
  api.requests.length = 0;
  chat.wake();
  chat.wake();
  await settled();
  assert.deepEqual(api.requests, ['sync {}']);
});

test('a page that was hidden for a moment does not sync, unless its connection was lost', async () => {
  const { api, chat, clock, events, visible } = await setUp();
  const hide = async (ms: number) => {
    api.requests.length = 0;
    visible.value = false;
    await clock.advance(ms);
    visible.value = true;
    chat.wake();
    chat.wake();
    await settled();
    return api.requests;
  };
  assert.deepEqual(await hide(59_000), []);
  assert.deepEqual(await hide(60_000), ['sync {}']);
  events.disconnect();
  assert.deepEqual(await hide(30_000), ['sync {}']);
});

test('a page that was hidden for long has disconnected, and knows everything when it is visible again', async () => {
  const { api, chat, clock, events, visible } = await setUp();
  chat.open('general');
  await settled();
  visible.value = false;
  await clock.advance(HIDDEN_CONNECTED_MS);
  assert.equal(events.state, 'idle');
  api.log = entries(1, 5);
  api.list = [
    aChannel('general', 5, { readSeq: 3, readCount: 3 }),
    aChannel('random', 7, { readSeq: 3, readCount: 3 }),
  ];
  api.requests.length = 0;
  await quietMinutes({ clock }, 60);
  assert.deepEqual(api.requests, [], 'nothing is requested meanwhile');
  visible.value = true;
  chat.wake();
  await settled();
  assert.equal(events.state, 'live');
  assert.deepEqual(seqs(chat), [1, 2, 3, 4, 5]);
  assert.deepEqual([chat.channels.unread('general'), chat.channels.unread('random')], [2, 4]);
});

test('a message that the user sees is read, here and on the server', async () => {
  const { api, chat, events } = await setUp();
  await events.broadcasts('/serverlesschat/channels/general', anEntry(4));
  chat.open('general');
  await settled();
  await events.broadcasts(GENERAL, anEntry(4));
  assert.equal(chat.channels.unread('general'), 1);
  chat.reading.markSeen(chat.openChannel.value?.conversation ?? assert.fail());
  await settled();
  assert.equal(chat.channels.unread('general'), 0);
  assert.equal(api.requests.at(-1), 'read general 4');
});

test('the marker of unread messages is after the messages that had been read', async () => {
  const { chat, events } = await setUp();
  chat.open('random');
  await settled();
  assert.equal(chat.openChannel.value?.newAfter, undefined);
  await events.broadcasts(GENERAL, anEntry(4));
  chat.open('general');
  assert.equal(chat.openChannel.value?.newAfter, 3);
});

test('a message is sent even if its channel was closed, or was not opened in this visit', async () => {
  const { api, chat, tabs } = await setUp();
  chat.open('general');
  await settled();
  api.holds();
  chat.openChannel.value?.outbox.send('hello');
  chat.open('random');
  await settled();
  assert.equal(chat.outbox.items.value.length, 1);
  chat.close();
  await api.releases();
  const later = await setUp({ tabs, api });
  await settled();
  assert.equal(api.log.length, 4);
  assert.deepEqual(later.chat.outbox.items.value, []);
});
