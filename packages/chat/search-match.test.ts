import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from './entry.ts';
import { matchMessage } from './search-match.ts';
import { parseSearchQuery } from './search-query.ts';

const message = (text: string, more: object = {}): Message => ({
  ...{
    channel: 'general',
    seq: 1,
    id: 'i',
    timestamp: '2026-03-05T12:00:00.000Z',
    username: 'Ann',
    userId: 'u',
    count: 1,
  },
  kind: 'message',
  message: text,
  ...more,
});

/** The matching parts of a text; undefined when it does not match. */
function parts(query: string, text: string, more?: object): string[] | undefined {
  return matchMessage(parseSearchQuery(query), message(text, more))?.map(({ start, end }) => text.slice(start, end));
}

test('all words must be there, in any order, and are found without case and diacritics', () => {
  assert.deepEqual(parts('muller HERR ', 'Herr Müller'), ['Herr', 'Müller']);
  assert.equal(parts('herr meier ', 'Herr Müller'), undefined);
});

test('the last word matches the beginning of words, earlier ones whole words', () => {
  assert.deepEqual(parts('mül', 'Herr Müller'), ['Müller']);
  assert.equal(parts('mül ', 'Herr Müller'), undefined);
});

test('a phrase matches words side by side', () => {
  assert.deepEqual(parts('"release notes"', 'notes: release-notes'), ['release', 'notes']);
  assert.equal(parts('"release notes"', 'notes for the release'), undefined);
  assert.deepEqual(parts('example.com ', 'https://www.example.com/x'), ['example', 'com']);
});

test('any part of a text without spaces is found', () => {
  assert.deepEqual(parts('京都', '明日は東京都へ行きます'), ['京都']);
  assert.deepEqual(parts('東京都へ', '明日は東京都へ行きます'), ['東京都へ']);
  assert.deepEqual(parts('す', '行きます'), ['す']);
  assert.equal(parts('東都', '東京都'), undefined);
});

test('filters compare the author, the channel, the time and what is attached', () => {
  const cases: [string, boolean][] = [
    ['from:ann', true],
    ['from:bob', false],
    ['in:general', true],
    ['in:random', false],
    ['after:2026-03-05', true],
    ['before:2026-03-05', false],
    ['before:2026-03-06', true],
    ['has:link', true],
    ['has:file', false],
  ];
  for (const [query, matches] of cases) assert.equal(parts(query, 'see http://x.y') !== undefined, matches, query);
});

test('the name of a file is searched, and no phrase extends from the text into it', () => {
  const files = [{ name: 'Budget 2026.pdf', type: 'application/pdf', size: 1 }];
  assert.deepEqual(parts('budget has:file', 'see this', { files }), []);
  assert.equal(parts('"this budget"', 'see this', { files }), undefined);
  assert.equal(parts('budget', 'see this'), undefined);
});

test('a deleted message matches nothing', () => {
  assert.equal(parts('from:ann', '', { deleted: true }), undefined);
});
