// The encoding of entries: it is lossless, and its characters need no escaping in a template.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  EMOJI_MAX,
  type Entry,
  encodePayload,
  FILE_NAME_MAX,
  MESSAGE_FILES_MAX,
  MESSAGE_MAX,
  type Message,
  parseEntry,
  parsePayload,
  REACTIONS_MAX,
} from './index.ts';

const base = {
  channel: 'general',
  seq: 1,
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  timestamp: '2026-11-23T10:00:00.000Z',
  username: 'ann',
  userId: '11111111-1111-4111-8111-111111111111',
  count: 1,
};

function anEntry(fields: Partial<Message> = {}): Message {
  return { ...base, kind: 'message', message: 'hi', ...fields };
}

test('every message is decoded as it was encoded', () => {
  const hostile = [
    'say "hi"',
    '\\',
    'C:\\new',
    'a\r\n\tb',
    '","admin":"1',
    '\\",\\"admin\\":\\"1',
    '<$.eventName>',
    '<b>',
    '\u0000',
    '\u2028',
  ];
  for (const message of [...hostile, '👩‍👩‍👧', 'مرحبا', '\u202eabc', 'x'.repeat(MESSAGE_MAX), '語'.repeat(MESSAGE_MAX)])
    assert.deepEqual(parsePayload(encodePayload(anEntry({ message }))), anEntry({ message }));
});

test('a payload contains only characters that need no escaping in JSON', () => {
  assert.match(encodePayload(anEntry({ message: '"\\\n<>&{}$👩' })), /^[A-Za-z0-9+/]+=*$/);
});

test('every kind of entry is decoded as it was encoded', () => {
  const entries: Entry[] = [
    anEntry({ changedSeq: 9, edited: true, reactions: [{ emoji: '👍', userIds: ['a', 'b'] }] }),
    anEntry({ changedSeq: 9, edited: true, editedAt: '2026-11-23T11:00:00.000Z' }),
    anEntry({ message: '', changedSeq: 9, deleted: true }),
    anEntry({
      message: '',
      files: [{ fileId: 'f', name: 'a.png', type: 'image/png', size: 3, width: 1, height: 2, thumbnail: true }],
    }),
    anEntry({ files: [{ fileId: 'f', name: 'a.ogg', type: 'audio/ogg', size: 3, duration: 1.5 }] }),
    { ...base, kind: 'edit', target: 1, message: 'other words' },
    { ...base, kind: 'deletion', target: 1 },
    { ...base, kind: 'reaction', target: 1, emoji: '👩‍👩‍👧', on: true },
    { ...base, kind: 'reaction', target: 1, emoji: '👍', on: false },
    { ...base, count: 0, kind: 'other' },
  ];
  for (const entry of entries) assert.deepEqual(parsePayload(encodePayload(entry)), entry);
});

test('an entry of an unknown kind keeps its position, and none of its content', () => {
  assert.deepEqual(parseEntry({ ...base, kind: 'poll', question: 'Lunch?' }), { ...base, kind: 'other' });
  for (const kind of ['', 'constructor', '__proto__', 'toString'])
    assert.equal(parseEntry({ ...base, kind }).kind, 'other');
});

test('an entry of a log without counts has its seq as count, as all entries are messages', () => {
  const { count, ...old } = anEntry({ seq: 7 });
  assert.equal(parseEntry(old).count, 7);
  assert.equal(count, 1);
});

test("the longest message is below AppSync's limit of an event, and with every reaction below DynamoDB's of an item", () => {
  // A control character is the worst: six bytes of JSON each. The reactions are added to the row of the table.
  const worst = encodePayload(anEntry({ message: '\u0001'.repeat(MESSAGE_MAX), username: 'u'.repeat(128) }));
  assert.ok(worst.length < 240 * 1024, `${worst.length} bytes`);
  const userIds = Array.from({ length: REACTIONS_MAX }, () => base.userId);
  const reactions = Array.from({ length: EMOJI_MAX }, () => ({ emoji: '👩🏽‍❤️‍💋‍👨🏿', userIds }));
  const named = {
    fileId: base.id,
    name: '語'.repeat(FILE_NAME_MAX),
    type: 'application/'.padEnd(192, 'x'),
    size: 2 ** 40,
  };
  const files = Array.from({ length: MESSAGE_FILES_MAX }, () => ({
    ...named,
    width: 32_767,
    height: 8_192,
    duration: 604_800,
  }));
  const row = encodePayload(anEntry({ message: '\u0001'.repeat(MESSAGE_MAX), reactions, files }));
  assert.ok(row.length < 400_000, `${row.length} bytes`);
});

test('a value that is not an entry is rejected', () => {
  for (const bad of [
    null,
    'x',
    [],
    {},
    { ...anEntry(), seq: 0 },
    { ...anEntry(), seq: '1' },
    { ...anEntry(), kind: 7 },
    { ...anEntry(), count: -1 },
    { ...anEntry(), count: 1.5 },
    { ...anEntry(), changedSeq: 0 },
    { ...anEntry(), reactions: [null] },
    { ...anEntry(), reactions: [{ emoji: '👍', userIds: [7] }] },
    { ...base, kind: 'edit', target: 0, message: 'hi' },
    { ...base, kind: 'edit', target: 1 },
    { ...base, kind: 'deletion' },
    { ...base, kind: 'reaction', target: 1, on: true },
  ])
    assert.throws(() => parseEntry(bad), { name: 'ChatError' });
  for (const field of ['channel', 'id', 'timestamp', 'username', 'userId', 'message'])
    assert.throws(() => parseEntry({ ...anEntry(), [field]: 7 }), new RegExp(field));
});

test('a message of an earlier version has no files, and unknown fields of a file are dropped', () => {
  const file = { fileId: 'f', name: 'a.png', type: 'image/png', size: 3 };
  assert.deepEqual(
    parseEntry({ ...anEntry(), files: [{ ...file, width: 1, height: -1, url: 'x' }] }),
    anEntry({ files: [file] }),
  );
  for (const files of [undefined, null, [], 'x', {}]) assert.deepEqual(parseEntry({ ...anEntry(), files }), anEntry());
  assert.throws(() => parseEntry({ ...anEntry(), files: [null] }), /fileId/);
});

test('unknown fields of an entry are dropped', () => {
  assert.deepEqual(parseEntry({ ...anEntry(), password: 'x' }), anEntry());
});

test('a notice of a later version keeps its position and its epoch', () => {
  const base = { channel: 'c', seq: 2, id: 'i', timestamp: 't', username: 'ann', userId: 's', count: 1 };
  const notice = { ...base, kind: 'notice', notice: 'removed', user: { userId: 'b', username: 'bob' }, epoch: 1 };
  assert.deepEqual(parseEntry({ ...notice, more: true }), notice);
  assert.deepEqual(parseEntry({ ...notice, notice: 'painted' }), { ...base, kind: 'other', epoch: 1 });
  assert.throws(() => parseEntry({ ...notice, epoch: 0 }), /epoch/);
  assert.throws(() => parseEntry({ ...notice, user: 'bob' }), /userId/);
});
