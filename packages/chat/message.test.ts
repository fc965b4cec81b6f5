// Ids, texts and channel names: which are valid, and the errors of those that are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatError, ID_PATTERN, MESSAGE_MAX, newId, parseChannelName, parseId, parseMessage } from './index.ts';

function refuses(code: string, sentence: RegExp, attempt: () => unknown) {
  assert.throws(attempt, (error: unknown) => {
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return true;
  });
}

test('every id is unique and matches its pattern', () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const each of ids) assert.match(each, ID_PATTERN);
});

test('a text is accepted unchanged', () => {
  for (const message of [
    'hi',
    ' spaced ',
    'say "hi"',
    'C:\\new',
    'a\nb\tc',
    '<b>',
    '👩‍👩‍👧 e\u0301',
    'שלום',
    'a\u0000b',
    '__proto__',
  ])
    assert.equal(parseMessage(message), message);
});

test('the longest text is accepted, and one more character is rejected with both numbers', () => {
  assert.equal(parseMessage('x'.repeat(MESSAGE_MAX)).length, MESSAGE_MAX);
  refuses('bad-message', /10,001 characters.*10,000.*parts/, () => parseMessage('x'.repeat(MESSAGE_MAX + 1)));
});

test('a blank text, a lone surrogate and a value that is not a string are rejected', () => {
  for (const blank of [' \n\t', '\u200b', '\u3164\u2800', '\u0000', '\u{e0041}\ufe0f'])
    refuses('bad-message', /empty/, () => parseMessage(blank));
  refuses('bad-message', /half of a character/, () => parseMessage('smile \ud83d'));
  for (const input of [undefined, null, 42, ['a'], { $gt: '' }])
    refuses('bad-message', /must be a string/, () => parseMessage(input));
});

test('an id of another form is rejected', () => {
  for (const bad of ['', 'short', 'A'.repeat(23), `${'A'.repeat(21)}!`, 7, null, {}])
    refuses('bad-request', /22 characters/, () => parseId(bad));
});

test('a channel name is valid in AppSync paths, URLs and templates', () => {
  for (const name of ['general', 'a', '7', 'team-42', 'x'.repeat(50)]) assert.equal(parseChannelName(name), name);
  for (const name of ['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a b', 'ä', '*', '../etc', 'a/b', 'x'.repeat(51), 7, null])
    refuses('bad-channel', /name/, () => parseChannelName(name));
});
