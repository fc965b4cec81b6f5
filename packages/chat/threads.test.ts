// Links of messages: what a body may have, what the log stores, and the root of a thread after its replies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyChange,
  applyReply,
  isInChannel,
  type Message,
  parseEntry,
  parseNewEntry,
  unreadReplies,
} from './index.ts';

const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const root: Message = {
  channel: 'general',
  seq: 5,
  id,
  timestamp: '2026-11-23T10:00:00.000Z',
  username: 'ann',
  userId: 'ann',
  count: 5,
  kind: 'message',
  message: 'Lunch?',
};

function aReply(seq: number, threadCount: number, userId = 'bob'): Message {
  return { ...root, seq, userId, username: userId, timestamp: `2026-11-23T10:00:0${seq}.000Z`, thread: 5, threadCount };
}

test('a root has the number of its replies, the time of the newest, and the authors of the newest', () => {
  const authors = ['a', 'b', 'c', 'd', 'e', 'a', 'f'];
  const after = authors.reduce((now, userId, index) => applyReply(now, aReply(6, index + 1, userId)), root);
  const replies = { count: 7, last: '2026-11-23T10:00:06.000Z', userIds: ['c', 'd', 'e', 'a', 'f'] };
  assert.deepEqual(after, { ...root, changedSeq: 6, replies });
});

test('a reply that is applied already, or belongs to another thread, changes nothing', () => {
  const once = applyReply(root, aReply(6, 1));
  assert.equal(applyReply(once, aReply(6, 1)), once);
  assert.equal(applyReply(root, { ...aReply(6, 1), thread: 4 }), root);
});

test('edits and reactions keep the links of a message; a deletion keeps those of threads, and not the quote', () => {
  const reply: Message = { ...aReply(6, 1), alsoInChannel: true, replyTo: 2 };
  const edited = applyChange(reply, { ...root, seq: 7, kind: 'edit', target: 6, message: 'new' });
  assert.deepEqual([edited.thread, edited.threadCount, edited.alsoInChannel, edited.replyTo], [5, 1, true, 2]);
  const reacted = applyChange(applyReply(root, reply), {
    ...root,
    seq: 8,
    kind: 'reaction',
    target: 5,
    emoji: '👍',
    on: true,
  });
  assert.equal(reacted.replies?.count, 1);
  const deleted = applyChange(edited, { ...root, seq: 9, kind: 'deletion', target: 6 });
  assert.deepEqual([deleted.thread, deleted.threadCount, deleted.replyTo, deleted.message], [5, 1, undefined, '']);
});

test('the links of a stored message are read, and one without links has none', () => {
  const stored = { ...applyReply(root, aReply(6, 1)), replyTo: 3 };
  assert.deepEqual(parseEntry(JSON.parse(JSON.stringify(stored))), stored);
  assert.deepEqual(parseEntry(JSON.parse(JSON.stringify({ ...aReply(6, 1), alsoInChannel: true }))), {
    ...aReply(6, 1),
    alsoInChannel: true,
  });
  assert.deepEqual(parseEntry(root), root);
  assert.throws(() => parseEntry({ ...root, thread: 'x' }), { code: 'bad-request' });
  assert.throws(() => parseEntry({ ...root, replies: { count: 1, last: '' } }));
});

test('a new message may quote, be a reply, and be sent to the channel, too', () => {
  const links = { replyTo: 3, thread: 5, alsoInChannel: true };
  assert.deepEqual(parseNewEntry({ id, message: 'hi', ...links }), { id, kind: 'message', message: 'hi', ...links });
  for (const wrong of [{ thread: 0 }, { replyTo: 'x' }, { alsoInChannel: true }, { thread: 5, alsoInChannel: false }])
    assert.throws(() => parseNewEntry({ id, message: 'hi', ...wrong }), { code: 'bad-request' }, JSON.stringify(wrong));
  assert.throws(() => parseNewEntry({ id, kind: 'edit', target: 5, message: 'hi', thread: 5 }), {
    code: 'bad-request',
  });
  assert.throws(() => parseNewEntry({ id, message: '@channel', thread: 5, everyone: 'channel' }), {
    code: 'bad-request',
  });
});

test('a reply is in the channel only if it was sent there, too', () => {
  assert.deepEqual([root, aReply(6, 1), { ...aReply(6, 1), alsoInChannel: true as const }].map(isInChannel), [
    true,
    false,
    true,
  ]);
});

test('the unread replies are the difference of two numbers', () => {
  const thread = { root: applyReply(root, aReply(6, 4)), read: 1 };
  assert.deepEqual(
    [unreadReplies(thread), unreadReplies({ ...thread, read: 9 }), unreadReplies({ root, read: 0 })],
    [3, 0, 0],
  );
});
