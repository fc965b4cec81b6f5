// The list of a channel's files: pages, kinds, and what is known of newer messages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, FileList, ListedFile } from '@parley/chat';
import { ChannelFileList, withEntries } from './channel-file-list.ts';

const AT = { userId: 'u-ann', username: 'ann', timestamp: '2026-11-30T09:00:00.000Z' };
const listed = (name: string, seq: number, type = 'text/plain'): ListedFile => ({
  ...{ fileId: name, name, type, size: 1, seq },
  ...AT,
});
const message = (seq: number, ...names: string[]) =>
  ({
    ...{ kind: 'message', channel: 'general', seq, id: `${seq}`, message: '', count: seq },
    ...{ ...AT, files: names.map((name) => ({ fileId: name, name, type: 'image/png', size: 1 })) },
  }) as unknown as Entry;
const deletion = (target: number) => ({ kind: 'deletion', target, seq: 99, ...AT }) as unknown as Entry;
const names = (files: readonly ListedFile[]) => files.map(({ name }) => name).join(' ');

function opened(pages: readonly (FileList | Error)[], kind?: 'image') {
  const queries: object[] = [];
  const answers = [...pages];
  const list = new ChannelFileList(async (query) => {
    queries.push(query);
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer ?? new Error('No page is left.');
    return answer;
  }, kind);
  return { list, queries };
}

test('pages are loaded one after the other until the list is complete', async () => {
  const { list, queries } = opened([{ files: [listed('b', 2)], next: 200 }, { files: [listed('a', 1)] }]);
  for (let page = 1; page <= 3; page += 1) await list.load();
  assert.deepEqual([names(list.state.value.files), list.state.value.next], ['b a', undefined]);
  assert.deepEqual(queries, [{}, { before: 200 }]);
});

test('a page of one kind that is empty is followed by the next one', async () => {
  const { list, queries } = opened([{ files: [], next: 500 }, { files: [listed('a', 1, 'image/png')] }], 'image');
  await list.load();
  assert.equal(names(list.state.value.files), 'a');
  assert.deepEqual(queries, [{ kind: 'image' }, { before: 500, kind: 'image' }]);
});

test('a page that cannot be loaded keeps the others, and is loaded again', async () => {
  const { list } = opened([{ files: [listed('b', 2)], next: 200 }, new Error('Gone.'), { files: [listed('a', 1)] }]);
  await list.load();
  await list.load();
  assert.deepEqual([names(list.state.value.files), String(list.state.value.failed)], ['b', 'Error: Gone.']);
  await list.load();
  assert.deepEqual([names(list.state.value.files), list.state.value.failed], ['b a', undefined]);
});

test('newer files of the channel are added, deleted ones vanish, and what is not loaded yet leaves no hole', () => {
  const entries = [message(1, 'old.png'), message(5, 'new.png', 'second.png'), deletion(4)];
  const page = { files: [listed('gone', 4), listed('kept', 3)], next: 300 };
  assert.equal(names(withEntries(page, entries, undefined)), 'new.png second.png kept');
  assert.equal(names(withEntries({ files: page.files }, entries, undefined)), 'new.png second.png kept old.png');
  assert.equal(names(withEntries(page, entries, 'document')), 'kept');
});
