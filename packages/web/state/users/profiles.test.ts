// Names and pictures of those who are shown: asked for together, kept, and asked for again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Profile, ProfileChange } from '@parley/chat';
import { ManualClock, settled } from '../../testing/fakes.ts';
import { BATCH_MS, Profiles, REFRESH_EVERY_MS, RETRY_AFTER_MS } from './profiles.ts';

function story() {
  const clock = new ManualClock();
  const chosen = new Map<string, Profile>([['sub-bob', { userId: 'sub-bob', displayName: 'Bob Ross', picture: '🎨' }]]);
  const asked: string[][] = [];
  const deps = { fails: false };
  const api = {
    readProfile: async () => chosen.get('sub-ann') ?? { userId: 'sub-ann' },
    changeProfile: async ({ displayName, picture }: ProfileChange) => {
      const profile = { userId: 'sub-ann', ...(displayName && { displayName }), ...(picture && { picture }) };
      chosen.set('sub-ann', profile);
      return profile;
    },
    listProfiles: async (userIds: readonly string[]) => {
      asked.push([...userIds]);
      if (deps.fails) throw new Error('away');
      return userIds.flatMap((userId) => chosen.get(userId) ?? []);
    },
  };
  return { clock, chosen, asked, deps, people: new Profiles('sub-ann', { api, clock }) };
}

const BOB = { userId: 'sub-bob', username: 'bob' };

test('whoever is shown at the same time is asked for at once, and each only once', async () => {
  const { people, clock, asked } = story();
  const bob = people.of('sub-bob');
  people.of('sub-cleo');
  people.of('sub-bob');
  assert.deepEqual([bob.value, people.nameOf(BOB)], [undefined, 'bob']);
  await clock.advance(BATCH_MS);
  assert.deepEqual(asked, [['sub-bob', 'sub-cleo']]);
  assert.equal(people.nameOf(BOB), 'Bob Ross');
  assert.deepEqual(people.of('sub-cleo').value, { userId: 'sub-cleo' });
});

test('a crowd is asked for a hundred at a time', async () => {
  const { people, clock, asked } = story();
  for (let index = 0; index < 250; index += 1) people.of(`sub-${index}`);
  await clock.advance(BATCH_MS);
  assert.deepEqual(
    asked.map(({ length }) => length),
    [100, 100, 50],
  );
});

test('without an answer people are shown by their usernames, and it is asked again', async () => {
  const { people, clock, asked, deps } = story();
  deps.fails = true;
  people.of('sub-bob');
  await clock.advance(BATCH_MS);
  assert.equal(people.nameOf(BOB), 'bob');
  deps.fails = false;
  await clock.advance(RETRY_AFTER_MS);
  assert.deepEqual([asked.length, people.nameOf(BOB)], [2, 'Bob Ross']);
});

test('what somebody chooses later is seen after a while, and what stays the same is not drawn again', async () => {
  const { people, clock, chosen } = story();
  const drawn: unknown[] = [];
  people.of('sub-bob').subscribe((profile) => drawn.push(profile?.displayName));
  people.of('sub-cleo').subscribe((profile) => drawn.push(profile));
  await clock.advance(BATCH_MS);
  chosen.set('sub-bob', { userId: 'sub-bob', displayName: 'Bobby' });
  await clock.advance(REFRESH_EVERY_MS);
  assert.deepEqual(drawn, [undefined, undefined, 'Bob Ross', { userId: 'sub-cleo' }, 'Bobby']);
});

test('one’s own choice is seen at once', async () => {
  const { people } = story();
  const me = people.of('sub-ann');
  await people.change({ displayName: 'Ann Lee' });
  assert.equal(me.value?.displayName, 'Ann Lee');
  assert.equal((await people.loadOwn()).displayName, 'Ann Lee');
});

test('whoever signs out asks nothing any more', async () => {
  const { people, clock, asked } = story();
  people.of('sub-bob');
  people.stop();
  await clock.advance(REFRESH_EVERY_MS);
  await settled();
  assert.deepEqual(asked, []);
});
