// Rendered messages: edited, deleted and reacted to, in whichever order the changes arrive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, EntryBase, Message } from '@parley/chat';
import { knownAmong, messagesOf, namesOf, withPendingChanges } from './rendered-messages.ts';

function base(seq: number, userId = 'sub-bob'): EntryBase {
  const timestamp = new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString();
  return { channel: 'general', seq, id: `entry-${seq}`, timestamp, username: userId.slice(4), userId, count: seq };
}

const said = (seq: number, message: string, more: Partial<Message> = {}): Message => ({
  ...base(seq),
  kind: 'message',
  message,
  ...more,
});
const edit = (seq: number, target: number, message: string): Entry => ({ ...base(seq), kind: 'edit', target, message });
const taken = (seq: number, target: number): Entry => ({ ...base(seq), kind: 'deletion', target });
const reaction = (seq: number, target: number, emoji: string, userId: string, on = true): Entry => ({
  ...base(seq, userId),
  kind: 'reaction',
  target,
  emoji,
  on,
});

test('an edit is displayed in the message that it edits, not as a message', () => {
  const [only, ...others] = messagesOf([said(1, 'Helo'), edit(2, 1, 'Hello')]);
  assert.equal(only?.message, 'Hello');
  assert.equal(only?.edited, true);
  assert.deepEqual(others, []);
});

test('a message that was loaded with its edits does not return to an older text', () => {
  const read = said(1, 'third', { changedSeq: 5, edited: true });
  assert.equal(messagesOf([read, edit(3, 1, 'second')])[0]?.message, 'third');
  assert.equal(messagesOf([read, edit(6, 1, 'fourth')])[0]?.message, 'fourth');
});

test('a deleted message has no text and accepts no more changes', () => {
  const [only] = messagesOf([said(1, 'oops'), taken(2, 1), edit(3, 1, 'again'), reaction(4, 1, '👍', 'sub-ann')]);
  assert.deepEqual([only?.deleted, only?.message, only?.reactions], [true, '', undefined]);
});

test('reactions are counted by user, not by click', () => {
  const [only] = messagesOf([
    said(1, 'cake?'),
    reaction(2, 1, '👍', 'sub-ann'),
    reaction(3, 1, '👍', 'sub-ann'),
    reaction(4, 1, '👍', 'sub-kim'),
    reaction(5, 1, '🎉', 'sub-kim'),
    reaction(6, 1, '🎉', 'sub-kim', false),
  ]);
  assert.deepEqual(only?.reactions, [{ emoji: '👍', userIds: ['sub-ann', 'sub-kim'] }]);
});

test('a change of a message that is not loaded has no effect', () => {
  assert.deepEqual(messagesOf([edit(7, 3, 'x'), said(8, 'here')]), [said(8, 'here')]);
});

test('changes in the outbox are displayed at once, in their order', () => {
  const changes = [
    { id: 'a', kind: 'edit', target: 1, message: 'second' },
    { id: 'b', kind: 'edit', target: 1, message: 'third' },
    { id: 'c', kind: 'reaction', target: 2, emoji: '👍', on: true },
  ] as const;
  const [first, second] = withPendingChanges([said(1, 'first'), said(2, 'other')], changes, 'sub-bob');
  assert.equal(first?.message, 'third');
  assert.deepEqual(second?.reactions, [{ emoji: '👍', userIds: ['sub-bob'] }]);
});

test('messages without changes stay the same object, so that they are not rendered again', () => {
  const entries = [said(1, 'one'), said(2, 'two'), edit(3, 2, 'zwei')];
  assert.equal(messagesOf(entries)[0], entries[0]);
  assert.equal(withPendingChanges(messagesOf(entries), [{ id: 'a', kind: 'deletion', target: 2 }], 's')[0], entries[0]);
});

test('users who reacted are named as far as their names are known', () => {
  const names = namesOf([said(1, 'hi'), reaction(2, 1, '👍', 'sub-ann')]);
  const named = (userIds: string[]) => knownAmong(userIds, names).map(({ username }) => username);
  assert.deepEqual(named(['sub-ann', 'sub-bob', 'sub-x']), ['ann', 'bob']);
  assert.deepEqual(named(['sub-x', 'sub-y']), []);
});
