// What a person may post: each kind with its own fields, and nothing that the server decides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NewEntry, parseEmoji, parseNewEntry } from './index.ts';

const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const message: NewEntry = { id, kind: 'message', message: 'hi' };
const edit: NewEntry = { id, kind: 'edit', target: 3, message: 'other words' };
const deletion: NewEntry = { id, kind: 'deletion', target: 3 };
const reaction: NewEntry = { id, kind: 'reaction', target: 3, emoji: '👍', on: true };

function refuses(says: RegExp, body: unknown) {
  assert.throws(() => parseNewEntry(body), { name: 'ChatError', code: 'bad-request', message: says });
}

test('people say, edit, take back and react', () => {
  for (const posted of [message, edit, deletion, reaction, { ...reaction, on: false }])
    assert.deepEqual(parseNewEntry({ ...posted }), posted);
});

test('what has no kind is something said', () => {
  assert.deepEqual(parseNewEntry({ id, message: 'hi' }), message);
});

test('the fields of a kind are in one order, whatever order they were sent in', () => {
  const sent = { on: true, emoji: '👍', target: 3, kind: 'reaction', id };
  assert.equal(JSON.stringify(parseNewEntry(sent)), JSON.stringify(parseNewEntry({ ...reaction })));
});

test('a body may not say who is speaking, nor anything else that the server decides', () => {
  const fields = ['username', 'userId', 'seq', 'timestamp', 'count', 'changedSeq', 'deleted', 'channel', '__proto__x'];
  for (const posted of [message, edit, deletion, reaction])
    for (const field of fields) refuses(new RegExp(`"${field}" is not taken`), { ...posted, [field]: 'admin' });
  refuses(/"__proto__" is not taken/, JSON.parse(`{ "id": "${id}", "message": "hi", "__proto__": { "on": true } }`));
});

test('a body may not bring the fields of another kind', () => {
  refuses(/"target" is not taken/, { ...message, target: 3 });
  refuses(/"message" is not taken/, { ...deletion, message: 'hi' });
  refuses(/"on" is not taken/, { ...edit, on: true });
});

test('a kind that is none is refused, also when every object has its name', () => {
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
    refuses(/kind: one of message, edit, deletion, reaction/, { ...message, kind });
});

test('what is no object is refused', () => {
  for (const body of [null, undefined, 'hi', 7, true, [], [{ id, message: 'hi' }]]) refuses(/JSON object/, body);
});

test('a target that no message can have is refused', () => {
  for (const target of [0, -1, 1.5, Number.NaN, 2 ** 53, '3', null, undefined, [3]])
    for (const posted of [edit, deletion, reaction]) refuses(/target: the seq/, { ...posted, target });
});

test('a reaction is one emoji', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '👩‍👩‍👧', '🇩🇪', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) assert.equal(parseEmoji(emoji), emoji);
  for (const emoji of ['', 'a', '1', ' ', '👍👍', '👍 ', 'x👍', '<b>', '🇩', '\u200d', 7, null, undefined, ['👍']])
    refuses(/emoji: one emoji/, { ...reaction, emoji });
  for (const on of ['true', 1, null, undefined]) refuses(/on: true or false/, { ...reaction, on });
});
