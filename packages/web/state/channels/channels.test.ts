// Which channels there are, and what is unread: differences that are exact however the news arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '@parley/chat';
import { aChannel, anEntry, FakeEvents, ManualClock } from '../../testing/fakes.ts';
import { Channels } from './channels.ts';

function story() {
  const events = new FakeEvents();
  let asked = 0;
  const count = () => {
    asked++;
  };
  const deps = { events, clock: new ManualClock(), onLive: async () => count(), onOutdated: count };
  const channels = new Channels({ username: 'Ann', userId: 'sub-ann' }, deps);
  return { events, channels, asked: () => asked };
}

const edit = (seq: number, count: number): Entry => {
  const { message: _, ...base } = anEntry(seq, { count });
  return { ...base, kind: 'edit', target: 1, message: 'other words' };
};

test('unread are the messages after the mark, whatever else happened', () => {
  const { channels } = story();
  channels.applyList([aChannel('general', 12, { count: 10, readSeq: 9, readCount: 8 })]);
  assert.equal(channels.unread('general'), 2);
  channels.applyEntries(edit(13, 10), anEntry(14, { count: 11 }));
  assert.equal(channels.unread('general'), 3);
  channels.moveReadCursor('general', 14, 11);
  assert.equal(channels.unread('general'), 0);
});

test('the same news twice, or late, counts once', () => {
  const { channels } = story();
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

test('a mark never goes back, also when an older answer arrives late', () => {
  const { channels } = story();
  channels.applyList([aChannel('general', 9, { mentions: 3 })]);
  channels.moveReadCursor('general', 9, 9);
  channels.moveReadCursor('general', 4, 4);
  channels.applyList([aChannel('general', 9, { readSeq: 4, readCount: 4, mentions: 2 })]);
  assert.deepEqual([channels.unread('general'), channels.mentions('general')], [0, 0]);
});

test('who is called by name is told; nobody calls oneself, and nobody is called by an edit', () => {
  const { channels } = story();
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

test('channels that are not open are heard, so that their unread count moves at once', async () => {
  const { channels, events, asked } = story();
  channels.applyList(['general', 'random', 'tech'].map((name) => aChannel(name)));
  channels.subscribeExcept('general');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/tech']);
  await events.becomes('live');
  assert.equal(asked(), 2, 'what was said before is asked for');
  await events.says('/serverlesschat/channels/tech', anEntry(1, { channel: 'tech' }), { strange: true });
  assert.equal(channels.unread('tech'), 1);
  channels.subscribeExcept('tech');
  assert.deepEqual(events.paths, ['/serverlesschat/channels/random', '/serverlesschat/channels/general']);
});
