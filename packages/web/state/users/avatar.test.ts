// Initials and colours of avatars.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { AVATAR_COLOURS, colour, initials } from './avatar.ts';

test('initials are whole characters, of the first and the last name', () => {
  assert.equal(initials('Bob Miller'), 'BM');
  assert.equal(initials('ann'), 'A');
  assert.equal(initials('  jean-luc de la tour '), 'JT');
  assert.equal(initials('é́t'), 'É́');
  assert.equal(initials('👩‍👩‍👧 fam'), '👩‍👩‍👧F');
  assert.equal(initials('李雷'), '李');
  assert.equal(initials('***'), '?');
  assert.equal(initials(''), '?');
});

test('a user keeps the same colour, and every colour has a class', async () => {
  const css = await readFile(new URL('../../styles/avatar.css', import.meta.url), 'utf8');
  assert.equal(colour('sub-1'), colour('sub-1'));
  for (let at = 0; at < AVATAR_COLOURS; at++)
    assert.ok(css.includes(`.colour-${at} {\n  background: var(--avatar-${at});`));
  for (let at = 0; at < 200; at++) assert.ok(colour(`sub-${at}`) < AVATAR_COLOURS);
});
