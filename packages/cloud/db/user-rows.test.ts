// The rows of one user: read by one query, in which nothing that others write hides the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNANSWERED_LISTED_MAX } from '@parley/chat';
import type { ChatTableDeps } from './chat-table.ts';
import { listKey } from './conversation-rows.ts';
import { membershipKey } from './member-rows.ts';
import { mentionKey } from './mention-rows.ts';
import { MENTIONS_COUNTED_MAX, readUserRows } from './user-rows.ts';

type Item = { sk: string; [name: string]: unknown };

const mentions = (channel: string, from: number, to = from): Item[] =>
  Array.from({ length: to - from + 1 }, (_, index) => mentionKey('bob', channel, from + index));

/** The rows of a member of channels, who has read each up to a seq. */
function memberOf(cursors: Record<string, number>): Item[] {
  const channels = Object.keys(cursors);
  return [
    { ...membershipKey('bob', ''), username: 'bob' },
    ...channels.map((channel) => ({ ...membershipKey('bob', channel), role: 'member' })),
    { sk: 'cursors', cursors: Object.fromEntries(channels.map((name) => [name, { seq: cursors[name], count: 0 }])) },
  ];
}

/** Reads the rows from a table that answers queries by a range of sort keys. */
async function read(items: readonly Item[]) {
  const sorted = items.toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
  const queries: boolean[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    const { ':from': from = '', ':to': to = '' } = input['ExpressionAttributeValues'] as Record<string, string>;
    queries.push(input['ConsistentRead'] === true);
    const found = sorted.filter(({ sk }) => sk >= from && sk <= to);
    const limit = input['Limit'] as number;
    return { Items: found.slice(0, limit), ...(found.length > limit && { LastEvaluatedKey: {} }) };
  };
  const deps = { chatTable: 'chat', dynamodb: { send } as unknown as ChatTableDeps['dynamodb'] };
  const rows = await readUserRows(deps, { userId: 'bob' });
  return { rows, queries, counted: Object.fromEntries(rows.mentions) };
}

test('one consistent query reads everything', async () => {
  const { rows, queries } = await read([
    ...memberOf({ art: 5 }),
    listKey('bob', 'd-1', {}),
    listKey('bob', 'd-2', { requestedAt: '2026-11-23T12:00:00.000Z' }),
    ...mentions('art', 6),
  ]);
  assert.deepEqual(queries, [true]);
  assert.equal(rows.username, 'bob');
  assert.deepEqual(
    [...rows.memberships, ...rows.conversations].map(({ channel }) => channel),
    ['art', 'd-1', 'd-2'],
  );
  assert.deepEqual(rows.cursors?.get('art'), { seq: 5, count: 0 });
  assert.deepEqual([...rows.mentions], [['art', 1]]);
});

test('the newest conversations that are not answered are listed, and thousands of them hide no membership', async () => {
  const requests = Array.from({ length: 2_000 }, (_, minute) =>
    listKey('bob', `d-${minute}`, { requestedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString() }),
  );
  const { rows, queries } = await read([...requests, ...memberOf({ art: 0 })]);
  const newest = Array.from({ length: UNANSWERED_LISTED_MAX }, (_, index) => `d-${1_999 - index}`);
  assert.deepEqual(
    rows.conversations.map(({ channel }) => channel),
    newest,
  );
  assert.equal(rows.memberships.length, 1);
  assert.equal(queries.length, 2);
});

test('more memberships than one query returns are all read', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `channel-${index}`);
  const { rows } = await read(memberOf(Object.fromEntries(names.map((name) => [name, 0]))));
  assert.equal(rows.memberships.length, 300);
});

test('mentions count after the read cursor of their channel', async () => {
  const { counted } = await read([
    ...memberOf({ art: 5, general: 0 }),
    ...mentions('art', 5, 6),
    ...mentions('general', 7),
  ]);
  assert.deepEqual(counted, { art: 1, general: 1 });
  assert.deepEqual((await read([...memberOf({ art: 9 }), ...mentions('art', 9)])).counted, {});
});

test('thousands of mentions in one channel neither hide those of another nor are read', async () => {
  const { counted, queries } = await read([
    ...memberOf({ '00-flood': 0, art: 0, 'art-2': 0 }),
    ...mentions('00-flood', 1, 5_049),
    ...mentions('art', 3),
    ...mentions('art-2', 4),
  ]);
  assert.deepEqual(counted, { '00-flood': MENTIONS_COUNTED_MAX, art: 1, 'art-2': 1 });
  assert.equal(queries.length, 2);
});

test('mentions in a channel of which the user is no longer a member are skipped', async () => {
  const { counted, queries } = await read([
    ...memberOf({ art: 0 }),
    ...mentions('00-flood', 1, 500),
    ...mentions('art', 3),
  ]);
  assert.deepEqual(counted, { art: 1 });
  assert.equal(queries.length, 2);
});

test('rows that remain below a read cursor are skipped', async () => {
  const { counted } = await read([
    ...memberOf({ art: 500, zoo: 0 }),
    ...mentions('art', 1, 501),
    ...mentions('zoo', 1),
  ]);
  assert.deepEqual(counted, { art: 1, zoo: 1 });
});
