// Blocking somebody for oneself: a list that follows a person to every device, and that nobody else learns of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BLOCKED_MAX } from '@parley/chat';
import { Parley } from '../harness/parley-process.ts';
import { TestUser } from '../harness/test-user.ts';

let parley: Parley;
let ann: TestUser;
let bob: TestUser;

before(async () => {
  parley = await Parley.launch();
  [ann, bob] = (await Promise.all(['ann', 'bob'].map((name) => TestUser.signsIn(parley, name)))) as [
    TestUser,
    TestUser,
  ];
});
after(() => parley[Symbol.asyncDispose]());

const blockedBy = async (person: TestUser) =>
  (await person.requests<{ blocked: string[] }>('GET', '/users/me/blocks')).body;

test('who is blocked is the same on every device of a person, and nobody else is told', async () => {
  assert.deepEqual(await blockedBy(ann), { blocked: [] });
  for (let twice = 0; twice < 2; twice += 1)
    assert.deepEqual(await ann.requests('PUT', `/users/me/blocks/${bob.userId}`), {
      status: 200,
      body: { blocked: [bob.userId] },
    });
  const phone = await TestUser.signsIn(parley, 'ann');
  assert.deepEqual(await blockedBy(phone), { blocked: [bob.userId] });
  assert.deepEqual(await blockedBy(bob), { blocked: [] });
  assert.deepEqual((await phone.requests('DELETE', `/users/me/blocks/${bob.userId}`)).body, { blocked: [] });
});

test('blocking stops nobody from speaking in a channel: it is for the eyes of the blocker', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.requests('PUT', `/users/me/blocks/${bob.userId}`);
  assert.equal((await bob.says(channel, 'hello')).status, 201);
  assert.equal((await ann.reads(channel)).body.entries.length, 1);
  await ann.requests('DELETE', `/users/me/blocks/${bob.userId}`);
});

test('nobody blocks themselves, or something that is nobody', async () => {
  for (const [who, code] of [
    [ann.userId, 'bad-request'],
    ['a%23b', 'bad-request'],
    ['x'.repeat(129), 'bad-request'],
  ]) {
    const { status, body } = await ann.requests<{ code: string }>('PUT', `/users/me/blocks/${who}`);
    assert.deepEqual([status, body.code], [400, code], who);
  }
  assert.deepEqual(await blockedBy(ann), { blocked: [] });
});

test('the list ends at its bound, where whoever is on it may be sent again', async () => {
  const names = Array.from({ length: BLOCKED_MAX }, (_, index) => `nobody-${index}`);
  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((name) => bob.requests('PUT', `/users/me/blocks/${name}`)));
  assert.equal((await blockedBy(bob)).blocked.length, BLOCKED_MAX);
  const full = await bob.requests<{ code: string }>('PUT', `/users/me/blocks/${ann.userId}`);
  assert.deepEqual([full.status, full.body.code], [409, 'too-many-blocks']);
  assert.equal((await bob.requests('PUT', '/users/me/blocks/nobody-0')).status, 200);
});
