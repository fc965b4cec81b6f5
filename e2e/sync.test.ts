// Sync after any absence: all missed entries, or the information that there are too many.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, MESSAGE_MAX, type Message, type MissedEntries, SYNC_CHANNELS_MAX } from '@parley/chat';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { applyEntry } from '../harness/test-user.ts';

/** The maximum size of a Lambda response: AWS, Lambda quotas. */
const ANSWER_MAX = 6 * 1024 * 1024;

const { parley, users } = await openEngineSuite(['ann', 'bob']);
const [ann, bob] = users;

/** Creates a channel with a number of messages. */
async function createChannelWith(count: number): Promise<string> {
  const channel = await ann.createsChannel('bob');
  for (let index = 1; index <= count; index += 1) assert.equal((await ann.says(channel, `${index}`)).status, 201);
  return channel;
}

async function missedOf(channel: string, seq: number): Promise<MissedEntries> {
  const { status, body } = await bob.syncs({ [channel]: seq });
  assert.equal(status, 200);
  const missed = body.missed[channel];
  assert.ok(missed);
  return missed;
}

/** Syncs until nothing is missing, as a page does. */
async function syncAll(channel: string, seq: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const missed = await missedOf(channel, entries.at(-1)?.seq ?? seq);
    assert.ok(missed.complete);
    entries.push(...missed.entries);
    if (!missed.more) return entries;
  }
}

