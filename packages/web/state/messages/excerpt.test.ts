// A channel that is opened far before its newest page: the page around the first unread message, and what follows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anEntry, entries, FakeApi, FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { Conversation } from './conversation.ts';

/** A conversation that is opened with everything after the seq `newAfter` unread. */
async function opened(head: number, newAfter: number | undefined) {
  const api = new FakeApi();
  api.log = entries(1, head);
  const events = new FakeEvents();
  const conversation = new Conversation('general', {
    ...{ api, events, clock: new ManualClock() },
    outbox: { items: [], settle: () => undefined },
    headOf: () => api.log.length,
    sync: async () => undefined,
    onRefused: () => undefined,
  });
  conversation.open(0, newAfter);
  await settled();
  const excerpt = () => {
    const { from, to, entries: some } = conversation.excerpt.shown.value ?? {};
    assert.deepEqual(
      some?.map(({ seq }) => seq),
      some && entries((from ?? 0) || 1, to ?? 0).map(({ seq }) => seq),
    );
    return from === undefined ? undefined : [from, to];
  };
  return { api, conversation, events, excerpt };
}

test('a channel with some unread messages loads all of them with its first page', async () => {
  const { api, conversation, excerpt } = await opened(300, 180);
  assert.deepEqual(api.requests, ['page {"limit":140}']);
  assert.equal(conversation.timeline.value.covered[0]?.from, 161);
  assert.deepEqual([excerpt(), conversation.excerpt.start.value], [undefined, undefined]);
});

test('a channel with many unread messages loads the newest page, and then the page around the first unread one', async () => {
  const { api, conversation, excerpt } = await opened(5_000, 100);
  assert.deepEqual(api.requests, ['page {"limit":60}', 'page {"after":80,"limit":60}']);
  assert.deepEqual([excerpt(), conversation.excerpt.start.value], [[81, 140], undefined]);
});

test('an excerpt grows at both ends, from the beginning of the log until it meets the newest page', async () => {
  const { conversation, excerpt } = await opened(320, 100);
  await conversation.loadOlder();
  assert.deepEqual(excerpt(), [21, 140]);
  await conversation.loadOlder();
  await conversation.loadOlder();
  assert.deepEqual(excerpt(), [0, 140]);
  await conversation.excerpt.loadNewer();
  assert.deepEqual(excerpt(), [0, 200]);
  await conversation.excerpt.loadNewer();
  await conversation.excerpt.loadNewer();
  assert.equal(excerpt(), undefined);
  assert.deepEqual(conversation.timeline.value.covered, [{ from: 0, to: 320 }]);
  assert.equal(conversation.timeline.value.entries.length, 320);
});

test('a page of the excerpt that cannot be loaded leaves the reader at the newest message', async () => {
  const { api, conversation } = await opened(5_000, undefined);
  conversation.close();
  conversation.open(0, 10);
  api.fails(new Error('Gone.'));
  await settled();
  assert.deepEqual([conversation.excerpt.shown.value, conversation.excerpt.start.value], [undefined, undefined]);
  assert.equal(conversation.loadState.value.state, 'complete');
});

test('a reader who jumps to the newest message leaves the excerpt, also while it is loaded', async () => {
  const { conversation, excerpt } = await opened(5_000, 100);
  conversation.excerpt.close();
  assert.equal(excerpt(), undefined);
  const { api, conversation: other } = await opened(5_000, undefined);
  other.close();
  api.holds();
  other.open(0, 100);
  await settled();
  other.excerpt.close();
  await api.releases();
  assert.equal(other.excerpt.shown.value, undefined);
});

test('an excerpt ends when the timeline starts again elsewhere: changes of its messages may be missing', async () => {
  const { conversation, excerpt } = await opened(5_000, 100);
  conversation.applyMissed(5_000, { complete: true, entries: [anEntry(5_001)], head: 5_001, more: false });
  assert.deepEqual(excerpt(), [81, 140]);
  conversation.applyMissed(5_001, { complete: false, from: 7_000, entries: [anEntry(7_000)], head: 7_000 });
  assert.equal(excerpt(), undefined);
});

test('a reader jumps to a message far away, and from there to others, loaded or not', async () => {
  const { api, conversation, excerpt } = await opened(5_000, undefined);
  const { excerpt: loader } = conversation;
  await loader.jumpTo({ seq: 1_000, exact: true });
  assert.deepEqual([excerpt(), loader.target.value?.seq], [[980, 1_039], 1_000]);
  const requests = api.requests.length;
  await loader.jumpTo({ seq: 1_005, exact: true });
  assert.deepEqual([excerpt(), loader.target.value?.seq, api.requests.length], [[980, 1_039], 1_005, requests]);
  await loader.jumpTo({ seq: 4_990, exact: true });
  assert.deepEqual([excerpt(), loader.start.value, api.requests.length], [undefined, undefined, requests]);
  await loader.jumpTo({ seq: 1, exact: true });
  assert.deepEqual(excerpt(), [0, 60]);
});

test('a reader who jumps again while a message is loaded arrives at the later one', async () => {
  const { api, conversation, excerpt } = await opened(5_000, undefined);
  api.holds();
  const jumps = [1_000, 2_000].map((seq) => conversation.excerpt.jumpTo({ seq, exact: true }));
  await api.releases();
  await Promise.all(jumps);
  assert.deepEqual([excerpt(), conversation.excerpt.start.value], [[1_980, 2_039], undefined]);
});

test('a jump in a channel of which everything is loaded, or beyond its end, loads nothing', async () => {
  const { api, conversation, excerpt } = await opened(50, undefined);
  for (const seq of [5, 999_999]) {
    await conversation.excerpt.jumpTo({ seq, exact: true });
    assert.deepEqual([excerpt(), conversation.excerpt.start.value], [undefined, undefined]);
  }
  assert.equal(api.requests.length, 1);
});

test('a jump without a network leaves the reader at what this browser has', async () => {
  const { api, conversation } = await opened(5_000, undefined);
  api.fails(new Error('Gone.'));
  await conversation.excerpt.jumpTo({ seq: 10, exact: true });
  assert.deepEqual([conversation.excerpt.shown.value, conversation.excerpt.start.value], [undefined, undefined]);
});
