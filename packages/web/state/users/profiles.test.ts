// Display names and pictures: loaded in batches, kept, and refreshed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile, ProfileChange } from '@parley/chat';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { BATCH_MS, Profiles, REFRESH_EVERY_MS, RETRY_AFTER_MS } from './profiles.ts';

function setUp() {
  const clock = new ManualClock();
  const chosen = new Map<string, Profile>([['sub-bob', { userId: 'sub-bob', displayName: 'Bob Ross', picture: '🎨' }]]);
  const requests: string[][] = [];
  const deps = { fails: false };
  const api = {
    readProfile: async () => chosen.get('sub-ann') ?? { userId: 'sub-ann' },
    changeProfile: async ({ displayName, picture }: ProfileChange) => {
      const profile = { userId: 'sub-ann', ...(displayName && { displayName }), ...(picture && { picture }) };
      chosen.set('sub-ann', profile);
      return profile;
    },
    listProfiles: async (userIds: readonly string[]) => {
      requests.push([...userIds]);
      if (deps.fails) throw new Error('away');
      return userIds.flatMap((userId) => chosen.get(userId) ?? []);
    },
  };
  return { clock, chosen, requests, deps, people: new Profiles('sub-ann', { openApi: async () => api, clock }) };
}

const BOB = { userId: 'sub-bob', username: 'bob' };

test('users who are displayed at the same time are loaded together, and each only once', async () => {
  const { people, clock, requests } = setUp();
  const bob = people.of('sub-bob');
  people.of('sub-cleo');
  people.of('sub-bob');
  assert.deepEqual([bob.value, people.nameOf(BOB)], [undefined, 'bob']);
  await clock.advance(BATCH_MS);
  assert.deepEqual(requests, [['sub-bob', 'sub-cleo']]);
  assert.equal(people.nameOf(BOB), 'Bob Ross');
  assert.deepEqual(people.of('sub-cleo').value, { userId: 'sub-cleo' });
});

test('many users are loaded a hundred at a time', async () => {
  const { people, clock, requests } = setUp();
  for (let index = 0; index < 250; index += 1) people.of(`sub-${index}`);
  await clock.advance(BATCH_MS);
  assert.deepEqual(
    requests.map(({ length }) => length),
    [100, 100, 50],
  );
});

test('without a response users are displayed by their usernames, and the request is retried', async () => {
  const { people, clock, requests, deps } = setUp();
  deps.fails = true;
  people.of('sub-bob');
  await clock.advance(BATCH_MS);
  assert.equal(people.nameOf(BOB), 'bob');
  deps.fails = false;
  await clock.advance(RETRY_AFTER_MS);
  assert.deepEqual([requests.length, people.nameOf(BOB)], [2, 'Bob Ross']);
});

test('a later change of a profile is displayed after a while, and an unchanged profile is not rendered again', async () => {
  const { people, clock, chosen } = setUp();
  const drawn: unknown[] = [];
  people.of('sub-bob').subscribe((profile) => drawn.push(profile?.displayName));
  people.of('sub-cleo').subscribe((profile) => drawn.push(profile));
  await clock.advance(BATCH_MS);
  chosen.set('sub-bob', { userId: 'sub-bob', displayName: 'Bobby' });
  await clock.advance(REFRESH_EVERY_MS);
  assert.deepEqual(drawn, [undefined, undefined, 'Bob Ross', { userId: 'sub-cleo' }, 'Bobby']);
});

test('a change of one’s own profile is displayed at once', async () => {
  const { people } = setUp();
  const me = people.of('sub-ann');
  await people.change({ displayName: 'Ann Lee' });
  assert.equal(me.value?.displayName, 'Ann Lee');
  assert.equal((await people.loadOwn()).displayName, 'Ann Lee');
});

test('there are no requests after the user has signed out', async () => {
  const { people, clock, requests } = setUp();
  people.of('sub-bob');
  people.stop();
  await clock.advance(REFRESH_EVERY_MS);
  await settled();
  assert.deepEqual(requests, []);
});
