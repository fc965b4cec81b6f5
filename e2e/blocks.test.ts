// Blocks: a user's list of blocked users is the same on all their devices, and private.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCKED_MAX } from '@parley/chat';
import { fillBlocks } from '../harness/dynamodb-tables.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob']);
const [ann, bob] = users;

const blockedBy = async (person: TestUser) =>
  (await person.requests<{ blocked: string[] }>('GET', '/users/me/blocks')).body;

test("a user's blocks are the same on all their devices, and no other user is notified", async () => {
  assert.deepEqual(await blockedBy(ann), { blocked: [], usernames: {} });
  for (let attempt = 0; attempt < 2; attempt += 1)
    assert.deepEqual(await ann.requests('PUT', `/users/me/blocks/${bob.userId}`, { username: 'bob' }), {
      status: 200,
      body: { blocked: [bob.userId], usernames: { [bob.userId]: 'bob' } },
    });
  const phone = await TestUser.signsIn(parley, 'ann');
  assert.deepEqual(await blockedBy(phone), { blocked: [bob.userId], usernames: { [bob.userId]: 'bob' } });
  assert.deepEqual(await blockedBy(bob), { blocked: [], usernames: {} });
  assert.deepEqual((await phone.requests('DELETE', `/users/me/blocks/${bob.userId}`)).body, {
    blocked: [],
    usernames: {},
  });
});

test('a blocked user can still post in shared channels: blocking only hides', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.requests('PUT', `/users/me/blocks/${bob.userId}`);
  assert.equal((await bob.says(channel, 'hello')).status, 201);
  assert.equal((await ann.reads(channel)).body.entries.length, 1);
  await ann.requests('DELETE', `/users/me/blocks/${bob.userId}`);
});

test('a user cannot block themselves or an invalid userId', async () => {
  for (const [who, code] of [
    [ann.userId, 'bad-request'],
    ['a%23b', 'bad-request'],
    ['x'.repeat(129), 'bad-request'],
  ]) {
    const { status, body } = await ann.requests<{ code: string }>('PUT', `/users/me/blocks/${who}`);
    assert.deepEqual([status, body.code], [400, code], who);
  }
  assert.deepEqual(await blockedBy(ann), { blocked: [], usernames: {} });
});

test('the list of blocks is limited, and at the limit an existing block can be repeated', async () => {
  await fillBlocks(parley, bob, BLOCKED_MAX - 1);
  assert.equal((await bob.requests('PUT', '/users/me/blocks/last-one')).status, 200);
  assert.equal((await blockedBy(bob)).blocked.length, BLOCKED_MAX);
  const full = await bob.requests<{ code: string }>('PUT', `/users/me/blocks/${ann.userId}`);
  assert.deepEqual([full.status, full.body.code], [409, 'too-many-blocks']);
  assert.equal((await bob.requests('PUT', '/users/me/blocks/unknown-0')).status, 200);
});
