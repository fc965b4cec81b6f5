// The chat of one person: which channel is open, what is listened to, and when it is asked what was missed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
import { SYNC_EVERY_MS } from './messages/sync-schedule.ts';

async function story({ tabs = new FakeTabs(), api = new FakeApi(), userId = 'sub-ann' } = {}) {
  const deps = { api, events: new FakeEvents(), clock: new ManualClock() };
  api.list = ['general', 'random'].map((name) => aChannel(name, 3, { readSeq: 3, readCount: 3 }));
  if (api.log.length === 0) api.log = entries(1, 3);
  const chat = new Chat({ username: 'Ann', userId }, { ...anOutboxDeps(), ...deps, openOutboxStorage: tabs.open });
  await chat.start();
  return { ...deps, tabs, chat };
}

const GENERAL = '/serverlesschat/channels/general';
const seqs = (chat: Chat) => chat.openChannel.value?.conversation.timeline.value.entries.map(({ seq }) => seq);

test('each channel is heard once: the open one by its conversation, the others for their unread count', async () => {
  const { chat, events } = await story();
  const heard = (open: string) => [
    '/serverlesschat/channels/general',
    '/serverlesschat/channels/random',
    `/signals/channels/${open}`,
    '/signals/users/sub-ann',
  ];
  for (const open of ['general', 'random']) {
    chat.open(open);
    await settled();
    assert.deepEqual(events.paths.sort(), heard(open));
  }
});

test('a channel that does not exist is not opened', async () => {
  const { chat } = await story();
  chat.open('general');
  chat.open('nowhere');
  assert.equal(chat.openChannel.value, undefined);
});

test('what is new in the open channel counts, and ends the typing of who said it', async () => {
  const { chat, events } = await story();
  chat.open('general');
  await settled();
  await events.says('/signals/channels/general', { kind: 'typing', username: 'Bob', userId: 'sub-bob' });
  assert.deepEqual(
    chat.openChannel.value?.typing.typists.value.map(({ username }) => username),
    ['Bob'],
  );
  await events.says(GENERAL, anEntry(4));
  assert.equal(chat.channels.unread('general'), 1);
  assert.deepEqual(chat.openChannel.value?.typing.typists.value, []);
});

test('a message whose event was lost on a quiet channel is there after the next look', async () => {
  const { api, chat, clock } = await story();
  chat.open('general');
  await settled();
  api.log = entries(1, 4);
  await clock.advance(SYNC_EVERY_MS);
  assert.deepEqual(seqs(chat), [1, 2, 3, 4]);
});

test('coming back is one question, which brings also the channels that were open before', async () => {
  const { api, chat, clock } = await story();
  api.log.push(...entries(1, 3).map((entry) => ({ ...entry, channel: 'random', id: `random-${entry.seq}` })));
  for (const name of ['general', 'random']) {
    chat.open(name);
    await settled();
  }
  api.log.push(anEntry(4));
  api.asked.length = 0;
  await clock.advance(SYNC_EVERY_MS);
  assert.deepEqual(api.asked, ['sync {"general":3,"random":3}']);
  api.holds();
  chat.open('general');
  assert.deepEqual(seqs(chat), [1, 2, 3, 4]);
});

test('a page that comes back into view and into focus asks once', async () => {
  const { api, chat, clock } = await story();
  await clock.advance(10_000);
  api.asked.length = 0;
  chat.wake();
  chat.wake();
  await settled();
  assert.deepEqual(api.asked, ['sync {}']);
});

test('what the person sees is read, here and on the server', async () => {
  const { api, chat, events } = await story();
  await events.says('/serverlesschat/channels/general', anEntry(4));
  chat.open('general');
  await settled();
  await events.says(GENERAL, anEntry(4));
  assert.equal(chat.channels.unread('general'), 1);
  chat.markSeen(chat.openChannel.value?.conversation ?? assert.fail());
  await settled();
  assert.equal(chat.channels.unread('general'), 0);
  assert.equal(api.asked.at(-1), 'read general 4');
});

test('the mark of what is new stands after what had been read', async () => {
  const { chat, events } = await story();
  chat.open('random');
  await settled();
  assert.equal(chat.openChannel.value?.newAfter, 0);
  await events.says(GENERAL, anEntry(4));
  chat.open('general');
  assert.equal(chat.openChannel.value?.newAfter, 3);
});

test('what was typed goes out also when its channel was left or never opened in this visit', async () => {
  const { api, chat, tabs } = await story();
  chat.open('general');
  await settled();
  api.holds();
  chat.openChannel.value?.outbox.send('hello');
  chat.open('random');
  await settled();
  assert.equal(chat.outbox.items.value.length, 1);
  chat.close();
  await api.answers();
  const later = await story({ tabs, api });
  await settled();
  assert.equal(api.log.length, 4);
  assert.deepEqual(later.chat.outbox.items.value, []);
});
