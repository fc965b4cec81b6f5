import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSearchable, parseSearchQuery, queryParts } from './search-query.ts';

const terms = (text: string) =>
  parseSearchQuery(text).terms.map(
    ({ words, isPrefix }) => words.map((word) => word.text).join('+') + (isPrefix ? '*' : ''),
  );

test('words and phrases; the last word is the beginning of one until a space or a quotation mark ends it', () => {
  assert.deepEqual(terms('Hello wor'), ['hello', 'wor*']);
  assert.deepEqual(terms('hello world '), ['hello', 'world']);
  assert.deepEqual(terms('"good morning" all'), ['good+morning', 'all*']);
  assert.deepEqual(terms('„Guten Tag“'), ['guten+tag']);
  assert.deepEqual(terms('"not closed'), ['not+closed']);
  assert.deepEqual(terms('example.com '), ['example+com']);
});

test('a run of a script without spaces is a phrase of its pairs, and one character the beginning of a pair', () => {
  assert.deepEqual(terms('東京都 '), ['東京+京都']);
  assert.deepEqual(terms('京 '), ['京*']);
});

test('filters are read in any case, with or without their marks', () => {
  assert.deepEqual(
    parseSearchQuery('From:@Ann in:#general HAS:link after:2026-03-01 before:2026-04-01T22:00:00.000Z'),
    {
      terms: [],
      from: ['ann'],
      channels: ['general'],
      has: ['link'],
      after: Date.UTC(2026, 2, 1),
      before: Date.UTC(2026, 3, 1, 22),
    },
  );
  assert.deepEqual(
    queryParts('x from:"Ann B" y').map(({ filter, value, start, end }) => [filter, value, start, end]),
    [
      [undefined, 'x', 0, 1],
      ['from', 'Ann B', 2, 14],
      [undefined, 'y', 15, 16],
    ],
  );
});

test('a filter that is not complete is left out, and a query of nothing but a place or a time searches nothing', () => {
  assert.deepEqual(parseSearchQuery('from: '), { terms: [], from: [], channels: [], has: [] });
  for (const text of ['', '  ', '?!', '""', '(.*)+$', 'in:general', 'before:2026-01-01'])
    assert.equal(isSearchable(parseSearchQuery(text)), false, text);
  assert.equal(isSearchable(parseSearchQuery('has:file')), true);
});

test('an attack with a long, broken or wrong query is rejected with what to do', () => {
  const cases: [unknown, RegExp][] = [
    ['a'.repeat(10_000), /10,000 characters; the limit is 500/],
    ['a '.repeat(21), /more than 20/],
    ['\ud800', /half of a character/],
    [undefined, /q: must be/],
    ['before:soon', /before: must be followed by a day/],
    ['after:2026-13-40', /after: must be/],
    ['has:fun', /has: must be followed by file or link/],
    ['in:../x', /lowercase letters/],
  ];
  for (const [query, message] of cases) assert.throws(() => parseSearchQuery(query), { message });
});

test('an attack with characters of regular expressions takes no time', () => {
  for (const text of ['"'.repeat(19), `${'('.repeat(400)}a+`, 'from:'.repeat(90).slice(0, 400), '\\'.repeat(400)])
    assert.doesNotThrow(() => parseSearchQuery(text), text);
});
