// The search over a log in memory: the same messages as comparing each one, whatever is indexed, edited, deleted or damaged meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Message, matchMessage, parseSearchQuery, type SearchOrder } from '@parley/chat';
import fc from 'fast-check';
import { sampled } from '../../../harness/exhaustive.ts';
import type { BlockSizes } from './log-blocks.ts';
import { MessageSearch } from './message-search.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { MemoryTables } from './testing/memory-tables.ts';

const SMALL: BlockSizes = [4, 16];

function aSearch({ blockSizes, now }: { blockSizes?: BlockSizes; now?: () => number } = {}) {
  const tables = new MemoryTables();
  const store = new MemoryStore();
  const deps = { ...tables.deps, store, now: now ?? (() => tables.now), ...(blockSizes && { blockSizes }) };
  let search = new MessageSearch(deps);
  const page = (channels: readonly string[], text: string, order: SearchOrder = 'newest', cursor?: string) =>
    search.search({ channels, query: parseSearchQuery(text), order, cursor });
  return {
    tables,
    store,
    page,
    /** The next search is that of a cold function, without a cache. */
    restart: () => {
      search = new MessageSearch(deps);
    },
    /** All pages of results. */
    async all(channels: readonly string[], text: string, order: SearchOrder = 'newest'): Promise<Message[]> {
      const messages: Message[] = [];
      let cursor: string | undefined;
      do {
        const results = await page(channels, text, order, cursor);
        if (order === 'newest' || results.complete) messages.push(...results.messages);
        cursor = results.cursor;
      } while (cursor !== undefined);
      return messages;
    },
    compared: (channels: readonly string[], text: string) =>
      channels
        .flatMap((channel) => tables.messages(channel))
        .filter((message) => matchMessage(parseSearchQuery(text), message))
        .sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1)),
  };
}

const places = (messages: readonly Message[]) => messages.map(({ channel, seq }) => `${channel} ${seq}`);

const WORDS = ['red', 'blue', 'green', 'redder', 'Müller', '東京都', 'http://x.y/z'];
const QUERIES = [
  'red',
  'red ',
  'blue green',
  '"red blue"',
  'mull',
  '京都',
  'from:bob red',
  'has:link ',
  'from:ann',
  'b',
];

const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const channel = fc.constantFrom('one', 'two');
const action = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('post'), channel, text, by: fc.constantFrom('ann', 'bob') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit'), channel, text, at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), channel, at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('search'), query: fc.constantFrom(...QUERIES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('damage'), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
);
type Action = { kind: string; channel?: string; text?: string; by?: string; at?: number; query?: string };

test('searches find the same as comparing each message, over random logs with edits, deletions and damaged segments', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action as fc.Arbitrary<Action>, { minLength: 30, maxLength: 160 }), async (actions) => {
      const scene = aSearch({ blockSizes: SMALL });
      for (const one of actions) await act(scene, one);
      scene.restart();
      for (const query of QUERIES) await expectSame(scene, query);
    }),
    { numRuns: sampled(12, 300) },
  );
});

async function act(
  scene: ReturnType<typeof aSearch>,
  { kind, channel = '', text = '', by, at = 0, query = '' }: Action,
) {
  const { tables, store } = scene;
  const messages = tables.messages(channel).filter(({ deleted }) => !deleted);
  const target = messages[at % messages.length]?.seq;
  if (kind === 'post') tables.post(channel, text, by);
  else if (kind === 'edit' && target) tables.edit(channel, target, text);
  else if (kind === 'delete' && target) tables.delete(channel, target);
  else if (kind === 'search') await expectSame(scene, query);
  else if (kind === 'restart') scene.restart();
  else if (kind === 'damage') {
    const [key, bytes] = [...store.objects][at % Math.max(1, store.objects.size)] ?? [];
    if (!key || !bytes) return;
    if (at % 3 === 0) store.objects.delete(key);
    else if (at % 3 === 1) store.objects.set(key, bytes.subarray(0, bytes.length >> 1));
    else
      store.objects.set(
        key,
        bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 0x55 : byte)),
      );
  }
}

async function expectSame(scene: ReturnType<typeof aSearch>, query: string) {
  const channels = ['one', 'two'];
  const expected = places(scene.compared(channels, query));
  assert.deepEqual(places(await scene.all(channels, query)), expected, query);
  assert.deepEqual(places(await scene.all(channels, query, 'best')).sort(), expected.toSorted(), `best: ${query}`);
}

test('a search reads little of a log that is indexed', async () => {
  const { tables, store, page, all, restart } = aSearch();
  for (let index = 0; index < 6_000; index += 1) tables.post('one', `word${index % 900} and some other words`);
  await all(['one'], 'word7 ');
  assert.deepEqual(
    [...store.objects.keys()].map((key) => key.split('/')[2]?.split('-', 2).join('-')),
    ['5121-5632', '4609-5120', '4097-4608', '1-4096'],
  );
  restart();
  tables.queried = 0;
  store.bytesRead = 0;
  const { messages, complete } = await page(['one'], 'word7 ');
  assert.equal(messages.length, 7);
  assert.equal(complete, true);
  assert.equal(tables.queried, 6_000 - 5_632);
  const stored = [...store.objects.values()].reduce((sum, { length }) => sum + length, 0);
  assert.ok(store.bytesRead < stored / 10, `${store.bytesRead} of ${stored} bytes`);
});

