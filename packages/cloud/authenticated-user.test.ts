// The user of a token: groups and name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGroups, requestedNameOf } from './authenticated-user.ts';

test('groups are read as an HTTP API passes them on, and as the token contains them', () => {
  assert.deepEqual(parseGroups('[guests]'), ['guests']);
  assert.deepEqual(parseGroups('[owners night-shift]'), ['owners', 'night-shift']);
  assert.deepEqual(parseGroups(['owners', 'night-shift']), ['owners', 'night-shift']);
});

test('a user without groups is in none', () => {
  for (const claim of [undefined, null, '', '[]', []]) assert.deepEqual(parseGroups(claim), []);
});

test('a group whose name only contains the name of another is not that group', () => {
  for (const claim of ['[owners,guests]', '[[owners]]', '["owners"]', '[not-owners]', '[Owners]'])
    assert.ok(!parseGroups(claim).includes('owners'), claim);
});

test('the name comes from the first claim that the issuer gives', () => {
  assert.equal(requestedNameOf({ username: 'ann', name: 'Ann B', sub: 's' }), 'ann');
  assert.equal(requestedNameOf({ preferred_username: 'ann', name: 'Ann B', sub: 's' }), 'ann');
  assert.equal(requestedNameOf({ name: 'Ann van B', sub: 's' }), 'Ann van B');
  assert.equal(requestedNameOf({ sub: 's' }), 's');
});
