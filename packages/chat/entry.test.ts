// The form in which an entry travels: it comes out as it went in, and no character of it can break a template.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, encodeWire, MESSAGE_MAX, parseEntry, parseWire } from './index.ts';

function anEntry(fields: Partial<Entry> = {}): Entry {
  return {
    channel: 'general',
    seq: 1,
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    kind: 'message',
    timestamp: '2026-11-23T10:00:00.000Z',
    username: 'ann',
    sender: '11111111-1111-4111-8111-111111111111',
    message: 'hi',
    ...fields,
  };
}

test('every message survives the wire', () => {
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
    assert.deepEqual(parseWire(encodeWire(anEntry({ message }))), anEntry({ message }));
});

test('the wire holds only characters that need no escape in JSON', () => {
  assert.match(encodeWire(anEntry({ message: '"\\\n<>&{}$👩' })), /^[A-Za-z0-9+/]+=*$/);
});

test('the longest message stays under what AppSync takes for an event', () => {
  // A control character is the worst: six bytes of JSON each.
  const worst = encodeWire(anEntry({ message: '\u0001'.repeat(MESSAGE_MAX), username: 'u'.repeat(128) }));
  assert.ok(worst.length < 240 * 1024, `${worst.length} bytes`);
});

test('what is no entry is refused', () => {
  for (const bad of [
    null,
    'x',
    [],
    {},
    { ...anEntry(), seq: 0 },
    { ...anEntry(), seq: '1' },
    { ...anEntry(), kind: 'x' },
  ])
    assert.throws(() => parseEntry(bad), { name: 'ChatError' });
  for (const field of ['channel', 'id', 'timestamp', 'username', 'sender', 'message'])
    assert.throws(() => parseEntry({ ...anEntry(), [field]: 7 }), new RegExp(field));
});

test('an entry is read without what does not belong to it', () => {
  assert.deepEqual(parseEntry({ ...anEntry(), password: 'x' }), anEntry());
});