test('small segments are merged, and their objects are deleted', async () => {
  const { tables, store, all } = aSearch({ blockSizes: SMALL });
  for (let round = 0; round < 40; round += 1) {
    for (let index = 0; index < 4; index += 1) tables.post('one', `number ${round}`);
    // The first one indexes, the second one merges.
    for (let search = 0; search < 2; search += 1) await all(['one'], 'nothing ');
  }
  const ranges = [...store.objects.keys()].map((key) => key.split('/')[2]?.split('-', 2).join('-')).sort();
  const large = Array.from({ length: 10 }, (_, index) => `${index * 16 + 1}-${index * 16 + 16}`);
  assert.deepEqual(ranges, large.sort());
});

test('a request ends after its time, says how far it came, and the next ones come to the end', async () => {
  let clock = Date.UTC(2026, 5, 1);
  const { tables, page } = aSearch({ blockSizes: [4, 16], now: () => (clock += 700) });
  for (let index = 0; index < 800; index += 1) tables.post('one', index === 0 ? 'needle' : 'hay');
  const reached: string[] = [];
  let cursor: string | undefined;
  for (let requests = 0; ; requests += 1) {
    assert.ok(requests < 50);
    const result = await page(['one'], 'needle ', 'newest', cursor);
    if (result.complete) {
      assert.deepEqual(places(result.messages), ['one 1']);
      break;
    }
    reached.push(result.searchedTo ?? '');
    cursor = result.cursor;
  }
  assert.ok(reached.length > 1);
  assert.deepEqual(reached, reached.toSorted().reverse());
});

test('two searches that index the same log at once leave one segment for each block', async () => {
  const { tables, store, page, all } = aSearch({ blockSizes: SMALL });
  for (let index = 0; index < 64; index += 1) tables.post('one', `text ${index}`);
  await Promise.all([page(['one'], 'text '), page(['one'], 'nothing '), page(['one'], 'nothing2 ')]);
  const lists = [...tables.rows.values()].map(({ segments }) => JSON.parse(String(segments)) as { key: string }[]);
  assert.deepEqual(
    lists
      .flat()
      .map(({ key }) => key)
      .sort(),
    [...store.objects.keys()].sort(),
  );
  assert.equal((await all(['one'], 'text ')).length, 64);
});

test('segments are made again after 29 days, so that nothing of a deleted message remains', async () => {
  const { tables, store, all } = aSearch({ blockSizes: SMALL });
  for (let index = 0; index < 4; index += 1) tables.post('one', `secret${index}`);
  await all(['one'], 'secret');
  const contains = (word: string) => [...store.objects.values()].some((bytes) => Buffer.from(bytes).includes(word));
  tables.delete('one', 1);
  await all(['one'], 'secret');
  assert.equal(contains('secret0'), true);
  const [old = ''] = store.objects.keys();
  tables.now += 30 * 24 * 60 * 60_000;
  await all(['one'], 'secret');
  // As the lifecycle of the bucket does.
  store.objects.delete(old);
  assert.equal(contains('secret0'), false);
  assert.equal((await all(['one'], 'secret')).length, 3);
  assert.equal(store.objects.size, 1);
});

test('a store that cannot be read leaves the search without an index, and keeps it', async (t) => {
  const errors = t.mock.method(console, 'error', () => undefined);
  const { tables, store, all } = aSearch({ blockSizes: SMALL });
  for (let index = 0; index < 40; index += 1) tables.post('one', `text ${index}`);
  await all(['one'], 'text ');
  const { size } = store.objects;
  store.getRange = async () => {
    throw new Error('The store is unavailable.');
  };
  assert.equal((await all(['one'], 'text ')).length, 40);
  assert.ok(errors.mock.callCount() > 0);
  assert.equal(store.objects.size, size);
});

test('the best results are those with rare words, in short messages, often', async () => {
  const { tables, all } = aSearch();
  for (let index = 0; index < 30; index += 1) tables.post('one', `deploy of the day ${index}`);
  tables.post(
    'one',
    'a very long report in which somewhere among very many other words the rollback of a deploy is named once',
  );
  tables.post('one', 'deploy rollback');
  const best = await all(['one'], 'deploy rollback ', 'best');
  assert.deepEqual(places(best), ['one 32', 'one 31']);
});

test('a store that cannot be written leaves the search without an index, not without results', async (t) => {
  const errors = t.mock.method(console, 'error', () => undefined);
  const { tables, store, all } = aSearch({ blockSizes: SMALL });
  for (let index = 0; index < 40; index += 1) tables.post('one', `text ${index}`);
  store.put = async () => {
    throw new Error('The store is unavailable.');
  };
  assert.equal((await all(['one'], 'text ')).length, 40);
  assert.ok(errors.mock.callCount() > 0);
});

test('a cursor that no response had is rejected', async () => {
  const { page } = aSearch();
  for (const cursor of ['x', '1.2', '1.2.../..', '9'.repeat(40)])
    await assert.rejects(page(['one'], 'text', 'newest', cursor), { code: 'bad-page' });
  await assert.rejects(page(['one'], 'text', 'best', '-1'), { code: 'bad-page' });
});
