// The requests of one search: pages, continuations, and what is displayed meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteCaller } from '../../api/types.ts';
import { MessageSearch } from './message-search.ts';

const entry = (seq: number) => ({
  ...{ channel: 'general', seq, id: `i${seq}`, timestamp: '2026-01-01T00:00:00.000Z', username: 'ann', userId: 'u' },
  ...{ count: seq, kind: 'message', message: `text ${seq}` },
});

type Page = { messages: object[]; complete: boolean; cursor?: string; searchedTo?: string };

/** A server with prepared pages, which records the cursors that it receives; a page may be an error. */
function server(...pages: (Page | Error)[]) {
  const cursors: (string | undefined)[] = [];
  const request = (async (_name: string, _path: object, { query }: { query: Record<string, string> }) => {
    cursors.push(query['cursor']);
    const page = pages[cursors.length - 1];
    if (page instanceof Error || !page) throw page ?? new Error('No more pages.');
    return page;
  }) as unknown as RouteCaller;
  return { search: new MessageSearch(request), cursors };
}

const seqs = (search: MessageSearch) => search.state.value.messages.map(({ seq }) => seq);

test('a search goes on until the log is searched, and says how far it is', async () => {
  const { search, cursors } = server(
    { messages: [entry(9)], complete: false, cursor: 'a', searchedTo: '2026-03-01T00:00:00.000Z' },
    { messages: [entry(5), entry(9)], complete: true },
  );
  const seen: (string | undefined)[] = [];
  search.state.subscribe(({ searchedTo }) => void seen.push(searchedTo));
  await search.search({ text: 'text', order: 'newest' });
  assert.deepEqual(cursors, [undefined, 'a']);
  assert.ok(seen.includes('2026-03-01T00:00:00.000Z'));
  assert.deepEqual(seqs(search), [9, 5]);
  assert.deepEqual([search.state.value.isSearching, search.state.value.more], [false, false]);
});

test('the best results of a part of the log are replaced by those of all', async () => {
  const { search } = server(
    { messages: [entry(9)], complete: false, cursor: '0' },
    { messages: [entry(2), entry(9)], complete: true, cursor: '20' },
    { messages: [entry(1)], complete: true },
  );
  await search.search({ text: 'text', order: 'best' });
  assert.deepEqual(seqs(search), [2, 9]);
  await search.more();
  assert.deepEqual(seqs(search), [2, 9, 1]);
});

test('a server that does not get on is not asked for ever', async () => {
  const stuck = { messages: [], complete: false, cursor: 'same' };
  const { search, cursors } = server(stuck, stuck, stuck);
  await search.search({ text: 'text', order: 'newest' });
  assert.equal(cursors.length, 2);
  assert.equal(search.state.value.isSearching, false);
});

test('a failure is displayed, and the same search can be tried again', async () => {
  const { search } = server(new Error('down'), { messages: [entry(1)], complete: true });
  await search.search({ text: 'text', order: 'newest' });
  assert.match(String(search.state.value.error), /down/);
  await search.search({ text: 'text', order: 'newest' });
  assert.deepEqual(seqs(search), [1]);
});

test('the results of an earlier search that arrive late are not displayed, and a text without words clears them', async () => {
  const { search } = server({ messages: [entry(1)], complete: true }, { messages: [entry(2)], complete: true });
  await Promise.all([search.search({ text: 'one', order: 'newest' }), search.search({ text: 'two', order: 'newest' })]);
  assert.deepEqual(seqs(search), [2]);
  await search.search({ text: '?', order: 'newest' });
  assert.deepEqual(seqs(search), []);
});
