// Usernames: what is made of the name of any issuer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeName, USERNAME_MAX, usernameFrom, usernameWithSuffix } from './index.ts';

test('a name keeps its script, and has hyphens for spaces', () => {
  for (const name of ['ann', 'Zoë', '李小龍', 'ann@example.com', 'ann+1', '👩🏽'])
    assert.equal(usernameFrom(name, 'id'), name);
  assert.equal(usernameFrom('  Ann van  B\n', 'id'), 'Ann-van-B');
});

test('a name has no invisible characters and none that change the text beside it', () => {
  for (const name of [
    'a\u202enn',
    'an\u0000n',
    'a\u200bnn',
    'ann\ufe0f',
    '\u2066ann\u2069',
    'a\u{e0041}nn',
    'ann\ud800',
  ])
    assert.equal(usernameFrom(name, 'id'), 'ann');
});

test('look-alikes in another width or style are the same name', () => {
  assert.equal(usernameFrom('ａｎｎ', 'id'), 'ann');
  assert.equal(usernameFrom('𝐚𝐧𝐧', 'id'), 'ann');
});

test('a name of which nothing can be seen is replaced', () => {
  for (const name of ['', '   ', '\u200b', '\u3164', '\u0007']) assert.equal(usernameFrom(name, 'id'), 'id');
});

test('a long name is cut between characters, also with a suffix', () => {
  assert.equal(usernameFrom('x'.repeat(2_000), 'id'), 'x'.repeat(USERNAME_MAX));
  assert.equal(usernameFrom(`x${'😀'.repeat(2_000)}`, 'id').length, USERNAME_MAX - 1);
  const suffixed = usernameWithSuffix('😀'.repeat(64), '2');
  assert.ok(suffixed.length <= USERNAME_MAX && suffixed.isWellFormed() && suffixed.endsWith('-2'));
});

test('names that differ in case only are one name', () => {
  assert.equal(normalizeName('Ann'), normalizeName('ANN'));
});
