// Edits, deletions and reactions applied to a message, in whatever order they arrive.
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

/** The time of the edit with a seq. */
function editTime(seq: number): string {
  return `2026-11-23T11:00:0${seq}.000Z`;
}

function anEdit(seq: number, message: string, target = 5): Edit {
  return { ...base, seq, kind: 'edit', target, message, timestamp: editTime(seq) };
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

test('an edit replaces the text and marks the message as edited, with the time', () => {
  const edited = { edited: true, editedAt: editTime(6) };
  assert.deepEqual(become(anEdit(6, 'hello')), { ...hello, message: 'hello', ...edited, changedSeq: 6 });
});

test('the names of no member are those of the last text', () => {
  const unknown = { ...hello, strangers: ['nobody'] };
  const edited = applyChange(unknown, { ...anEdit(6, '@noone'), strangers: ['noone'] });
  assert.deepEqual(edited.strangers, ['noone']);
  assert.deepEqual(applyChange(edited, aReaction(7, 'bob')).strangers, ['noone']);
  assert.equal(applyChange(edited, anEdit(7, 'hello')).strangers, undefined);
  assert.equal(applyChange(edited, aDeletion(7)).strangers, undefined);
});

test('edits and reactions leave the files of a message, a deletion removes them', () => {
  const files = [{ fileId: 'f', name: 'a.png', type: 'image/png', size: 3 }];
  const withFiles = { ...hello, files };
  assert.deepEqual(applyChange(withFiles, anEdit(6, 'hello')).files, files);
  assert.deepEqual(applyChange(withFiles, aReaction(6, 'bob')).files, files);
  assert.equal('files' in applyChange(withFiles, aDeletion(6)), false);
});

test('the removal of previews leaves the text and the mark of an edit as they are, and lasts', () => {
  const removed = become({ ...anEdit(6, hello.message), noPreviews: true });
  assert.deepEqual(removed, { ...hello, noPreviews: true, changedSeq: 6 });
  const edited = applyChange(removed, anEdit(7, 'other'));
  assert.deepEqual([edited.noPreviews, edited.edited], [true, true]);
  assert.equal(applyChange(edited, aReaction(8, 'bob')).noPreviews, true);
  assert.equal(applyChange(edited, aDeletion(8)).noPreviews, undefined);
  const after = applyChange(become(anEdit(6, 'text')), { ...anEdit(7, 'text'), noPreviews: true });
  assert.deepEqual([after.edited, after.editedAt], [true, editTime(6)]);
});

test('the last edit applies', () => {
  const edited = { edited: true, editedAt: editTime(9) };
  assert.deepEqual(become(anEdit(6, 'a'), anEdit(9, 'b')), { ...hello, message: 'b', ...edited, changedSeq: 9 });
});

test('a deletion removes the text and the reactions, and keeps the position', () => {
  const deleted = become(anEdit(6, 'hello'), aReaction(7, 'bob'), aDeletion(8));
  assert.equal(deleted.message, '');
  assert.equal(deleted.deleted, true);
  assert.equal(changedSeqOf(deleted), 8);
  assert.deepEqual(deleted, become(aDeletion(8)), 'as if it had never been edited');
});

test('a deleted message does not change, except for the seq of its last change', () => {
  const deleted = become(aDeletion(6));
  for (const entry of [anEdit(7, 'back'), aReaction(7, 'bob'), aDeletion(7)])
    assert.deepEqual(applyChange(deleted, entry), { ...deleted, changedSeq: 7 });
});

test('a reaction counts once for each user, in the order of the reactions', () => {
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

test('removing a reaction keeps those of others, and removes the emoji with the last one', () => {
  const two = become(aReaction(6, 'bob'), aReaction(7, 'ann'), aReaction(8, 'bob', '👍', false));
  assert.deepEqual(two.reactions, [{ emoji: '👍', userIds: ['ann'] }]);
  const none = applyChange(two, aReaction(9, 'ann', '👍', false));
  assert.equal('reactions' in none, false);
  assert.equal(changedSeqOf(none), 9);
});

test('removing a reaction that does not exist changes only the seq of the last change', () => {
  assert.deepEqual(become(aReaction(6, 'bob', '👍', false)), { ...hello, changedSeq: 6 });
});

test('a change that arrives twice is applied once', () => {
  const once = become(anEdit(6, 'hello'), aReaction(7, 'bob'));
  for (const entry of [anEdit(6, 'hello'), aReaction(7, 'bob')]) assert.equal(applyChange(once, entry), once);
});

test('a change that arrives after a newer one has no effect', () => {
  const newer = become(anEdit(9, 'newest'));
  assert.equal(applyChange(newer, anEdit(6, 'older')), newer);
  assert.equal(applyChange(newer, aDeletion(8)), newer);
});

test('a change of another message has no effect', () => {
  assert.equal(applyChange(hello, anEdit(6, 'hello', 4)), hello);
});

test('the last change of an unchanged message is its own seq', () => {
  assert.equal(changedSeqOf(hello), 5);
});

test('an edited message stays edited when reactions are added and removed', () => {
  const edited = become(anEdit(6, 'hello'));
  const reacted = applyChange(edited, aReaction(7, 'bob'));
  assert.equal(reacted.edited, true);
  assert.deepEqual(applyChange(reacted, aReaction(8, 'bob', '👍', false)), { ...edited, changedSeq: 8 });
});

test('applying a change does not modify the given message', () => {
  const before = become(aReaction(6, 'bob'));
  const copy = structuredClone(before);
  applyChange(before, aReaction(7, 'ann'));
  assert.deepEqual(before, copy);
});
