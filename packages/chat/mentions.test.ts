// Who is called by name in a message, and what only looks like it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMentions, MENTIONS_MAX, mentionedNames, normalizeName } from './index.ts';

test('a name after an @ is called, wherever it stands', () => {
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

test('a full stop that ends the sentence is not part of the name, one within it is', () => {
  assert.deepEqual(mentionedNames('Ask @bob.'), ['bob']);
  assert.deepEqual(mentionedNames('Ask @ann.lee-2_x.'), ['ann.lee-2_x']);
  assert.deepEqual(mentionedNames('Ask @bob...'), ['bob']);
  assert.deepEqual(mentionedNames('Ask @bob- now'), ['bob']);
});

test('an e-mail address calls nobody', () => {
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

test('names in every script are called, in one form however they were typed', () => {
  assert.deepEqual(mentionedNames('@Jürgen @李雷 @мария @ليلى'), ['jürgen', '李雷', 'мария', 'ليلى']);
  assert.deepEqual(mentionedNames('@Ju\u0308rgen'), ['jürgen'], 'a letter and its dots as two characters');
  assert.equal(normalizeName('JU\u0308RGEN'), 'jürgen');
});

test('a name is called once, however often and in whatever case it stands there', () => {
  assert.deepEqual(mentionedNames('@Ann @ann @ANN'), ['ann']);
  assert.equal(findMentions('@Ann @ann @ANN').length, 3);
});

test('each call says where it stands', () => {
  const text = '👩‍👩‍👧 @Ann and @bob.';
  assert.deepEqual(
    findMentions(text).map(({ from, to }) => text.slice(from, to)),
    ['@Ann', '@bob'],
  );
});

test('a message that calls everybody calls the first twenty', () => {
  const names = Array.from({ length: 500 }, (_, index) => `person-${index}`);
  const called = mentionedNames(names.map((name) => `@${name}`).join(' '));
  assert.deepEqual(called, names.slice(0, MENTIONS_MAX));
});

test('a name longer than anybody can have calls nobody, and a long text is read at once', () => {
  assert.deepEqual(mentionedNames(`@${'x'.repeat(128)}`), ['x'.repeat(128)]);
  assert.deepEqual(mentionedNames(`@${'x'.repeat(129)}`), []);
  for (const text of ['@'.repeat(10_000), `@${'.'.repeat(9_999)}`, `@a${'.-'.repeat(4_999)}`, '@a.'.repeat(3_333)])
    assert.ok(mentionedNames(text).length <= 1);
});
