// What has expired in a log: where that ends, with few reads, and what readers see of entries.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, PageQuery } from '@parley/chat';
import { positionBefore, withoutExpired } from './expiry.ts';
import { LOG_START } from './log.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 11, 1);
const at = (daysAgo: number) => new Date(NOW - daysAgo * DAY).toISOString();

/** A log whose messages are of these ages in days, and a change of a message where there is a target. */
function logOf(ages: readonly number[], targets: Readonly<Record<number, number>> = {}) {
  let reads = 0;
  const entryAt = (seq: number): Entry => {
    const base = { channel: 'general', seq, id: `id-${seq}`, timestamp: at(ages[seq - 1] ?? 0), count: seq };
    const author = { username: 'ann', userId: 'user-ann' };
    const target = targets[seq];
    if (target !== undefined) return { ...base, ...author, kind: 'edit', target, message: `text ${seq}` };
    return { ...base, ...author, kind: 'message', message: `text ${seq}` };
  };
  const slice = async (_: string, { after = 0 }: PageQuery) => {
    reads += 1;
    return { entries: after < ages.length ? [entryAt(after + 1)] : [], bytes: 0 };
  };
  return {
    slice,
    reads: () => reads,
    get entries() {
      return ages.map((_, index) => entryAt(index + 1));
    },
  };
}

const seqsOf = (entries: readonly Entry[]) => entries.filter((one) => !('expired' in one)).map(({ seq }) => seq);

test('the last entry before a time is found from any earlier one on', async () => {
  const ages = [9, 9, 8, 7, 7, 7, 3, 1, 0];
  for (const [daysAgo, seq] of [
    [10, 0],
    [8.5, 2],
    [7.5, 3],
    [5, 6],
    [2, 7],
    [0.5, 8],
    [-1, 9],
  ] as const)
    for (const known of [0, 1, seq].filter((one) => one <= seq)) {
      const found = await positionBefore(logOf(ages), 'general', at(daysAgo), { seq: known, count: known });
      assert.deepEqual(found, { seq, count: seq }, `${daysAgo} days ago, from ${known} on`);
    }
  assert.deepEqual(await positionBefore(logOf([]), 'general', at(1), LOG_START), LOG_START);
});

test('where nothing more has expired one row is read, and in a log of a million entries few are', async () => {
  const quiet = logOf([9, 9, 1, 1]);
  await positionBefore(quiet, 'general', at(5), { seq: 2, count: 2 });
  assert.equal(quiet.reads(), 1);
  const long = logOf(Array.from({ length: 1_000_000 }, (_, index) => 1_000 - index / 1_000));
  assert.equal((await positionBefore(long, 'general', at(500), LOG_START)).seq, 500_000);
  assert.ok(long.reads() <= 40, `${long.reads()}`);
});

test('entries of a channel that keeps its messages are returned without a read', async () => {
  const log = logOf([400, 300, 200], { 3: 1 });
  assert.deepEqual(await withoutExpired(log.entries, 'general', {}, { log, now: NOW }), log.entries);
  assert.equal(log.reads(), 0);
});

test('a young edit of an expired message is hidden, whether the message is among the entries or not', async () => {
  const log = logOf([9, 8, 7, 2, 1, 1, 1], { 5: 1, 6: 3, 7: 4 });
  const visible = (from: number, retention: object) =>
    withoutExpired(log.entries.slice(from - 1), 'general', retention, { log, now: NOW });
  assert.deepEqual(seqsOf(await visible(1, { retentionDays: 5 })), [4, 7]);
  assert.equal(log.reads(), 0);
  assert.deepEqual(seqsOf(await visible(5, { retentionDays: 5 })), [7]);
  assert.deepEqual(seqsOf(await visible(5, { retentionDays: 30 })), [5, 6, 7]);
  assert.deepEqual(seqsOf(await visible(5, { retentionDays: 0, expiredSeq: 1 })), [6, 7], 'what has expired stays so');
  assert.doesNotMatch(JSON.stringify((await visible(1, { retentionDays: 5 })).slice(0, 3)), /text|user-ann/);
});

test('of edits of a hundred messages few times are read', async () => {
  const ages = Array.from({ length: 200 }, (_, index) => (index < 100 ? 9 - index / 20 : 1));
  const targets = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [101 + index, 1 + index]));
  const log = logOf(ages, targets);
  const seen = await withoutExpired(log.entries.slice(100), 'general', { retentionDays: 5 }, { log, now: NOW });
  const expected = ages.slice(0, 100).flatMap((age, index) => (age > 5 ? [] : [101 + index]));
  assert.deepEqual(seqsOf(seen), expected);
  assert.ok(log.reads() <= 8, `${log.reads()}`);
});
