// Quoted messages: as they are now, read once if they are not loaded, and nothing of those that cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '@parley/chat';
import { signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { anEntry } from '../../testing/fakes.ts';
import { Quotes } from './quotes.ts';

/** A channel of which the entries from `from` on are loaded, and a server with all of them. */
function scene(from: number, log: Entry[]) {
  const requests: string[] = [];
  const server = { fails: false };
  const timeline = signal({ entries: log.filter(({ seq }) => seq >= from), covered: [{ from, to: log.length }] });
  const quotes = new Quotes(async (_route, _path, { query } = {}) => {
    const { before = '' } = query as { before?: string };
    requests.push(before);
    if (server.fails) throw new WebError('unreachable', 'No connection.');
    return { entries: log.filter(({ seq }) => seq < Number(before)).slice(-1) };
  });
  const conversation = { channel: 'general', timeline: timeline as never, cursor: log.length };
  const find = (seq: number) => quotes.find(conversation, seq);
  const receive = (entry: object) => {
    timeline.value = { ...timeline.value, entries: [...timeline.value.entries, entry as Entry] };
  };
  return {
    quotes,
    conversation,
    requests,
    server,
    timeline,
    find,
    receive,
    load: (seq: number) => quotes.load(conversation, seq),
  };
}

const LOG = [anEntry(1), { ...anEntry(2), kind: 'notice' } as unknown as Entry, anEntry(3), anEntry(4)];

test('a message that is loaded with its channel is shown with its later edits, without a request', async () => {
  const { find, load, requests, receive } = scene(1, LOG);
  receive({ ...anEntry(5), kind: 'edit', target: 3, message: 'edited' });
  await load(3);
  const found = find(3);
  assert.equal(typeof found === 'object' && found.message, 'edited');
  assert.deepEqual([find(2), requests], ['unavailable', []]);
});

test('another one is read once, and the changes that arrive later are applied to it', async () => {
  const { find, load, requests, receive } = scene(4, LOG);
  assert.equal(find(1), 'loading');
  await Promise.all([load(1), load(1)]);
  assert.deepEqual([(find(1) as { message: string }).message, requests], ['message 1', ['2']]);
  receive({ ...anEntry(5), kind: 'deletion', target: 1 });
  const found = find(1) as { message: string; deleted?: boolean };
  assert.deepEqual([found.deleted, found.message], [true, '']);
});

test('an entry that is no message, or cannot be read, is unavailable', async () => {
  const { find, load, server } = scene(4, LOG);
  await load(2);
  assert.equal(find(2), 'unavailable');
  server.fails = true;
  await load(3);
  assert.equal(find(3), 'unavailable');
});

test('after a gap, in which it may have changed, a message is read again', async () => {
  const { find, load, timeline, conversation, requests } = scene(4, LOG);
  await load(1);
  timeline.value = { entries: [], covered: [{ from: 40, to: 40 }] };
  assert.equal(find(1), 'loading');
  await load(1);
  assert.equal(find(1), 'loading', 'as the channel is not loaded up to the gap yet');
  conversation.cursor = 40;
  await load(1);
  assert.equal(typeof find(1), 'object');
  assert.deepEqual(requests, ['2', '2', '2']);
});
