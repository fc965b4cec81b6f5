// The search for users: what it compares, in which order it returns users, and how much of the directory it reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '@parley/chat';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { userSearchKey } from '../db/user-directory.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { searchUsers } from './user-search.ts';

type Row = { sk: string; userId: string; username: string; displayName?: string };

const user = (username: string, displayName?: string): Row => {
  const one = { userId: `id-${username}`, username };
  return { ...one, ...userSearchKey(one), ...(displayName !== undefined && { displayName }) };
};

/** A directory that answers queries by prefix and by range, and updates. */
function directory(rows: readonly Row[], chosen: readonly Profile[] = []) {
  const sorted = rows.toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
  const limits: number[] = [];
  const requested: string[] = [];
  const send = async ({ operation, input }: { operation: string; input: Record<string, unknown> }) => {
    const values = input['ExpressionAttributeValues'] as Record<string, string>;
    if (operation === 'UpdateItem') {
      const row = sorted.find(({ sk }) => sk === (input['Key'] as Row).sk);
      if (!row || row.displayName !== undefined) throw new ConditionalCheckFailedException('failed', 400, undefined);
      row.displayName = values[':displayName'] ?? '';
      return {};
    }
    const { ':sk': key = '' } = values;
    const condition = String(input['KeyConditionExpression']);
    const within = ({ sk }: Row) =>
      condition.includes('begins_with') ? sk.startsWith(key) : condition.includes('<') ? sk < key : sk >= key;
    limits.push(Number(input['Limit']));
    return {
      Items: sorted
        .filter(within)
        .slice(0, Number(input['Limit']))
        .map((row) => ({ ...row })),
    };
  };
  const profiles = {
    read: async (userIds: readonly string[]) => {
      requested.push(...userIds);
      return chosen.filter(({ userId }) => userIds.includes(userId));
    },
  };
  const deps = { chatTable: 'chat', dynamodb: { send } as unknown as ChatTableDeps['dynamodb'], profiles };
  const find = async (query: string) => (await searchUsers(query, deps)).map(({ username }) => username);
  return { find, limits, requested, rows: sorted, profiles };
}

test('users are found by any part of their names, in any case, with and without diacritics', async () => {
  const { find } = directory([user('d1', 'Dave Ó'), user('Zoë', ''), user('x9', 'Łukasz Ñandú'), user('y', '李小龍')]);
  for (const query of ['Dave', 'ave', 'DAVE O', 'ó', 'O\u0301', 'd1 dave', 'Ó Dave'])
    assert.ok((await find(query)).includes('d1'), query);
  for (const [query, found] of [
    ['zoe', ['Zoë']],
    ['ZOË', ['Zoë']],
    ['nandu', ['x9']],
    ['小', ['y']],
    ['dave nandu', []],
    ['\u0301', []],
  ] as const)
    assert.deepEqual(await find(query), found, query);
});

test('usernames that begin with the query are first, then names of which a word does, and at most twenty are returned', async () => {
  const { find } = directory([user('xan', ''), user('b', 'Mr Ann'), user('ann', 'Zed'), user('c', 'Joann')]);
  assert.deepEqual(await find('an'), ['ann', 'b', 'c', 'xan']);
  const { find: findMany } = directory(Array.from({ length: 50 }, (_, index) => user(`x${index + 10}`, 'Ann')));
  assert.equal((await findMany('nn')).length, 20);
});

test('however many users and guests there are, a search reads a bounded part of the directory, without the guests', async () => {
  const guests = Array.from({ length: 3_000 }, (_, index) => user(`guest-${10_000 + index}`, 'Vera'));
  const accounts = Array.from({ length: 1_500 }, (_, index) =>
    user(`u${10_000 + index}`, index === 1_499 ? 'Last' : ''),
  );
  const { find, limits } = directory([...guests, ...accounts, user('ann', 'Vera')]);
  assert.deepEqual(await find('era'), ['ann']);
  assert.deepEqual(
    limits.toSorted((a, b) => a - b),
    [20, 1_000, 1_000],
  );
  assert.deepEqual(await find('last'), []);
  assert.deepEqual(await find('u11499'), ['u11499']);
  assert.deepEqual(await find('guest-12999'), ['guest-12999']);
});

test('rows of an early version are completed once, from the profiles', async () => {
  const { find, requested, rows } = directory(
    [user('d1'), user('eve'), user('guest-1'), user('new', 'Dana')],
    [{ userId: 'id-d1', displayName: 'Dave Ó' }],
  );
  assert.deepEqual(await find('ave'), ['d1']);
  assert.deepEqual(await find('ave'), ['d1']);
  assert.deepEqual(requested, ['id-d1', 'id-eve']);
  assert.deepEqual(
    rows.map(({ displayName }) => displayName),
    ['Dave Ó', '', undefined, 'Dana'],
  );
});

test('a row that was changed or removed while it was completed stays as it is', async () => {
  const { find, rows, profiles } = directory([user('d1'), user('eve')]);
  profiles.read = async () => {
    Object.assign(rows[0] ?? {}, { displayName: 'Newer' });
    rows.splice(1, 1);
    return [
      { userId: 'id-d1', displayName: 'Older' },
      { userId: 'id-eve', displayName: 'Gone' },
    ];
  };
  await find('x');
  assert.deepEqual(
    rows.map(({ displayName }) => displayName),
    ['Newer'],
  );
});
