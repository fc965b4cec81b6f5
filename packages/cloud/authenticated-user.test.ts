// Who asks, as the token says it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGroups } from './authenticated-user.ts';

test('groups are read as an HTTP API hands them over, and as they access in the token', () => {
  assert.deepEqual(parseGroups('[guests]'), ['guests']);
  assert.deepEqual(parseGroups('[owners night-shift]'), ['owners', 'night-shift']);
  assert.deepEqual(parseGroups(['owners', 'night-shift']), ['owners', 'night-shift']);
});

test('who is in no group is in none', () => {
  for (const claim of [undefined, null, '', '[]', []]) assert.deepEqual(parseGroups(claim), []);
});

test('a group whose name only holds another’s is not that one', () => {
  for (const claim of ['[owners,guests]', '[[owners]]', '["owners"]', '[not-owners]', '[Owners]'])
    assert.ok(!parseGroups(claim).includes('owners'), claim);
});
