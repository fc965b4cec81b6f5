// The data of versions in which read cursors, mentions and unanswered conversations had rows elsewhere, and users no display name in the directory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy', 'dan']);
const [ann, bob, cy, dan] = users;

type Item = Record<string, { S?: string; N?: string; M?: unknown }>;

/** Sends an operation to the chat table. */
async function table(operation: string, input: object): Promise<{ Items?: Item[] }> {
  const { TableNames } = await laptop.requests('dynamodb', 'DynamoDB_20120810.ListTables', {});
  const TableName = (TableNames as string[]).find((name) => name.includes('Chat'));
  return laptop.requests('dynamodb', `DynamoDB_20120810.${operation}`, { TableName, ...input });
}

/** Puts the rows of a user where the early version had them. */
async function makeEarly({ userId }: TestUser): Promise<void> {
  const { Items = [] } = await table('Query', {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `user#${userId}` } },
  });
  for (const item of Items) {
    const early = earlyKey(userId, item['sk']?.S ?? '');
    if (!early) continue;
    const { pk, sk } = item;
    await table('DeleteItem', { Key: { pk, sk } });
    await table('PutItem', { Item: { ...item, pk: { S: early.pk }, sk: { S: early.sk } } });
  }
}

function earlyKey(userId: string, sk: string): { pk: string; sk: string } | undefined {
  const [kind, first = '', second = ''] = sk.split('#');
  if (kind === 'cursors') return { pk: `reader#${userId}`, sk: 'read-cursors' };
  if (kind === 'mention') return { pk: `mention#${userId}`, sk: `${first}#${second}` };
  if (kind !== 'conversation-request') return undefined;
  const requestedAt = new Date(9_999_999_999_999 - Number(first)).toISOString();
  return { pk: `user#${userId}`, sk: `unanswered#${requestedAt}#${second}` };
}

async function listOf(user: TestUser): Promise<Channel[]> {
  const { status, body } = await user.syncs({});
  assert.equal(status, 200);
  return body.channels;
}

for (const user of users) await listOf(user);
const channel = await ann.createsChannel('bob', 'cy');
for (const text of ['one', 'hi @bob', 'two', 'hi @bob and @cy'])
  assert.equal((await ann.says(channel, text)).status, 201);
await bob.saw(channel, 2);
const { body: started } = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [bob.userId] });

test('a user of the early version has the same channels, read cursors, mentions and unanswered conversations', async () => {
  const before = await listOf(bob);
  await makeEarly(bob);
  assert.deepEqual(await listOf(bob), before);
  assert.deepEqual(await listOf(bob), before);
  const { readSeq, mentions } = before.find(({ name }) => name === channel) ?? {};
  assert.deepEqual([readSeq, mentions], [2, 1]);
  assert.ok(before.some(({ name }) => name === started.name));
});

test('what happens later is stored with the rows that were moved', async () => {
  await makeEarly(bob);
  await ann.says(channel, 'hi @bob again');
  assert.equal((await listOf(bob)).find(({ name }) => name === channel)?.mentions, 2);
  await bob.says(started.name, 'an answer');
  await bob.saw(channel, 5);
  const list = await listOf(bob);
  assert.equal(list.find(({ name }) => name === channel)?.mentions, 0);
  assert.equal(list.filter(({ name }) => name === started.name).length, 1);
});

test('a user of the early version who reads or joins before the first sync keeps the read cursors', async () => {
  await makeEarly(cy);
  assert.deepEqual((await cy.saw(channel, 3)).body, { readSeq: 3, readCount: 3 });
  assert.deepEqual((await cy.saw(channel, 1)).body, { readSeq: 3, readCount: 3 });
  assert.equal((await listOf(cy)).find(({ name }) => name === channel)?.mentions, 1);
  await makeEarly(dan);
  await dan.joins(channel);
  assert.equal((await listOf(dan)).find(({ name }) => name === channel)?.readSeq, 5);
});

test('a user who chose a display name in the early version is found by it', async () => {
  await dan.requests('PATCH', '/users/me', { displayName: 'Zoë Early' });
  const Key = { pk: { S: 'users' }, sk: { S: `dan#${dan.userId}` } };
  await table('UpdateItem', { Key, UpdateExpression: 'REMOVE displayName' });
  for (let time = 0; time < 2; time += 1) {
    const { body } = await ann.requests('GET', '/users?name=arly');
    assert.deepEqual(body, { users: [{ userId: dan.userId, username: 'dan' }] });
  }
  const { Items = [] } = await table('Query', {
    KeyConditionExpression: 'pk = :pk AND sk = :sk',
    ExpressionAttributeValues: { ':pk': Key.pk, ':sk': Key.sk },
  });
  assert.equal(Items[0]?.['displayName']?.S, 'Zoë Early');
});
