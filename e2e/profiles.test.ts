// Profiles over HTTP: display names and pictures of users.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile } from '@parley/chat';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob']);
const [ann, bob] = users;

const changes = (user: TestUser, change: unknown) =>
  user.requests<Profile & { code?: string }>('PATCH', '/users/me', change);
const readProfiles = async (user: TestUser, ...userIds: string[]) =>
  (await user.requests<{ profiles: Profile[] }>('POST', '/users/profiles', { userIds })).body.profiles;

test('other users see a chosen display name and picture, on every device', async () => {
  assert.deepEqual((await ann.requests('GET', '/users/me')).body, { userId: ann.userId });
  assert.deepEqual((await changes(ann, { displayName: ' Ann Lee ' })).body, {
    userId: ann.userId,
    displayName: 'Ann Lee',
  });
  const chosen = { userId: ann.userId, displayName: 'Ann Lee', picture: '🦊' };
  assert.deepEqual((await changes(ann, { picture: '🦊' })).body, chosen);
  assert.deepEqual((await (await TestUser.signsIn(parley, 'ann')).requests('GET', '/users/me')).body, chosen);
  assert.deepEqual(await readProfiles(bob, ann.userId, bob.userId, 'unknown'), [chosen]);
});

test('a chosen display name and picture can be removed', async () => {
  await changes(bob, { displayName: 'Bob', picture: '🐻' });
  assert.deepEqual((await changes(bob, { displayName: 'Bobby', picture: null })).body, {
    userId: bob.userId,
    displayName: 'Bobby',
  });
  assert.deepEqual((await changes(bob, { displayName: null })).body, { userId: bob.userId });
});

test('users are found by any part of their display names and usernames, until they choose another', async () => {
  const found = async (query: string) =>
    (await ann.requests<{ users: object[] }>('GET', `/users?name=${encodeURIComponent(query)}`)).body.users;
  const bobFound = [{ userId: bob.userId, username: 'bob' }];
  await changes(bob, { displayName: 'Dave Ó', picture: '🐻' });
  for (const query of ['Dave', 'ave', 'o dave', 'ob']) assert.deepEqual(await found(query), bobFound, query);
  await changes(bob, { picture: null });
  assert.deepEqual(await found('ave'), bobFound);
  await changes(bob, { displayName: null });
  assert.deepEqual(await found('ave'), []);
  assert.deepEqual(await found('bo'), bobFound);
});

test('a user cannot change another user’s profile, whatever they send', async () => {
  await changes(ann, { displayName: 'Ann Lee' });
  for (const body of [
    { displayName: 'Fool', userId: ann.userId },
    { displayName: 'Fool', sub: ann.userId },
    { displayName: 'Fool', pk: 'x' },
  ])
    assert.deepEqual([(await changes(bob, body)).status, (await changes(bob, body)).body.code], [400, 'bad-request']);
  assert.equal((await bob.requests('PATCH', `/users/${ann.userId}`, { displayName: 'Fool' })).status, 404);
  assert.equal((await readProfiles(bob, ann.userId))[0]?.displayName, 'Ann Lee');
});

test('at most a hundred profiles are returned at once', async () => {
  const many = Array.from({ length: 99 }, (_, index) => `user-${index}`);
  assert.equal((await readProfiles(bob, ...many, ann.userId)).length, 1);
  assert.equal((await bob.requests('POST', '/users/profiles', { userIds: [...many, 'a', 'b'] })).status, 400);
});

test('a user who searches more than sixty times a minute is told when to try again, and others are not', async () => {
  const eve = await TestUser.signsIn(parley, 'eve');
  const search = (user: TestUser) => user.requests<{ code?: string; message?: string }>('GET', '/users?name=bob');
  // The minute may end in between.
  const answers = [];
  for (let count = 0; count < 121; count++) answers.push(await search(eve));
  const limited = answers.filter(({ status }) => status === 429);
  assert.ok(limited.length > 0);
  assert.ok(limited.every(({ body }) => body.code === 'rate-limited'));
  assert.match(limited[0]?.body.message ?? '', /60 times a minute\. Try again in/);
  assert.equal((await search(ann)).status, 200);
});
