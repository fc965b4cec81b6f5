// What an edit, a deletion and a reaction may change, and what remains of an edit whose text was replaced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Action,
  type Change,
  EMOJI_MAX,
  type Entry,
  type EntryBase,
  type Message,
  REACTIONS_MAX,
  type Reactions,
} from '@parley/chat';
import { changedMessage, targetOf, tombstone } from './edits.ts';

const base = (seq: number, userId: string): EntryBase => ({
  channel: 'general',
  seq,
  id: `id-${seq}`,
  timestamp: '2026-11-23T12:00:00.000Z',
  username: userId,
  userId,
  count: seq,
});
const message = (fields: Partial<Message> = {}): Message => ({
  ...base(1, 'ann'),
  kind: 'message',
  message: 'hello',
  ...fields,
});
const edit = (userId: string): Change => ({ ...base(2, userId), kind: 'edit', target: 1, message: 'bye' });
const deletion = (userId: string): Change => ({ ...base(2, userId), kind: 'deletion', target: 1 });
const reaction = (userId: string, emoji = '👍', on = true): Change => ({
  ...base(2, userId),
  kind: 'reaction',
  target: 1,
  emoji,
  on,
});

/** What roles may do: a member, a moderator, and an author who has been muted. */
const can =
  (...actions: Action[]) =>
  (action: Action) =>
    actions.includes(action);
const MEMBER = can('post', 'react', 'edit-own');
const MODERATOR = can('post', 'react', 'edit-own', 'delete-any');
const NOTHING = can();

test('authors edit and delete their own messages', () => {
  const own = message();
  assert.equal(targetOf(edit('ann'), own, MEMBER), own);
  assert.equal(targetOf(deletion('ann'), own, MEMBER), own);
});

test('only authors can edit a message, moderators not', () => {
  for (const may of [MEMBER, MODERATOR])
    assert.throws(() => targetOf(edit('bob'), message(), may), { status: 403, code: 'not-yours' });
});

test('a message of another user is deleted by moderators only', () => {
  assert.equal(targetOf(deletion('bob'), message(), MODERATOR).seq, 1);
  assert.throws(() => targetOf(deletion('bob'), message(), MEMBER), { code: 'not-yours' });
});

test('an author who may not edit changes nothing, except as a moderator', () => {
  assert.throws(() => targetOf(edit('ann'), message(), NOTHING), { code: 'not-yours' });
  assert.throws(() => targetOf(deletion('ann'), message(), NOTHING), { code: 'not-yours' });
  assert.equal(targetOf(deletion('ann'), message(), can('delete-any')).seq, 1);
});

test('members react to the messages of others', () => {
  assert.equal(targetOf(reaction('bob'), message(), MEMBER).seq, 1);
});

test('a change needs a message: not a missing entry, an edit or a notice', () => {
  const notice: Entry = { ...base(1, 'ann'), kind: 'notice', notice: 'topic' };
  for (const found of [undefined, edit('ann'), notice])
    assert.throws(() => targetOf(edit('ann'), found, MODERATOR), {
      status: 404,
      code: 'no-message',
      message: '#general has no message 1.',
    });
});

test('a deleted message cannot be changed; other users do not learn that it is deleted', () => {
  const deleted = message({ message: '', deleted: true });
  for (const change of [edit('ann'), deletion('ann'), reaction('bob')])
    assert.throws(() => targetOf(change, deleted, MEMBER), { status: 409, code: 'deleted' });
  assert.throws(() => targetOf(edit('bob'), deleted, MEMBER), { code: 'not-yours' });
});

test('a change is applied to the message', () => {
  assert.equal(changedMessage(message(), edit('ann')).message, 'bye');
  assert.equal(changedMessage(message(), deletion('ann')).deleted, true);
  assert.deepEqual(changedMessage(message(), reaction('bob')).reactions, [{ emoji: '👍', userIds: ['bob'] }]);
});

test('a message has a limit of different reactions; a further user may join one of them, or remove one', () => {
  const reactions: Reactions[] = Array.from({ length: EMOJI_MAX }, (_, index) => ({
    emoji: String.fromCodePoint(0x1f400 + index),
    userIds: ['ann'],
  }));
  const full = message({ reactions });
  assert.throws(() => changedMessage(full, reaction('bob')), { status: 409, code: 'too-many-reactions' });
  const emoji = reactions[0]?.emoji ?? '';
  assert.deepEqual(changedMessage(full, reaction('bob', emoji)).reactions?.[0]?.userIds, ['ann', 'bob']);
  assert.equal(changedMessage(full, reaction('ann', emoji, false)).reactions?.length, EMOJI_MAX - 1);
});

test('a reaction has a limit of users', () => {
  const userIds = Array.from({ length: REACTIONS_MAX }, (_, index) => `user-${index}`);
  const full = message({ reactions: [{ emoji: '👍', userIds }] });
  assert.throws(() => changedMessage(full, reaction('bob')), { status: 409, code: 'too-many-reactions' });
  assert.equal(changedMessage(full, reaction('user-0')).reactions?.[0]?.userIds.length, REACTIONS_MAX);
});

test('a tombstone keeps the position of an edit and nothing of its text', () => {
  assert.deepEqual(tombstone(edit('ann')), { ...base(2, 'ann'), kind: 'other' });
});
