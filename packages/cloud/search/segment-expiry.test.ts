// What has expired leaves the index of the search: its words, and the place that searches read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePayload, expiredEntry, parsePayload, parseSearchQuery } from '@parley/chat';
import { Indexer } from './indexer.ts';
import { MessageSearch } from './message-search.ts';
import { SegmentCache } from './segment.ts';
import { SegmentLists } from './segment-list.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { MemoryTables } from './testing/memory-tables.ts';

const MESSAGES = 200;

async function anIndexedLog() {
  const tables = new MemoryTables();
  const store = new MemoryStore();
  const deps = { ...tables.deps, store, now: () => tables.now, blockSizes: [4, 16] as const };
  const indexer = new Indexer({ ...deps, cache: new SegmentCache(), lists: new SegmentLists(deps) });
  for (let index = 1; index <= MESSAGES; index += 1) tables.post('one', `word${index}. text`);
  tables.edit('one', 2, 'edited2. text');
  for (let index = 0; index < 7; index += 1) tables.post('one', 'later');
  const search = async () => {
    const seqs: number[] = [];
    let cursor: string | undefined;
    do {
      const query = parseSearchQuery('text ');
      const found = await new MessageSearch(deps).search({ channels: ['one'], query, order: 'newest', cursor });
      seqs.push(...found.messages.map(({ seq }) => seq));
      cursor = found.cursor;
    } while (cursor !== undefined);
    return seqs.sort((a, b) => a - b);
  };
  for (let round = 0; round < 3; round += 1) await search();
  return {
    tables,
    store,
    search,
    words: () => [...store.objects.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join(' '),
    /** Overwrites the rows up to a seq, and removes them from the index. */
    async expire(seq: number) {
      const log = tables.logs.get('one') ?? [];
      const time = Math.floor(Date.parse(parsePayload(log[seq - 1] ?? '').timestamp) / 1000);
      for (let index = 0; index < seq; index += 1)
        log[index] = encodePayload(expiredEntry(parsePayload(log[index] ?? '')));
      await indexer.expire('one', { seq, time });
    },
  };
}

const seqs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('the words of expired messages leave the index, also those of a later edit, and all others are found', async () => {
  const { search, words, expire } = await anIndexedLog();
  assert.match(words(), /word1\b.*edited2|edited2.*word1\b/s);
  await expire(22);
  for (const seq of seqs(1, 22)) assert.doesNotMatch(words(), new RegExp(`(?:word|edited)${seq}\\b`));
  assert.match(words(), /word23/);
  assert.deepEqual(await search(), seqs(23, MESSAGES));
  assert.doesNotMatch(words(), /word22|edited2/, 'a search does not bring them back');
});

test('a search does not read what has expired, and a second removal changes nothing', async () => {
  const { tables, store, search, expire } = await anIndexedLog();
  await expire(100);
  const objects = [...store.objects.keys()];
  await expire(100);
  assert.deepEqual([...store.objects.keys()], objects);
  // A search that read one of them would fail.
  tables.logs.get('one')?.fill('no payload', 0, 100);
  assert.deepEqual(await search(), seqs(101, MESSAGES));
});

test('a segment that a search writes at the moment of the removal loses the expired words with the next one', async () => {
  const { tables, store, search, words, expire } = await anIndexedLog();
  const log = [...(tables.logs.get('one') ?? [])];
  store.objects.clear();
  await expire(10);
  // As if the search had read the rows before they were overwritten.
  const after = tables.logs.get('one');
  tables.logs.set('one', log);
  await search();
  tables.logs.set('one', after ?? []);
  await expire(10);
  assert.doesNotMatch(words(), /word(?:[1-9]|10)\b/);
  assert.deepEqual(await search(), seqs(11, MESSAGES));
});
