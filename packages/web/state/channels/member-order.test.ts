// The list of members: ordered by role and name, searched without case and accents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member } from '@parley/chat';
import { foundMembers, orderedMembers } from './member-order.ts';

const NAMES: Readonly<Record<string, string>> = { dave: 'Dave Ó Briain', zoe: 'Álvaro', eve: 'eve' };
const nameOf = ({ username }: { username: string }) => NAMES[username] ?? username;

function aMember(username: string, role: Member['role'] = 'member'): Member {
  return { userId: `sub-${username}`, username, role, joinedAt: '2026-01-01T00:00:00.000Z' };
}

const names = (members: readonly Member[]) => members.map(({ username }) => username);

test('owners come first, then moderators, and each role is in the order of the display names', () => {
  const members = [aMember('eve'), aMember('dave'), aMember('zoe'), aMember('mo', 'moderator'), aMember('yu', 'owner')];
  assert.deepEqual(names(orderedMembers(members, nameOf, 'en')), ['yu', 'mo', 'zoe', 'dave', 'eve']);
});

test('a search finds the beginnings of words of the display name and the username', () => {
  const members = ['dave', 'zoe', 'eve', 'mary-ann'].map((name) => aMember(name));
  const found = (search: string) => names(foundMembers(members, nameOf, search));
  assert.deepEqual(found('o b'), ['dave']);
  assert.deepEqual(found('ÁL'), ['zoe']);
  assert.deepEqual(found('@zo'), ['zoe']);
  assert.deepEqual(found('ann'), ['mary-ann']);
  assert.deepEqual(found('ve'), []);
  assert.equal(found(' ').length, 4);
});
