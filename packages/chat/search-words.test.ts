import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldWord, wordsOf } from './search-words.ts';

const texts = (text: string) => wordsOf(text).map((word) => word.text);

test('case and diacritics are folded, in Latin, Greek, Cyrillic, Arabic and Hebrew', () => {
  const folded = [
    'Müller',
    'STRASSE',
    'Straße',
    'Łódź',
    'Ærø',
    'ﬁn',
    'ＡＢＣ',
    'İzmir',
    'Ὀδυσσεύς',
    'Ёлка',
    'مُحَمَّد',
    'שָׁלוֹם',
  ].map(foldWord);
  assert.deepEqual(folded, [
    'muller',
    'strasse',
    'strasse',
    'lodz',
    'aero',
    'fin',
    'abc',
    'izmir',
    'οδυσσευσ',
    'елка',
    'محمد',
    'שלום',
  ]);
});

test('vowel signs of scripts in which they distinguish words are kept', () => {
  assert.notEqual(foldWord('कि'), foldWord('की'));
  assert.notEqual(foldWord('が'), foldWord('か'));
});

test('punctuation separates words, so that a part of an address is found', () => {
  assert.deepEqual(texts('See https://example.com/a_b, don’t: (ok)!'), [
    ...['see', 'https', 'example', 'com', 'a_b', 'don', 't', 'ok'],
  ]);
  assert.deepEqual(texts('... ?! --- \n'), []);
  assert.deepEqual(texts('done🎉🎉'), ['done', '🎉', '🎉']);
});

test('scripts without spaces are pairs of characters, and the last character of a run is a word too', () => {
  assert.deepEqual(texts('東京都に'), ['東京', '京都', '都に', 'に']);
  assert.deepEqual(
    wordsOf('v2東京 ok').map(({ text, position }) => [text, position]),
    [
      ['v2', 0],
      ['東京', 1],
      ['京', 2],
      ['ok', 3],
    ],
  );
  assert.deepEqual(texts('ที่'), ['ที', 'ี่', '่']);
});

test('each word knows its place in the text, also where folding changes its length', () => {
  const text = 'Größe: 東京 Straße';
  assert.deepEqual(
    wordsOf(text).map(({ start, end }) => text.slice(start, end)),
    ['Größe', '東京', '京', 'Straße'],
  );
});

test('a very long word is compared by its beginning', () => {
  assert.equal(wordsOf('a'.repeat(10_000))[0]?.text.length, 64);
});
