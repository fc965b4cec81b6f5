// The channels and their unread counts, which are exact in whichever order entries and responses arrive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '@parley/chat';
import { aChannel, anEntry, FakeEvents, ManualClock } from '../../testing/fakes.ts';
import { Channels } from './channels.ts';

function setUp() {
  const events = new FakeEvents();
  let syncs = 0;
  const count = () => {
    syncs++;
  };
  const deps = { events, clock: new ManualClock(), onLive: async () => count(), onOutdated: count };
  const channels = new Channels({ username: 'Ann', userId: 'sub-ann' }, deps);
  return { events, channels, syncs: () => syncs };
}

const edit = (seq: number, count: number): Entry => {
  const { message: _, ...base } = anEntry(seq, { count });
  return { ...base, kind: 'edit', target: 1, message: 'other words' };
};

test('the unread count is the number of messages after the read cursor, without other entries', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general', 12, { count: 10, readSeq: 9, readCount: 8 })]);
  assert.equal(channels.unread('general'), 2);
  channels.applyEntries(edit(13, 10), anEntry(14, { count: 11 }));
  assert.equal(channels.unread('general'), 3);
  channels.moveReadCursor('general', 14, 11);
  assert.equal(channels.unread('general'), 0);
});

test('an entry that arrives twice, or late, counts once', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general', 5)]);
  channels.moveReadCursor('general', 5, 5);
  const news = [7, 6, 7, 6].map((seq) => anEntry(seq, { message: 'hi @ann' }));
  channels.applyEntries(...news);
  assert.deepEqual([channels.unread('general'), channels.mentions('general')], [2, 1]);
  channels.applyList([aChannel('general', 5, { readSeq: 5, readCount: 5 })]);
  assert.deepEqual([channels.unread('general'), channels.mentions('general')], [2, 1]);
  channels.applyList([aChannel('general', 7, { readSeq: 5, readCount: 5, mentions: 2 })]);
  assert.deepEqual([channels.unread('general'), channels.mentions('general')], [2, 2]);
});

test('a read cursor never moves back, even if an older response arrives late', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general', 9, { mentions: 3 })]);
  channels.moveReadCursor('general', 9, 9);
  channels.moveReadCursor('general', 4, 4);
  channels.applyList([aChannel('general', 9, { readSeq: 4, readCount: 4, mentions: 2 })]);
  assert.deepEqual([channels.unread('general'), channels.mentions('general')], [0, 0]);
});

test('a mention counts for the mentioned user; users do not mention themselves, and edits mention no user', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general')]);
  channels.applyEntries(
    anEntry(1, { message: 'ANN, not @bob' }),
    anEntry(2, { message: 'hello @ANN' }),
    anEntry(3, { message: 'note to @ann', userId: 'sub-ann' }),
    edit(4, 3),
  );
  assert.equal(channels.mentions('general'), 1);
  channels.moveReadCursor('general', 2, 2);
  assert.equal(channels.mentions('general'), 0);
});

test('channels that are not open are subscribed to, so that their unread count changes at once', async () => {
  const { channels, events, syncs } = setUp();
  channels.applyList(['general', 'random', 'tech'].map((name) => aChannel(name)));
  channels.subscribeExcept('general');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/tech']);
  await events.changesState('live');
  assert.equal(syncs(), 2, 'a sync loads what was missed');
  await events.broadcasts('/serverlesschat/channels/tech', anEntry(1, { channel: 'tech' }), { strange: true });
  assert.equal(channels.unread('tech'), 1);
  channels.subscribeExcept('tech');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/general']);
});
