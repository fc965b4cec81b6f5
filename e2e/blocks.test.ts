// Blocking somebody for oneself: a list that follows a person to every device, and that nobody else learns of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BLOCKED_MAX } from '@parley/chat';
import { Parley } from '../harness/parley-process.ts';
import { Person } from '../harness/test-user.ts';

let parley: Parley;
let ann: Person;
let bob: Person;

before(async () => {
  parley = await Parley.started();
  [ann, bob] = (await Promise.all(['ann', 'bob'].map((name) => Person.signsIn(parley, name)))) as [Person, Person];
});
after(() => parley[Symbol.asyncDispose]());

const blockedBy = async (person: Person) => (await person.asks<{ blocked: string[] }>('GET', '/users/me/blocks')).body;

test('who is blocked is the same on every device of a person, and nobody else is told', async () => {
  assert.deepEqual(await blockedBy(ann), { blocked: [] });
  for (let twice = 0; twice < 2; twice += 1)
    assert.deepEqual(await ann.asks('PUT', `/users/me/blocks/${bob.sub}`), {
      status: 200,
      body: { blocked: [bob.sub] },
    });
  const phone = await Person.signsIn(parley, 'ann');
  assert.deepEqual(await blockedBy(phone), { blocked: [bob.sub] });
  assert.deepEqual(await blockedBy(bob), { blocked: [] });
  assert.deepEqual((await phone.asks('DELETE', `/users/me/blocks/${bob.sub}`)).body, { blocked: [] });
});

test('blocking stops nobody from speaking in a channel: it is for the eyes of the blocker', async () => {
  const channel = await ann.makesChannel('bob');
  await ann.asks('PUT', `/users/me/blocks/${bob.sub}`);
  assert.equal((await bob.says(channel, 'hello')).status, 201);
  assert.equal((await ann.reads(channel)).body.entries.length, 1);
  await ann.asks('DELETE', `/users/me/blocks/${bob.sub}`);
});

test('nobody blocks themselves, or something that is nobody', async () => {
  for (const [who, code] of [
    [ann.sub, 'bad-request'],
    ['a%23b', 'bad-request'],
    ['x'.repeat(129), 'bad-request'],
  ]) {
    const { status, body } = await ann.asks<{ code: string }>('PUT', `/users/me/blocks/${who}`);
    assert.deepEqual([status, body.code], [400, code], who);
  }
  assert.deepEqual(await blockedBy(ann), { blocked: [] });
});

test('the list ends at its bound, where whoever is on it may be sent again', async () => {
  const names = Array.from({ length: BLOCKED_MAX }, (_, index) => `nobody-${index}`);
  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((name) => bob.asks('PUT', `/users/me/blocks/${name}`)));
  assert.equal((await blockedBy(bob)).blocked.length, BLOCKED_MAX);
  const full = await bob.asks<{ code: string }>('PUT', `/users/me/blocks/${ann.sub}`);
  assert.deepEqual([full.status, full.body.code], [409, 'too-many-blocks']);
  assert.equal((await bob.asks('PUT', '/users/me/blocks/nobody-0')).status, 200);
});
