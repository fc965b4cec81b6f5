// The count of unread mentions: exact in each channel, whatever is stored for others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { MENTIONS_COUNTED_MAX, Mentions } from './mentions.ts';

const row = (channel: string, seq: number) => `${channel}#${String(seq).padStart(16, '0')}`;

/** Mentions over a table that answers queries by a range of sort keys, and counts them. */
function mentionsOf(keys: readonly string[]) {
  const sorted = keys.toSorted();
  let queries = 0;
  const send = async ({ input }: { input: { ExpressionAttributeValues: Record<string, string>; Limit: number } }) => {
    queries += 1;
    const { ':from': from = '', ':to': to = '' } = input.ExpressionAttributeValues;
    const found = sorted.filter((key) => key >= from && key <= to);
    const Items = found.slice(0, input.Limit).map((sk) => ({ sk }));
    return { Items, ...(found.length > input.Limit && { LastEvaluatedKey: {} }) };
  };
  const mentions = new Mentions({ chatTable: 'chat', dynamodb: { send } as unknown as ChatTableDeps['dynamodb'] });
  const unread = async (cursors: Record<string, number>) =>
    Object.fromEntries(await mentions.unread({ userId: 'bob' }, new Map(Object.entries(cursors))));
  return { unread, queries: () => queries };
}

test('mentions count after the read cursor of their channel', async () => {
  const { unread } = mentionsOf([row('art', 5), row('art', 6), row('art', 9), row('general', 7)]);
  assert.deepEqual(await unread({ art: 5, general: 0 }), { art: 2, general: 1 });
  assert.deepEqual(await unread({ art: 9, general: 7 }), {});
});

test('thousands of mentions in one channel neither hide those of another nor are read', async () => {
  const flood = Array.from({ length: 5_049 }, (_, index) => row('00-flood', index + 1));
  const { unread, queries } = mentionsOf([...flood, row('art', 3), row('art-2', 4)]);
  assert.deepEqual(await unread({ '00-flood': 0, art: 0, 'art-2': 0 }), {
    '00-flood': MENTIONS_COUNTED_MAX,
    art: 1,
    'art-2': 1,
  });
  assert.equal(queries(), 2);
});

test('mentions in a channel of which the user is no longer a member are skipped', async () => {
  const flood = Array.from({ length: 300 }, (_, index) => row('00-flood', index + 1));
  const { unread, queries } = mentionsOf([...flood, row('art', 3)]);
  assert.deepEqual(await unread({ art: 0 }), { art: 1 });
  assert.equal(queries(), 2);
});

test('rows that remain below a read cursor are skipped', async () => {
  const read = Array.from({ length: 300 }, (_, index) => row('art', index + 1));
  const { unread } = mentionsOf([...read, row('art', 301), row('zoo', 1)]);
  assert.deepEqual(await unread({ art: 300, zoo: 0 }), { art: 1, zoo: 1 });
});
