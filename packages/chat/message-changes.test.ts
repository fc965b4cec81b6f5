// What a message becomes when edits, deletions and reactions are worked into it, in whatever order they come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChange, changedSeqOf, type Deletion, type Edit, type Message, type Reaction } from './index.ts';

const base = {
  channel: 'general',
  id: 'i',
  timestamp: '2026-11-23T10:00:00.000Z',
  username: 'ann',
  userId: 'ann',
  count: 5,
};
const hello: Message = { ...base, seq: 5, kind: 'message', message: 'helo' };

function anEdit(seq: number, message: string, target = 5): Edit {
  return { ...base, seq, kind: 'edit', target, message };
}

function aDeletion(seq: number): Deletion {
  return { ...base, seq, kind: 'deletion', target: 5 };
}

function aReaction(seq: number, userId: string, emoji = '👍', on = true): Reaction {
  return { ...base, seq, userId, kind: 'reaction', target: 5, emoji, on };
}

function become(...entries: (Edit | Deletion | Reaction)[]): Message {
  return entries.reduce(applyChange, hello);
}

test('an edit gives a message other words, and says so', () => {
  assert.deepEqual(become(anEdit(6, 'hello')), { ...hello, message: 'hello', edited: true, changedSeq: 6 });
});

test('the last edit counts', () => {
  assert.deepEqual(become(anEdit(6, 'a'), anEdit(9, 'b')), { ...hello, message: 'b', edited: true, changedSeq: 9 });
});

test('a deletion takes the words and the reactions, and leaves the place', () => {
  const deleted = become(anEdit(6, 'hello'), aReaction(7, 'bob'), aDeletion(8));
  assert.equal(deleted.message, '');
  assert.equal(deleted.deleted, true);
  assert.equal(changedSeqOf(deleted), 8);
  assert.deepEqual(deleted, become(aDeletion(8)), 'as if it had never been edited');
});

test('nothing changes a message that is deleted, only the seq goes on', () => {
  const deleted = become(aDeletion(6));
  for (const entry of [anEdit(7, 'back'), aReaction(7, 'bob'), aDeletion(7)])
    assert.deepEqual(applyChange(deleted, entry), { ...deleted, changedSeq: 7 });
});

test('a reaction is counted once for each person, in the order in which people reacted', () => {
  const { reactions } = become(
    aReaction(6, 'bob'),
    aReaction(7, 'ann'),
    aReaction(8, 'bob'),
    aReaction(9, 'bob', '🎉'),
  );
  assert.deepEqual(reactions, [
    { emoji: '👍', userIds: ['bob', 'ann'] },
    { emoji: '🎉', userIds: ['bob'] },
  ]);
});

test('a reaction that is taken away leaves those of the others, and the last one nothing', () => {
  const two = become(aReaction(6, 'bob'), aReaction(7, 'ann'), aReaction(8, 'bob', '👍', false));
  assert.deepEqual(two.reactions, [{ emoji: '👍', userIds: ['ann'] }]);
  const none = applyChange(two, aReaction(9, 'ann', '👍', false));
  assert.equal('reactions' in none, false);
  assert.equal(changedSeqOf(none), 9);
});

test('taking away a reaction that is not there changes nothing but the seq', () => {
  assert.deepEqual(become(aReaction(6, 'bob', '👍', false)), { ...hello, changedSeq: 6 });
});

test('what comes twice is worked in once', () => {
  const once = become(anEdit(6, 'hello'), aReaction(7, 'bob'));
  for (const entry of [anEdit(6, 'hello'), aReaction(7, 'bob')]) assert.equal(applyChange(once, entry), once);
});

test('what comes late, after something newer, changes nothing', () => {
  const newer = become(anEdit(9, 'newest'));
  assert.equal(applyChange(newer, anEdit(6, 'older')), newer);
  assert.equal(applyChange(newer, aDeletion(8)), newer);
});

test('what is about another message changes nothing', () => {
  assert.equal(applyChange(hello, anEdit(6, 'hello', 4)), hello);
});

test('a message that nobody changed stands at its own seq', () => {
  assert.equal(changedSeqOf(hello), 5);
});

test('an edited message stays edited when somebody reacts and when nobody does any more', () => {
  const edited = become(anEdit(6, 'hello'));
  const reacted = applyChange(edited, aReaction(7, 'bob'));
  assert.equal(reacted.edited, true);
  assert.deepEqual(applyChange(reacted, aReaction(8, 'bob', '👍', false)), { ...edited, changedSeq: 8 });
});

test('the message that is worked on is left as it was', () => {
  const before = become(aReaction(6, 'bob'));
  const copy = structuredClone(before);
  applyChange(before, aReaction(7, 'ann'));
  assert.deepEqual(before, copy);
});
