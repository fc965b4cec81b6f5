// The copy that a browser keeps: shown when the server does not answer, and replaced when it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { aChannel, entries, ManualClock, settled } from '../../testing/fakes.ts';
import { EMPTY, type Timeline, withPage } from '../messages/timeline.ts';
import { OfflineCopy, SAVE_EVERY_MS, type SavedList, type SavedTimeline, SHOW_COPY_AFTER_MS } from './offline-copy.ts';

const unreachable = () => new WebError('unreachable', 'Can’t reach the server.');

function setUp() {
  const clock = new ManualClock();
  const visible = signal(true);
  const lists: SavedList[] = [];
  const timelines = new Map<string, SavedTimeline>();
  const copy = new OfflineCopy({
    clock,
    visible,
    openOfflineStorage: async () => ({
      readList: async () => lists.at(-1),
      readTimeline: async (channel) => timelines.get(channel),
      writeList: async (list) => void lists.push(list),
      writeTimeline: async (timeline) => void timelines.set(timeline.channel, timeline),
    }),
  });
  return { clock, visible, lists, timelines, copy };
}

/** What the copy is applied to. */
function host() {
  const applied: string[][] = [];
  const applyList = (channels: readonly { name: string }[]) => {
    applied.push(channels.map(({ name }) => name));
    return [];
  };
  return { applied, username: signal(''), applyList };
}

const saved: SavedList = { at: '2026-11-29T10:00:00.000Z', username: 'ann', channels: [aChannel('general')] };

test('when the server cannot be reached, the copy is shown until a sync succeeds', async () => {
  const { copy, lists } = setUp();
  lists.push(saved);
  const { applied, username, applyList } = host();
  await copy.start(Promise.reject(unreachable()), username, { applyList });
  assert.deepEqual([username.value, applied], ['ann', [['general']]]);
  assert.equal(copy.savedAt.value, saved.at);
  copy.applied();
  assert.equal(copy.savedAt.value, undefined);
});

test('a server that does not answer is not waited for', async () => {
  const { copy, clock, lists } = setUp();
  lists.push(saved);
  const { applied, username, applyList } = host();
  const started = copy.start(new Promise(() => undefined), username, { applyList });
  await clock.advance(SHOW_COPY_AFTER_MS);
  await started;
  assert.deepEqual([username.value, applied], ['ann', [['general']]]);
});

test('without a copy the error of the first sync is thrown, and one that is no lost network in any case', async () => {
  const { username, applyList } = host();
  const { copy, lists } = setUp();
  await assert.rejects(copy.start(Promise.reject(unreachable()), username, { applyList }), /reach the server/);
  lists.push(saved);
  const rejected = new WebError('signed-out', 'Your session has expired.');
  await assert.rejects(copy.start(Promise.reject(rejected), username, { applyList }), rejected);
});

test('channels and the newest page of the open channel are kept, and nothing before the first sync', async () => {
  const { copy, clock, lists, timelines } = setUp();
  const channels = signal([aChannel('general')]);
  const timeline = signal<Timeline>(withPage(EMPTY, {}, { entries: entries(1, 100), head: 100, more: false }));
  const open = signal({ conversation: { channel: 'general', timeline } });
  const stop = copy.follow({ username: signal('ann'), channels, open });
  await clock.advance(SAVE_EVERY_MS);
  assert.deepEqual(lists, []);
  copy.applied();
  channels.value = [aChannel('general'), aChannel('tech')];
  await clock.advance(SAVE_EVERY_MS);
  await settled();
  assert.deepEqual(
    lists.map(({ channels }: SavedList) => channels.map(({ name }) => name)),
    [['general', 'tech']],
  );
  const kept = await copy.timelineOf('general');
  assert.deepEqual([kept?.entries.length, kept?.from, kept?.to], [60, 41, 100]);
  stop();
  channels.value = [];
  await clock.advance(SAVE_EVERY_MS);
  assert.equal(lists.length, 1);
  assert.equal(timelines.size, 1);
});

test('a page that is hidden keeps at once what is shown', async () => {
  const { copy, visible, lists } = setUp();
  copy.applied();
  copy.follow({ username: signal('ann'), channels: signal([aChannel('general')]), open: signal(undefined) });
  visible.value = false;
  await settled();
  assert.equal(lists.length, 1);
});
