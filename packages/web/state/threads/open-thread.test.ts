// One thread: pages of the server, what the channel receives, replies that are missing, and jumps to one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, expiredEntry, type Message } from '@parley/chat';
import { signal } from '@preact/signals';
import type { RouteCaller } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { anEntry, ManualClock, settled } from '../../testing/fakes.ts';

import { OpenThread } from './open-thread.ts';

const ROOT = 1;

/** A reply: number 1 has the seq 10, number 2 the seq 20, and so on. */
const aReply = (threadCount: number, fields: Partial<Message> = {}): Message =>
  anEntry(threadCount * 10, { thread: ROOT, threadCount, count: 1, ...fields });

const replies = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => aReply(from + index));

/** A thread of the server with so many replies; `indexed` is how many of them its index returns. */
function scene(count: number) {
  const clock = new ManualClock();
  const requests: string[] = [];
  const server = { count, indexed: count, following: true, read: 0, failures: 0 };
  const timeline = signal({ entries: [] as Entry[], covered: [{ from: 1_000, to: 1_000 }] });
  const request: RouteCaller = async (route, _path, { query = {} } = {}) => {
    const { limit, before, after } = query as Record<string, string | undefined>;
    requests.push(`${route} ${JSON.stringify({ before, after })}`);
    if (server.failures-- > 0) throw new WebError('unreachable', 'No connection.');
    const all = replies(1, server.indexed);
    const chosen =
      after === undefined
        ? all.filter(({ seq }) => seq < Number(before ?? Number.POSITIVE_INFINITY)).slice(-Number(limit))
        : all.filter(({ seq }) => seq > Number(after)).slice(0, Number(limit));
    const counted = { count: server.count, last: anEntry(server.count * 10).timestamp, userIds: ['sub-bob'] };
    const root = anEntry(ROOT, { replies: counted, changedSeq: server.count * 10 });
    return { root, replies: chosen, more: false, following: server.following, read: server.read };
  };
  const conversation = { channel: 'general', timeline: timeline as never, cursor: 1_000 };
  const thread = new OpenThread(ROOT, { request, clock, conversation });
  const receive = (...entries: Entry[]) => {
    timeline.value = { ...timeline.value, entries: [...timeline.value.entries, ...entries] };
  };
  const numbers = () => thread.messages.value.flatMap(({ threadCount }) => threadCount ?? []);
  return { thread, clock, server, requests, receive, numbers, timeline };
}

test('the newest replies are loaded, and the ones before on request; their numbers say how many are missing', async () => {
  const { thread, numbers, requests } = scene(120);
  await thread.load();
  assert.deepEqual([numbers().length, numbers().at(0), numbers().at(-1)], [50, 71, 120]);
  assert.deepEqual(thread.missing.value, [{ before: 710, count: 70 }]);
  await Promise.all([thread.loadBefore(710), thread.loadBefore(710)]);
  await thread.loadBefore(210);
  assert.deepEqual([numbers().length, thread.missing.value], [120, []]);
  assert.deepEqual(requests, ['readThread {}', 'readThread {"before":"710"}', 'readThread {"before":"210"}']);
});

test('a jump loads the surroundings of a reply, and both sides can be loaded further', async () => {
  const { thread, numbers } = scene(200);
  void thread.jumpTo(600);
  assert.equal(thread.jumped.value, undefined);
  await thread.load();
  assert.equal(thread.jumped.value, 600);
  assert.deepEqual([numbers().includes(36), numbers().includes(60), numbers().includes(85)], [true, true, true]);
  assert.deepEqual(thread.missing.value, [
    { before: 360, count: 35 },
    { before: 1_510, count: 65 },
  ]);
  await thread.loadBefore(1_510);
  assert.deepEqual(thread.missing.value.at(-1), { before: 1_010, count: 15 });
  await thread.jumpTo(1_990);
  assert.equal(thread.jumped.value, 1_990, 'which is loaded');
  await thread.jumpTo(200);
  assert.deepEqual([thread.jumped.value, numbers().at(0)], [200, 1]);
  await thread.jumpTo(605);
  assert.equal(thread.jumped.value, 605, 'which is not there');
});

test('what the channel receives is added: replies by their numbers, edits, deletions and other channels’ messages not', async () => {
  const { thread, numbers, receive } = scene(2);
  await thread.load();
  receive(aReply(3), anEntry(31), aReply(4, { thread: 5 }), aReply(2));
  receive({ ...anEntry(35), kind: 'edit', target: 10, message: 'edited', count: 1 } as Entry);
  receive({ ...anEntry(36), kind: 'deletion', target: 20, count: 1 } as unknown as Entry);
  assert.deepEqual(numbers(), [1, 2, 3]);
  const [root, first, second] = thread.messages.value;
  assert.deepEqual([root?.replies?.count, first?.message, second?.deleted], [3, 'edited', true]);
});

test('a thread is loaded again while the index is behind the root, ever more rarely, and not for ever', async () => {
  const { thread, clock, server, requests, numbers } = scene(3);
  server.indexed = 2;
  await thread.load();
  assert.deepEqual(numbers(), [1, 2]);
  await clock.advance(500);
  assert.equal(requests.length, 2);
  server.indexed = 3;
  await clock.advance(999);
  assert.equal(requests.length, 2);
  await clock.advance(1);
  assert.deepEqual([requests.length, numbers()], [3, [1, 2, 3]]);
  const never = scene(3);
  never.server.indexed = 0;
  await never.thread.load();
  for (let round = 0; round < 10; round += 1) await never.clock.advance(60_000);
  assert.equal(never.requests.length, 7);
});

test('a load that fails for a moment is repeated, and a channel that has restarted behind a gap loads the thread again', async () => {
  const { thread, clock, server, requests, timeline, numbers } = scene(1);
  server.failures = 1;
  await thread.load();
  assert.equal(thread.loadState.value.state, 'failed');
  await clock.advance(60_000);
  assert.deepEqual([thread.loadState.value.state, numbers()], ['complete', [1]]);
  server.count = server.indexed = 2;
  timeline.value = { ...timeline.value, covered: [{ from: 5_000, to: 5_000 }] };
  await settled();
  assert.deepEqual([numbers(), requests.length], [[1, 2], 3]);
  thread.stop();
  timeline.value = { ...timeline.value, covered: [{ from: 9_000, to: 9_000 }] };
  assert.equal(requests.length, 3);
});

test('what the user has chosen is noted with the number of replies at that time', async () => {
  const { thread } = scene(2);
  const chosen = () => {
    const { following, read, count } = thread.loaded.value ?? {};
    return [following, read, count];
  };
  thread.setFollowing(true, 2);
  assert.deepEqual(chosen(), [undefined, undefined, undefined]);
  await thread.load();
  thread.setFollowing(false, 1);
  assert.deepEqual(chosen(), [false, 1, 2]);
});

test('loaded replies that expire are no longer displayed', async () => {
  const { thread, numbers } = scene(3);
  await thread.load();
  thread.rewrite((entries) => entries.map((one) => (one.seq < 30 ? expiredEntry(one) : one)));
  assert.deepEqual(
    thread.messages.value.map(({ seq, message }) => [seq, message === '']),
    [
      [ROOT, true],
      [30, false],
    ],
  );
  assert.deepEqual(numbers(), [3]);
});
