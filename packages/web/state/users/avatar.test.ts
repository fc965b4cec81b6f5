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
  for (let at = 0; at < AVATAR_COLOURS; at++) assert.ok(css.includes(`.colour-${at} {`));
  for (let at = 0; at < 200; at++) assert.ok(colour(`sub-${at}`) < AVATAR_COLOURS);
});

test('white letters have enough contrast on every colour', async () => {
  const css = await readFile(new URL('../../styles/avatar.css', import.meta.url), 'utf8');
  const colours = [...css.matchAll(/\.colour-\d \{\s+background: #([0-9a-f]{6})/g)].map(([, hex]) => hex ?? '');
  assert.equal(colours.length, AVATAR_COLOURS);
  for (const hex of colours) assert.ok(1.05 / (luminance(hex) + 0.05) >= 4.5, hex);
});

// WCAG 2, relative luminance.
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