function seqs(entries: readonly Entry[]): number[] {
  return entries.map(({ seq }) => seq);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test('a reader who missed nothing receives an empty, complete response', async () => {
  const channel = await createChannelWith(2);
  assert.deepEqual(await missedOf(channel, 2), { complete: true, entries: [], head: 2, more: false });
  const empty = await ann.createsChannel('bob');
  assert.deepEqual(await missedOf(empty, 0), { complete: true, entries: [], head: 0, more: false });
});

test('up to 1,000 missed entries are returned completely, more are limited to the newest', async () => {
  const channel = await ann.createsChannel('bob');
  const count = sampled(1_200, 5_000);
  await fillChannel(parley, channel, count);
  for (const away of [1, 999, 1_000]) {
    const missed = await missedOf(channel, count - away);
    assert.ok(missed.complete && !missed.more, `${away} away`);
    assert.deepEqual(seqs(missed.entries), numbers(count + 1 - away, count));
  }
  for (const away of [1_001, count - 1, count]) {
    const missed = await missedOf(channel, count - away);
    assert.ok(!missed.complete, `${away} away`);
    assert.deepEqual([missed.from, missed.head], [count - 49, count]);
    assert.deepEqual(seqs(missed.entries), numbers(count - 49, count));
  }
});

test('a reader who was away receives edits, deletions and reactions of old messages', async () => {
  const channel = await createChannelWith(4);
  const known = (await bob.readsAll(channel)) as Message[];
  await ann.edits(channel, 1, 'one');
  await ann.edits(channel, 1, 'One');
  await ann.edits(channel, 2, 'two');
  await ann.deletes(channel, 2);
  await bob.reacts(channel, 3, '👍');
  await ann.says(channel, '5');
  const missed = await syncAll(channel, 4);
  assert.deepEqual(
    missed.map(({ seq, kind }) => `${seq} ${kind}`),
    ['5 other', '6 edit', '7 other', '8 deletion', '9 reaction', '10 message'],
  );
  const now = known.map((message) => missed.reduce(applyEntry, message));
  assert.deepEqual(now, (await bob.readsAll(channel)).slice(0, 4), 'who was away knows what the log knows');
});

test('one request returns all channels with their read cursors and mentions', async () => {
  const [one, two] = [await createChannelWith(1), await createChannelWith(2)];
  await bob.sees(one);
  await ann.says(one, 'hi @bob');
  const { body } = await bob.syncs({ [one]: 1, [two]: 0 });
  assert.deepEqual(Object.keys(body.missed).sort(), [one, two].sort());
  assert.deepEqual(
    await bob.sees(one),
    body.channels.find(({ name }) => name === one),
  );
  assert.equal(body.channels.find(({ name }) => name === one)?.mentions, 1);
  assert.deepEqual(
    body.channels.slice(0, 3).map(({ name }) => name),
    ['general', 'random', 'tech'],
  );
});

test('a response never exceeds the limit of a function; the rest needs another request', async () => {
  // Control characters and quotation marks grow most when they are escaped.
  const longest = ['\u0001', '"', '語', '👍'].map((letter) => `a${letter.repeat((MESSAGE_MAX - 2) / letter.length)}`);
  const channels = [await ann.createsChannel('bob'), await ann.createsChannel('bob')];
  for (const channel of channels)
    await fillChannel(parley, channel, 60, ann.userId, { textOf: (seq) => longest[seq % 4] ?? '' });
  const have = new Map(channels.map((channel) => [channel, [] as Entry[]]));
  let asked = Object.fromEntries(channels.map((channel) => [channel, 0]));
  let questions = 0;
  for (; Object.keys(asked).length > 0; questions += 1) {
    assert.ok(questions < 20, 'it ends');
    const { status, body } = await bob.syncs(asked);
    assert.equal(status, 200);
    assert.ok(JSON.stringify(JSON.stringify(body)).length < ANSWER_MAX);
    assert.ok(Object.keys(body.missed).length > 0, 'each answer brings something');
    for (const [channel, missed] of Object.entries(body.missed)) have.get(channel)?.push(...missed.entries);
    asked = Object.fromEntries(
      [...have].map(([channel, entries]) => [channel, entries.length] as const).filter(([, length]) => length < 60),
    );
  }
  assert.ok(questions > 1, 'it is more than one answer holds');
  for (const entries of have.values()) assert.deepEqual(seqs(entries), numbers(1, 60));
});

test('a reader whose position is beyond the log starts over', async () => {
  const channel = await createChannelWith(3);
  const missed = await missedOf(channel, 12);
  assert.ok(!missed.complete);
  assert.deepEqual([missed.from, missed.head, seqs(missed.entries)], [1, 3, [1, 2, 3]]);
});

test('a channel that does not exist is neither listed nor synced', async () => {
  const { status, body } = await bob.syncs({ nowhere: 3, general: 0 });
  assert.equal(status, 200);
  assert.equal('nowhere' in body.missed, false);
  assert.ok('general' in body.missed);
});

test('a channel named like a property of every object works like other channels', async () => {
  for (const name of ['constructor', 'tostring']) {
    assert.equal((await ann.requests('POST', '/channels', { name })).status, 201);
    await bob.joins(name);
    assert.partialDeepStrictEqual(await bob.sees(name), {
      name,
      head: 0,
      count: 0,
      readSeq: 0,
      readCount: 0,
      mentions: 0,
    });
    await ann.says(name, 'hi @bob');
    assert.equal((await missedOf(name, 0)).entries.length, 1);
    assert.deepEqual((await bob.saw(name, 1)).body, { readSeq: 1, readCount: 1 });
  }
});

test('an invalid request is rejected with a sentence', async () => {
  const questions: unknown[] = [
    null,
    'general',
    [],
    { general: -1 },
    { general: '1' },
    { general: 1.5 },
    { general: 1e300 },
    { '../log': 1 },
    Object.fromEntries(Array.from({ length: SYNC_CHANNELS_MAX + 1 }, (_, index) => [`c-${index}`, 0])),
  ];
  for (const channels of questions) {
    const { status, body } = await bob.syncs(channels);
    assert.equal(status, 400, JSON.stringify(channels)?.slice(0, 40));
    assert.match(body.message, / /);
  }
  assert.equal((await bob.requests('POST', '/sync', { channels: {} }, { authorization: '' })).status, 401);
});

test('a message that is posted during a sync is in the response or is received as an event', async () => {
  const channel = await createChannelWith(5);
  using subscription = await bob.subscribes(channel);
  const [missed] = await Promise.all([
    missedOf(channel, 0),
    ...Array.from({ length: 20 }, (_, index) => ann.says(channel, `meanwhile ${index}`)),
  ]);
  while (subscription.events.at(-1)?.seq !== 25) await subscription.receives(subscription.events.length + 1);
  const all = new Set([...seqs(missed.entries), ...seqs(subscription.events)]);
  assert.deepEqual(
    [...all].sort((a, b) => a - b),
    numbers(1, 25),
  );
});
