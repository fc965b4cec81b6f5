// Which keys format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf, type PressedKeys } from './format-keys.ts';

const none = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

const pressed: readonly (readonly [string, Partial<PressedKeys>, string | undefined])[] = [
  ['Ctrl+B', { ctrlKey: true, key: 'b', code: 'KeyB' }, 'bold'],
  ['⌘I', { metaKey: true, key: 'i', code: 'KeyI' }, 'italic'],
  ['Ctrl+B on an Arabic keyboard', { ctrlKey: true, key: 'لا', code: 'KeyB' }, 'bold'],
  ['Ctrl+B on a Dvorak keyboard', { ctrlKey: true, key: 'b', code: 'KeyN' }, 'bold'],
  ['Ctrl+Shift+7 on a German keyboard', { ctrlKey: true, shiftKey: true, key: '/', code: 'Digit7' }, 'numberedList'],
  ['Ctrl+Shift+8 on a French keyboard', { ctrlKey: true, shiftKey: true, key: '8', code: 'Digit8' }, 'bulletedList'],
  ['⌘⌥⇧C', { metaKey: true, altKey: true, shiftKey: true, key: 'Ç', code: 'KeyC' }, 'codeBlock'],
  ['Ctrl+Shift+C', { ctrlKey: true, shiftKey: true, key: 'C', code: 'KeyC' }, 'inlineCode'],
  ['Ctrl+C', { ctrlKey: true, key: 'c', code: 'KeyC' }, undefined],
  ['Ctrl+K', { ctrlKey: true, key: 'k', code: 'KeyK' }, undefined],
  ['Shift+8', { shiftKey: true, key: '*', code: 'Digit8' }, undefined],
  ['AltGr+E', { ctrlKey: true, altKey: true, key: '€', code: 'KeyE' }, undefined],
];

for (const [keys, event, format] of pressed)
  test(`${keys} formats as ${format}`, () => assert.equal(formatOf({ ...none, ...event }), format));
