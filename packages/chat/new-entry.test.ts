// The body of a post: each kind with its own fields, and none that the server decides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NewEntry, parseAfter, parseEmoji, parseNewEntry } from './index.ts';

const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const message: NewEntry = { id, kind: 'message', message: 'hi' };
const edit: NewEntry = { id, kind: 'edit', target: 3, message: 'other words' };
const deletion: NewEntry = { id, kind: 'deletion', target: 3 };
const reaction: NewEntry = { id, kind: 'reaction', target: 3, emoji: '👍', on: true };

function refuses(sentence: RegExp, body: unknown) {
  assert.throws(() => parseNewEntry(body), { name: 'ChatError', code: 'bad-request', message: sentence });
}

test('a message, an edit, a deletion and a reaction are accepted', () => {
  for (const posted of [message, edit, deletion, reaction, { ...reaction, on: false }])
    assert.deepEqual(parseNewEntry({ ...posted }), posted);
});

test('a message with files may have no text; each file is named once', () => {
  const files = [id, 'BBBBBBBBBBBBBBBBBBBBBB'];
  assert.deepEqual(parseNewEntry({ ...message, files }), { ...message, files });
  for (const text of ['', undefined])
    assert.deepEqual(parseNewEntry({ id, message: text, files }), { id, kind: 'message', message: '', files });
  assert.throws(() => parseNewEntry({ id, message: ' ', files }), { code: 'bad-message' });
  assert.throws(() => parseNewEntry({ id, message: '' }), { code: 'bad-message' });
  refuses(/names a file twice/, { ...message, files: [id, id] });
  for (const bad of [[], Array(11).fill(id), 'x', null]) refuses(/files: must be/, { ...message, files: bad });
  assert.throws(() => parseNewEntry({ ...message, files: ['../x'] }), { code: 'bad-file' });
  refuses(/"files" is not allowed/, { ...edit, files });
});

test('a body without a kind is a message', () => {
  assert.deepEqual(parseNewEntry({ id, message: 'hi' }), message);
});

test('a body names the seq that its sender had seen, which is no part of the entry', () => {
  assert.deepEqual(parseNewEntry({ ...message, after: 12 }), message);
  assert.deepEqual([{ ...message, after: 12 }, { after: 0 }, message, null].map(parseAfter), [
    12,
    0,
    undefined,
    undefined,
  ]);
  for (const after of [-1, 1.5, '3', null, 2 ** 53])
    assert.throws(() => parseAfter({ ...message, after }), { code: 'bad-request', message: /after: must be/ });
});

test('the fields of a kind have one order, whatever the order of the body', () => {
  const sent = { on: true, emoji: '👍', target: 3, kind: 'reaction', id };
  assert.equal(JSON.stringify(parseNewEntry(sent)), JSON.stringify(parseNewEntry({ ...reaction })));
});

test('a body may not name its author, nor any other field that the server decides', () => {
  const fields = ['username', 'userId', 'seq', 'timestamp', 'count', 'changedSeq', 'deleted', 'channel', '__proto__x'];
  for (const posted of [message, edit, deletion, reaction])
    for (const field of fields) refuses(new RegExp(`"${field}" is not allowed`), { ...posted, [field]: 'admin' });
  refuses(/"__proto__" is not allowed/, JSON.parse(`{ "id": "${id}", "message": "hi", "__proto__": { "on": true } }`));
});

test('a body may not have the fields of another kind', () => {
  refuses(/"target" is not allowed/, { ...message, target: 3 });
  refuses(/"message" is not allowed/, { ...deletion, message: 'hi' });
  refuses(/"on" is not allowed/, { ...edit, on: true });
});

test('an unknown kind is rejected, also the name of a property that every object has', () => {
  for (const kind of [
    '',
    'other',
    'Message',
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty',
    7,
    null,
    {},
    [],
  ])
    refuses(/kind: must be one of message, edit, deletion, reaction/, { ...message, kind });
});

test('an edit removes previews, and cannot bring them back', () => {
  assert.deepEqual(parseNewEntry({ ...edit, noPreviews: true }), { ...edit, noPreviews: true });
  for (const noPreviews of [false, null, 1, 'true']) refuses(/noPreviews: must be true/, { ...edit, noPreviews });
});

test('a body that is not an object is rejected', () => {
  for (const body of [null, undefined, 'hi', 7, true, [], [{ id, message: 'hi' }]]) refuses(/JSON object/, body);
});

test('a target that cannot be a seq is rejected', () => {
  for (const target of [0, -1, 1.5, Number.NaN, 2 ** 53, '3', null, undefined, [3]])
    for (const posted of [edit, deletion, reaction]) refuses(/target: must be/, { ...posted, target });
});

test('a reaction is one emoji', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '👩‍👩‍👧', '🇩🇪', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) assert.equal(parseEmoji(emoji), emoji);
  for (const emoji of ['', 'a', '1', ' ', '👍👍', '👍 ', 'x👍', '<b>', '🇩', '\u200d', 7, null, undefined, ['👍']])
    refuses(/emoji: must be one emoji/, { ...reaction, emoji });
  for (const on of ['true', 1, null, undefined]) refuses(/on: must be true or false/, { ...reaction, on });
});
