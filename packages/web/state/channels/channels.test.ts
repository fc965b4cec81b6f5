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
  const clock = new ManualClock();
  const deps = { events, clock, onLive: async () => count(), onOutdated: count };
  const channels = new Channels({ username: 'Ann', userId: 'sub-ann' }, deps);
  return { events, clock, channels, syncs: () => syncs };
}

/** What the page knows: it has sent a first sync before. */
function knownOf(channels: Channels) {
  return Object.fromEntries(channels.known());
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
  channels.moveReadCursor('general', { readSeq: 14, readCount: 11 });
  assert.equal(channels.unread('general'), 0);
});

test('an entry that arrives twice, or late, counts once', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general', 5)]);
  channels.moveReadCursor('general', { readSeq: 5, readCount: 5 });
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
  channels.moveReadCursor('general', { readSeq: 9, readCount: 9 });
  channels.moveReadCursor('general', { readSeq: 4, readCount: 4 });
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
  channels.moveReadCursor('general', { readSeq: 2, readCount: 2 });
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

test('of many channels those are subscribed to in which something happened last, and all direct conversations', () => {
  const { channels, events } = setUp();
  const names = Array.from({ length: 30 }, (_, index) => `channel-${index}`);
  const direct = Array.from({ length: 30 }, (_, index) => aChannel(`d-${index}`, 0, { kind: 'direct' }));
  const list = (head: number) => [...names.map((name) => aChannel(name, name === 'channel-29' ? head : 0)), ...direct];
  channels.applyList(list(0));
  channels.subscribeExcept('channel-0');
  const isSubscribed = (name: string) => events.paths.includes(`/serverlesschat/channels/${name}`);
  assert.deepEqual(
    direct.filter(({ name }) => !isSubscribed(name)),
    [],
  );
  assert.deepEqual(names.filter(isSubscribed), names.slice(1, 21));
  channels.applyList(list(1));
  assert.deepEqual(names.filter(isSubscribed), [...names.slice(1, 20), 'channel-29'], 'a sync has shown an entry');
  channels.subscribeExcept('channel-25');
  assert.deepEqual(names.filter(isSubscribed), ['channel-0', ...names.slice(1, 19), 'channel-29']);
});

test('a page knows a channel as long as each entry that it receives follows, and changes nothing but the counts', () => {
  const { channels } = setUp();
  assert.deepEqual(knownOf(channels), {}, 'the first sync returns everything');
  channels.applyList([aChannel('general', 5, { readSeq: 4, readCount: 4 })]);
  channels.applyEntries(anEntry(6), {
    ...anEntry(7, { count: 6 }),
    kind: 'reaction',
    target: 1,
    emoji: '👍',
    on: true,
  });
  assert.deepEqual(knownOf(channels), { general: { head: 7, readSeq: 4 } });
  channels.moveReadCursor('general', { readSeq: 6, readCount: 6 });
  assert.deepEqual(knownOf(channels), { general: { head: 7, readSeq: 6 } });
});

test('after a gap, a change or a mention the next sync returns the channel, and the page knows it again', () => {
  const changes: Entry[] = [anEntry(7), edit(6, 5), anEntry(6, { message: 'hi @ann' })];
  for (const entry of changes) {
    const { channels } = setUp();
    knownOf(channels);
    channels.applyList([aChannel('general', 5), aChannel('random', 1)]);
    channels.applyEntries(entry);
    assert.deepEqual(Object.keys(knownOf(channels)), ['random'], JSON.stringify(entry));
    channels.applyEntries(anEntry(entry.seq + 1, { count: entry.count + 1 }));
    assert.deepEqual(Object.keys(knownOf(channels)), ['random']);
    channels.applyList([aChannel('general', 8), { name: 'random', unchanged: true }]);
    assert.deepEqual(Object.keys(knownOf(channels)), ['general', 'random']);
  }
});

test('a response that is older than what was received meanwhile does not make a channel known', () => {
  const { channels } = setUp();
  knownOf(channels);
  channels.applyList([aChannel('general', 5)]);
  channels.applyEntries(anEntry(9));
  channels.applyList([aChannel('general', 7)]);
  assert.deepEqual(knownOf(channels), {});
});

test('mentions that may have been read with others are counted by the next sync', () => {
  const { channels } = setUp();
  knownOf(channels);
  channels.applyList([aChannel('general', 5, { mentions: 2 })]);
  channels.moveReadCursor('general', { readSeq: 3, readCount: 3 });
  assert.deepEqual(knownOf(channels), {});
});

test('a channel that the response leaves out stays as it is, with what was received meanwhile', () => {
  const { channels } = setUp();
  channels.applyList([aChannel('general', 5, { topic: 'News', readSeq: 5, readCount: 5 }), aChannel('random')]);
  channels.applyEntries(anEntry(6, { message: 'hi @ann' }));
  channels.remove('random');
  channels.applyList(['general', 'random'].map((name) => ({ name, unchanged: true })));
  assert.deepEqual([...channels.names], ['general']);
  assert.deepEqual(
    [channels.of('general')?.topic, channels.unread('general'), channels.mentions('general')],
    ['News', 1, 1],
  );
});

test('every hour, and after the clock was set back, a sync returns everything', async () => {
  const { channels, clock } = setUp();
  knownOf(channels);
  channels.applyList([aChannel('general')]);
  await clock.advance(60 * 60_000 - 1);
  assert.deepEqual(Object.keys(knownOf(channels)), ['general']);
  await clock.advance(1);
  assert.deepEqual(knownOf(channels), {});
  assert.deepEqual(Object.keys(knownOf(channels)), ['general']);
  await clock.advance(-1);
  assert.deepEqual(knownOf(channels), {});
});
