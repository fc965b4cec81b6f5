// The chat of one person: which channel is open, what is listened to, and when the heads are asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aChannel, anEntry, entries, FakeApi, FakeEvents, ManualClock, settled } from '../test/world.ts';
import { Chat, HEADS_EVERY_MS } from './chat.ts';
import type { Notes } from './kept.ts';

async function story(tab: Record<string, string> = {}) {
  const world = { api: new FakeApi(), events: new FakeEvents(), clock: new ManualClock() };
  world.api.list = ['general', 'random'].map((name) => aChannel(name, 3));
  world.api.log = entries(1, 3);
  const chat = new Chat(
    { username: 'Ann', sender: 'sub-ann' },
    { ...world, shelf: { getItem: () => null, setItem() {} }, notes: notesIn(tab) },
  );
  await chat.start();
  return { ...world, chat };
}

function notesIn(tab: Record<string, string>): Notes {
  return {
    get: (key) => tab[key] ?? '',
    set: (key, text) => {
      tab[key] = text;
    },
  };
}

const seqs = (chat: Chat) => chat.room.value?.conversation.timeline.value.entries.map(({ seq }) => seq);

test('each channel is heard once: the open one by its conversation, the others for their unread count', async () => {
  const { chat, events } = await story();
  chat.show('general');
  await settled();
  assert.deepEqual(events.paths.sort(), [
    '/serverlesschat/channels/general',
    '/serverlesschat/channels/random',
    '/signals/channels/general',
  ]);
  chat.show('random');
  await settled();
  assert.deepEqual(events.paths.sort(), [
    '/serverlesschat/channels/general',
    '/serverlesschat/channels/random',
    '/signals/channels/random',
  ]);
});

test('a channel that does not exist is not opened', async () => {
  const { chat } = await story();
  chat.show('general');
  chat.show('nowhere');
  assert.equal(chat.room.value, undefined);
});

test('what is new in the open channel moves its head, and ends the typing of who said it', async () => {
  const { chat, events } = await story();
  chat.show('general');
  await settled();
  await events.says('/signals/channels/general', { kind: 'typing', username: 'Bob', sender: 'sub-bob' });
  assert.deepEqual(chat.room.value?.typing.names.value, ['Bob']);
  await events.says('/serverlesschat/channels/general', anEntry(4));
  assert.equal(chat.channels.unread('general'), 1);
  assert.deepEqual(chat.room.value?.typing.names.value, []);
});

test('a message whose event was lost on a quiet channel is there after the next look at the heads', async () => {
  const { api, chat, clock } = await story();
  chat.show('general');
  await settled();
  api.log = entries(1, 4);
  api.list = [aChannel('general', 4)];
  await clock.advance(HEADS_EVERY_MS);
  assert.deepEqual(seqs(chat), [1, 2, 3, 4]);
});

test('a page that comes back into view and into focus asks once', async () => {
  const { api, chat, clock } = await story();
  await clock.advance(10_000);
  api.asked.length = 0;
  chat.awake();
  chat.awake();
  await settled();
  assert.deepEqual(api.asked, ['channels']);
});

test('what was typed and is not stored yet is known, also in a channel that was left', async () => {
  const { api, chat } = await story();
  chat.show('general');
  await settled();
  api.holds();
  chat.room.value?.conversation.send('hello');
  chat.show('random');
  assert.ok(chat.unsent);
  await api.answers();
  assert.ok(!chat.unsent);
});

test('the mark of what is new stands after what had been seen', async () => {
  const { chat, events } = await story();
  chat.show('random');
  await settled();
  assert.equal(chat.room.value?.newAfter, 0);
  await events.says('/serverlesschat/channels/general', anEntry(4));
  chat.show('general');
  assert.equal(chat.room.value?.newAfter, 3);
});

test('a message that was being sent when the page was reloaded is sent, under its own id', async () => {
  const tab: Record<string, string> = {};
  const before = await story(tab);
  before.chat.show('general');
  await settled();
  before.api.holds();
  before.chat.room.value?.conversation.send('hello');
  const { id } = before.chat.room.value?.conversation.timeline.value.outgoing[0] ?? {};
  const after = await story(tab);
  await settled();
  assert.deepEqual(after.api.log.filter((entry) => entry.id === id).length, 1);
  assert.ok(!after.chat.unsent);
  assert.deepEqual(Object.values(tab), ['']);
});

test('a failed message is there after a reload, and waits for the person', async () => {
  const tab = { 'parley.outbox.sub-ann.general': '[{"id":"i","message":"hello","at":"2026","state":"failed"},7]' };
  const { api, chat } = await story(tab);
  chat.show('general');
  await settled();
  assert.deepEqual(
    chat.room.value?.conversation.timeline.value.outgoing.map(({ message, state }) => `${message}: ${state}`),
    ['hello: failed'],
  );
  assert.ok(!api.asked.some((what) => what.startsWith('post')));
});

test('notes that were damaged keep nobody out', async () => {
  const { chat } = await story({ 'parley.outbox.sub-ann.general': '{"half' });
  assert.ok(!chat.unsent);
});
