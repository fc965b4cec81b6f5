// The format of segments: what is written is read again, in parts, and damage is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteWriter } from './byte-codec.ts';
import { decodePostings, intersectionOf, type Postings, unionOf, writePostings } from './postings.ts';
import { Segment, SegmentCache, SegmentUnreadable } from './segment.ts';
import { encodeSegment } from './segment-format.ts';
import type { SegmentRecord } from './segment-list.ts';
import { MemoryStore } from './testing/memory-store.ts';

const postingsOf = (seqs: readonly number[]): Postings => ({
  seqs: [...seqs],
  times: seqs.map((seq) => 1_767_225_600 + seq * 7),
  weights: seqs.map((seq) => seq % 256),
});

const seqs = fc
  .uniqueArray(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 20 })
  .map((list) => list.sort((a, b) => a - b));

async function stored(terms: ReadonlyMap<string, Postings>) {
  const store = new MemoryStore();
  const { bytes, ...bounds } = encodeSegment(terms);
  await store.put('key', bytes);
  const record: SegmentRecord = {
    ...bounds,
    from: 1,
    to: 512,
    key: 'key',
    size: bytes.length,
    messages: 1,
    createdAt: 0,
  };
  return { store, segment: new Segment(record, { store, cache: new SegmentCache() }) };
}

test('each term of any text is found, and each beginning of terms, as in the lists that were written', async () => {
  const terms = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), seqs, { maxKeys: 200 });
  await fc.assert(
    fc.asyncProperty(terms, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }), async (lists, beginning) => {
      const index = new Map(Object.entries(lists).map(([term, list]) => [term, postingsOf(list)]));
      const { segment } = await stored(index);
      assert.deepEqual(await segment.readAll(), new Map([...index].sort(([a], [b]) => (a < b ? -1 : 1))));
      for (const [term, postings] of [...index].slice(0, 5))
        assert.deepEqual(await segment.lookup(term, false), postings);
      const matching = [...index].filter(([term]) => term.startsWith(beginning)).map(([, postings]) => postings);
      const expected = [...new Set(matching.flatMap((one) => one.seqs))].sort((a, b) => a - b);
      assert.deepEqual((await segment.lookup(beginning, true)).seqs, expected);
    }),
    { numRuns: 30 },
  );
});

test('times before the base, equal ones and large distances are kept', () => {
  const postings = { seqs: [1, 2, 9_000_000_000], times: [1_000, 400, 400], weights: [0, 255, 1] };
  const writer = new ByteWriter();
  writePostings(writer, postings, 700);
  assert.deepEqual(decodePostings(writer.bytes(), 3, 700), postings);
});

test('lists are joined and intersected by seq', () => {
  const [one, two] = [postingsOf([1, 3, 5]), postingsOf([3, 4, 5])];
  assert.deepEqual(unionOf([one, two]).seqs, [1, 3, 4, 5]);
  assert.deepEqual(intersectionOf([one, two]).seqs, [3, 5]);
  assert.deepEqual(intersectionOf([]).seqs, []);
});

test('a segment of which any byte is changed is unreadable or reads the same', async () => {
  const index = new Map(Array.from({ length: 60 }, (_, at) => [`term${at}`, postingsOf([at + 1, at + 70])]));
  const { store, segment } = await stored(index);
  const bytes = store.objects.get('key') ?? new Uint8Array();
  const isSame = async () => {
    try {
      return assert.deepEqual((await segment.readAll()).get('term30'), index.get('term30'));
    } catch (error) {
      assert.ok(error instanceof SegmentUnreadable, String(error));
    }
  };
  for (let at = 0; at < bytes.length; at += 1) {
    store.objects.set(
      'key',
      bytes.map((byte, index) => (index === at ? byte ^ 0xff : byte)),
    );
    await isSame();
  }
  store.objects.delete('key');
  await assert.rejects(segment.lookup('term1', false), SegmentUnreadable);
});

test('a warm function reads a directory and a block once', async () => {
  const index = new Map(Array.from({ length: 500 }, (_, at) => [`term${at}`, postingsOf([at + 1])]));
  const { store, segment } = await stored(index);
  await segment.lookup('term77', false);
  assert.equal(store.requests.getRange, 3);
  await segment.lookup('term77', false);
  assert.equal(store.requests.getRange, 4);
  // All terms of many blocks are not kept: they would fill the memory of the function.
  await segment.lookup('t', true);
  const { getRange } = store.requests;
  await segment.lookup('t', true);
  assert.equal(store.requests.getRange, getRange + 2);
});
