// Pins: the body of a request, the entry of the log, and the message that is pinned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChange, isPermitted, type Message, type Pin, parseEntry, parseNewEntry } from './index.ts';

const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const base = {
  channel: 'general',
  id,
  timestamp: '2026-11-23T10:00:00.000Z',
  username: 'ann',
  userId: 'ann',
  count: 5,
};
const hello: Message = { ...base, seq: 5, kind: 'message', message: 'hello' };

function aPin(seq: number, userId: string, on = true): Pin {
  return { ...base, seq, userId, username: userId, kind: 'pin', target: 5, on };
}

test('a pinned message says who has pinned it first and when, and an unpinned one does not', () => {
  const pinned = { userId: 'bob', username: 'bob', seq: 6, at: base.timestamp };
  const once = applyChange(hello, aPin(6, 'bob'));
  assert.deepEqual(once, { ...hello, changedSeq: 6, pinned });
  assert.deepEqual(applyChange(once, aPin(7, 'cy')).pinned, pinned);
  assert.deepEqual(applyChange(once, aPin(7, 'cy', false)), { ...hello, changedSeq: 7 });
  assert.equal(applyChange(once, aPin(6, 'cy', false)), once, 'a pin that is applied already changes nothing');
});

test('an edit and a reaction keep a pin, and a deletion ends it', () => {
  const once = applyChange(hello, aPin(6, 'bob'));
  const edited = applyChange(once, { ...base, seq: 7, kind: 'edit', target: 5, message: 'bye' });
  assert.equal(edited.pinned?.userId, 'bob');
  assert.equal(
    applyChange(edited, { ...base, seq: 8, kind: 'reaction', target: 5, emoji: '👍', on: true }).pinned?.seq,
    6,
  );
  const deleted = applyChange(edited, { ...base, seq: 8, kind: 'deletion', target: 5 });
  assert.equal(deleted.pinned, undefined);
  assert.equal(applyChange(deleted, aPin(9, 'bob')).pinned, undefined, 'a deleted message is never pinned');
});

test('an entry is read with the number of pinned messages, and a message with its pin', () => {
  const pin = { ...aPin(6, 'bob'), pins: 1 };
  assert.deepEqual(parseEntry(JSON.parse(JSON.stringify(pin))), pin);
  const pinned = applyChange(hello, pin);
  assert.deepEqual(parseEntry(JSON.parse(JSON.stringify(pinned))), pinned);
  const deletion = { ...base, seq: 7, kind: 'deletion' as const, target: 5, pins: 0 };
  assert.deepEqual(parseEntry(deletion), deletion);
});

test('the body of a pin has a target and whether it is on, and nothing that the server decides', () => {
  assert.deepEqual(parseNewEntry({ id, kind: 'pin', target: 5, on: true }), { id, kind: 'pin', target: 5, on: true });
  for (const extra of [{ on: 1 }, { target: 0 }, { pins: 3 }, { emoji: '👍' }])
    assert.throws(() => parseNewEntry({ id, kind: 'pin', target: 5, on: true, ...extra }), { code: 'bad-request' });
});

test('members pin, guests and muted members do not, and in an archived channel no user does', () => {
  const may = (effectiveRole: 'owner' | 'member' | 'guest' | 'muted', archived = false) =>
    isPermitted({ kind: 'private', archived, effectiveRole }, 'pin');
  assert.deepEqual(
    [may('owner'), may('member'), may('guest'), may('muted'), may('owner', true)],
    [true, true, false, false, false],
  );
});
