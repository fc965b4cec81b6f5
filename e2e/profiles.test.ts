// The names and pictures that people choose for themselves, over HTTP.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Profile } from '@parley/chat';
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

const changes = (person: Person, change: unknown) =>
  person.asks<Profile & { code?: string }>('PATCH', '/users/me', change);
const looksUp = async (person: Person, ...userIds: string[]) =>
  (await person.asks<{ profiles: Profile[] }>('POST', '/users/profiles', { userIds })).body.profiles;

test('whoever chooses a name and a picture is seen with them by others, on every device', async () => {
  assert.deepEqual((await ann.asks('GET', '/users/me')).body, { userId: ann.sub });
  assert.deepEqual((await changes(ann, { displayName: ' Ann Lee ' })).body, {
    userId: ann.sub,
    displayName: 'Ann Lee',
  });
  const chosen = { userId: ann.sub, displayName: 'Ann Lee', picture: '🦊' };
  assert.deepEqual((await changes(ann, { picture: '🦊' })).body, chosen);
  assert.deepEqual((await (await Person.signsIn(parley, 'ann')).asks('GET', '/users/me')).body, chosen);
  assert.deepEqual(await looksUp(bob, ann.sub, bob.sub, 'nobody'), [chosen]);
});

test('what was chosen can be taken back', async () => {
  await changes(bob, { displayName: 'Bob', picture: '🐻' });
  assert.deepEqual((await changes(bob, { displayName: 'Bobby', picture: null })).body, {
    userId: bob.sub,
    displayName: 'Bobby',
  });
  assert.deepEqual((await changes(bob, { displayName: null })).body, { userId: bob.sub });
});

test('nobody changes another’s profile, whatever they send', async () => {
  await changes(ann, { displayName: 'Ann Lee' });
  for (const body of [
    { displayName: 'Fool', userId: ann.sub },
    { displayName: 'Fool', sub: ann.sub },
    { displayName: 'Fool', pk: 'x' },
  ])
    assert.deepEqual([(await changes(bob, body)).status, (await changes(bob, body)).body.code], [400, 'bad-request']);
  assert.equal((await bob.asks('PATCH', `/users/${ann.sub}`, { displayName: 'Fool' })).status, 404);
  assert.equal((await looksUp(bob, ann.sub))[0]?.displayName, 'Ann Lee');
});

test('a hundred people are looked up at once, and no more', async () => {
  const many = Array.from({ length: 99 }, (_, index) => `person-${index}`);
  assert.equal((await looksUp(bob, ...many, ann.sub)).length, 1);
  assert.equal((await bob.asks('POST', '/users/profiles', { userIds: [...many, 'a', 'b'] })).status, 400);
});
