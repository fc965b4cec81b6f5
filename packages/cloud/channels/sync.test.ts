// The entries of a sync: complete or limited, in the order of the query, within the size of one response.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, type PageQuery, SYNC_ENTRIES_MAX } from '@parley/chat';
import { gapsOf, isLimited, missedEntries } from './sync.ts';

const MIB = 1024 * 1024;

const entry = (channel: string, seq: number): Entry => ({
  channel,
  seq,
  id: `${seq}`,
  timestamp: '',
  username: 'ann',
  userId: 'ann',
  count: seq,
  kind: 'message',
  message: `${seq}`,
});

/** A log whose entries have a size; one read returns at most 1 MiB of them, as DynamoDB does. */
function logOf(heads: Record<string, number>, bytesOfEntry = 100) {
  const reads: string[] = [];
  const slice = async (channel: string, { after, limit }: PageQuery) => {
    const head = heads[channel] ?? 0;
    const first = after === undefined ? Math.max(1, head - limit + 1) : after + 1;
    const length = Math.max(0, Math.min(head - first + 1, limit, Math.floor(MIB / bytesOfEntry)));
    reads.push(`${channel} ${first} to ${first + length - 1}`);
    const entries = Array.from({ length }, (_, index) => entry(channel, first + index));
    return { entries, bytes: length * bytesOfEntry };
  };
  return { slice, reads };
}

const channelsOf = (heads: Record<string, number>) => Object.entries(heads).map(([name, head]) => ({ name, head }));
const queryOf = (seqs: Record<string, number>) => ({ channels: new Map(Object.entries(seqs)), known: new Map() });
const seqsOf = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);

test('a channel at its head is complete without a read, and one that the reader cannot see is left out', () => {
  const { gaps, upToDate } = gapsOf(
    queryOf({ general: 7, secret: 3, random: 2 }),
    channelsOf({ general: 7, random: 5 }),
  );
  assert.deepEqual([...upToDate], [['general', { complete: true, entries: [], head: 7, more: false }]]);
  assert.deepEqual(gaps, [{ channel: 'random', seq: 2, head: 5, entries: [] }]);
});

test('a reader is limited when too far behind, or ahead of the log', () => {
  const gap = (seq: number, head: number) => ({ channel: 'general', seq, head, entries: [] });
  assert.equal(isLimited(gap(0, SYNC_ENTRIES_MAX)), false);
  assert.equal(isLimited(gap(0, SYNC_ENTRIES_MAX + 1)), true);
  assert.equal(isLimited(gap(9, 8)), true);
});

test('a reader receives all entries after the seq', async () => {
  const heads = { general: 9, random: 4 };
  const log = logOf(heads);
  const missed = await missedEntries(queryOf({ general: 6, random: 0 }), channelsOf(heads), log);
  const { general, random } = missed;
  assert.ok(general?.complete && random?.complete);
  assert.deepEqual(seqsOf(general.entries), [7, 8, 9]);
  assert.deepEqual(seqsOf(random.entries), [1, 2, 3, 4]);
  assert.deepEqual([general.more, general.head, random.more, random.head], [false, 9, false, 4]);
});

test('a limited reader receives the newest page, and where it begins', async () => {
  const heads = { general: 5_000 };
  const { general } = await missedEntries(queryOf({ general: 10 }), channelsOf(heads), logOf(heads));
  assert.ok(general && !general.complete);
  assert.deepEqual([general.from, general.entries.length, general.head], [4_951, 50, 5_000]);
});

test('a reader of an emptied log starts again from the beginning', async () => {
  const { general } = await missedEntries(queryOf({ general: 10 }), channelsOf({ general: 0 }), logOf({}));
  assert.deepEqual(general, { complete: false, from: 1, entries: [], head: 0 });
});

test('entries beyond one read are read on while the response has room, without a gap', async () => {
  const heads = { general: 25 };
  // Ten entries are a read, and 25 of them 2.5 MiB.
  const log = logOf(heads, Math.floor(MIB / 10));
  const { general } = await missedEntries(queryOf({ general: 0 }), channelsOf(heads), log);
  assert.ok(general?.complete);
  assert.deepEqual(
    seqsOf(general.entries),
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  assert.equal(general.more, false);
  assert.deepEqual(log.reads, ['general 1 to 10', 'general 11 to 20', 'general 21 to 25']);
});

test('a channel that does not fit is partial, with `more`, and later channels are left out', async () => {
  const heads = { general: 100, random: 100, tech: 100 };
  // A read returns one entry of 1 MiB; a response has room for three of them.
  const missed = await missedEntries(
    queryOf({ general: 0, random: 0, tech: 98 }),
    channelsOf(heads),
    logOf({ ...heads }, MIB),
  );
  const { general, random, tech } = missed;
  assert.ok(general?.complete && random?.complete && tech?.complete);
  assert.deepEqual([seqsOf(general.entries), general.more], [[1], true]);
  assert.deepEqual([seqsOf(random.entries), random.more], [[1], true]);
  assert.deepEqual([seqsOf(tech.entries), tech.more], [[99], true]);
  const four = { ...heads, zoo: 100 };
  const crowded = await missedEntries(
    queryOf({ general: 0, random: 0, tech: 0, zoo: 0 }),
    channelsOf(four),
    logOf(four, MIB),
  );
  assert.deepEqual(Object.keys(crowded), ['general', 'random', 'tech']);
});

test('the channel that the query names first is served first', async () => {
  const heads = { general: 100, random: 100, tech: 100, zoo: 100 };
  const missed = await missedEntries(
    queryOf({ zoo: 0, tech: 0, random: 0, general: 0 }),
    channelsOf(heads),
    logOf(heads, MIB),
  );
  assert.deepEqual(Object.keys(missed), ['zoo', 'tech', 'random']);
});
