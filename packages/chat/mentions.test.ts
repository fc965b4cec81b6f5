// Mentions in a text, and text that only resembles one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  codeRanges,
  everyoneIn,
  findMentions,
  MENTIONS_MAX,
  mentionedNames as namesIn,
  normalizeName,
} from './index.ts';

const mentionedNames = (text: string) => namesIn(text, codeRanges);

test('a name after an @ is mentioned, wherever it is in the text', () => {
  for (const text of [
    '@bob',
    'hi @bob',
    '(@bob)',
    '@bob, look',
    'look, @bob!',
    '"@bob"',
    'a\n@bob',
    '@bob: yes',
    '@bob…',
  ])
    assert.deepEqual(mentionedNames(text), ['bob'], text);
});

test('a name in code is not mentioned, and neither is everyone', () => {
  for (const text of [
    '`@bob`',
    'the option `--to @bob` of it',
    '``a ` @bob``',
    '```\n@bob\n```',
    '```sh\nmail @bob\n```\nend',
    '> `@bob`',
    '- `@bob\n  @bob`',
    '1. text\n   ```\n   @bob\n   ```',
  ]) {
    assert.deepEqual(mentionedNames(text), [], text);
    assert.equal(everyoneIn(text.replaceAll('@bob', '@channel'), codeRanges), undefined, text);
  }
  for (const text of [
    '` @bob',
    '```\n@bob',
    '\\`@bob\\`',
    '`code` @bob `code`',
    '`a\n\n@bob`',
    '`a` `@bob',
    '> `a\n@bob`',
  ])
    assert.deepEqual(mentionedNames(text), ['bob'], text);
});

test('a full stop at the end of a sentence is not part of the name, one within the name is', () => {
  assert.deepEqual(mentionedNames('Ask @bob.'), ['bob']);
  assert.deepEqual(mentionedNames('Ask @ann.lee-2_x.'), ['ann.lee-2_x']);
  assert.deepEqual(mentionedNames('Ask @bob...'), ['bob']);
  assert.deepEqual(mentionedNames('Ask @bob- now'), ['bob']);
});

test('an e-mail address is not a mention', () => {
  for (const text of [
    'ann@example.com',
    'ann.lee@example.com',
    'a-b@c',
    'a_b@c',
    'ü@c',
    '@',
    '@@bob',
    '@ bob',
    '@.',
    '@-',
  ])
    assert.deepEqual(mentionedNames(text), [], text);
});

test('names of every script are mentioned, in one normalized form', () => {
  assert.deepEqual(mentionedNames('@Jürgen @李雷 @мария @ليلى'), ['jürgen', '李雷', 'мария', 'ليلى']);
  assert.deepEqual(mentionedNames('@Ju\u0308rgen'), ['jürgen'], 'a letter and its dots as two characters');
  assert.equal(normalizeName('JU\u0308RGEN'), 'jürgen');
});

test('a name is mentioned once, however often and in whatever case it occurs', () => {
  assert.deepEqual(mentionedNames('@Ann @ann @ANN'), ['ann']);
  assert.equal(findMentions('@Ann @ann @ANN').length, 3);
});

test('each mention has its position in the text', () => {
  const text = '👩‍👩‍👧 @Ann and @bob.';
  assert.deepEqual(
    findMentions(text).map(({ from, to }) => text.slice(from, to)),
    ['@Ann', '@bob'],
  );
});

test('a message mentions at most the first twenty names', () => {
  const names = Array.from({ length: 500 }, (_, index) => `person-${index}`);
  const called = mentionedNames(names.map((name) => `@${name}`).join(' '));
  assert.deepEqual(called, names.slice(0, MENTIONS_MAX));
});

test('a name longer than any username is not mentioned, and a long text is read quickly', () => {
  assert.deepEqual(mentionedNames(`@${'x'.repeat(128)}`), ['x'.repeat(128)]);
  assert.deepEqual(mentionedNames(`@${'x'.repeat(129)}`), []);
  for (const text of ['@'.repeat(10_000), `@${'.'.repeat(9_999)}`, `@a${'.-'.repeat(4_999)}`, '@a.'.repeat(3_333)])
    assert.ok(mentionedNames(text).length <= 1);
});
