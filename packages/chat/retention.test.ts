// Retention: which entries have expired, and what remains of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyChange,
  type Edit,
  type Entry,
  expiredEntry,
  isExpired,
  type Message,
  type Notice,
  parseEntry,
} from './index.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 11, 1);
const AUTHOR = { username: 'ann', userId: 'user-ann' };

function at(days: number): string {
  return new Date(NOW - days * DAY).toISOString();
}

function message(seq: number, days: number, more: Partial<Message> = {}): Message {
  const base = { channel: 'general', seq, id: `id-${seq}`, timestamp: at(days), ...AUTHOR, count: seq };
  return { ...base, kind: 'message', message: 'a secret', ...more };
}

function edit(seq: number, target: number, days: number): Edit {
  const { kind: _, ...base } = message(seq, days);
  return { ...base, kind: 'edit', target, message: 'another secret' };
}

test('an entry expires when it is older than its channel keeps messages, and never where they are kept forever', () => {
  const expired = (days: number, retentionDays?: number) =>
    isExpired(message(1, days), retentionDays === undefined ? {} : { retentionDays }, NOW);
  assert.deepEqual(
    [expired(29.9, 30), expired(30, 30), expired(30.1, 30), expired(4_000, 3_650)],
    [false, false, true, true],
  );
  assert.deepEqual([expired(10_000), expired(10_000, 0)], [false, false]);
});

test('what has expired once stays so when messages are kept longer or forever again', () => {
  for (const retentionDays of [0, 30]) {
    assert.equal(isExpired(message(5, 2), { retentionDays, expiredSeq: 5 }, NOW), true);
    assert.equal(isExpired(message(6, 2), { retentionDays, expiredSeq: 5 }, NOW), false);
  }
  assert.equal(isExpired(expiredEntry(message(9, 2)), {}, NOW), true);
});

test('a change expires with its message', () => {
  assert.equal(isExpired(edit(9, 5, 1), { retentionDays: 30, expiredSeq: 5 }, NOW), true);
  assert.equal(isExpired(edit(9, 6, 1), { retentionDays: 30, expiredSeq: 5 }, NOW), false);
});

test('nothing that can be read remains of an expired entry, and its place, id and numbers do', () => {
  const whole = message(12, 31, {
    changedSeq: 15,
    edited: true,
    editedAt: at(30),
    everyone: 'channel',
    strangers: ['eve'],
    replyTo: 3,
    thread: 4,
    threadCount: 2,
    alsoInChannel: true,
    replies: { count: 1, last: at(3), userIds: ['user-bob'] },
    reactions: [{ emoji: '👍', userIds: ['user-bob'] }],
    files: [{ fileId: 'file', name: 'secret.pdf', type: 'application/pdf', size: 3 }],
  });
  const notice: Notice = { ...edit(13, 5, 31), kind: 'notice', notice: 'removed', user: AUTHOR, value: 'a', epoch: 3 };
  const [kept, change, moderation] = [expiredEntry(whole), expiredEntry(edit(13, 5, 31)), expiredEntry(notice)];
  const base = { channel: 'general', timestamp: at(31), username: '', userId: '' };
  assert.deepEqual(kept, {
    ...base,
    ...{ seq: 12, id: 'id-12', count: 12, kind: 'message', message: '', deleted: true, expired: true, changedSeq: 15 },
    ...{ thread: 4, threadCount: 2, alsoInChannel: true, replies: { count: 1, last: at(3), userIds: [] } },
  });
  assert.deepEqual(change, { ...base, seq: 13, id: 'id-13', count: 13, kind: 'other', expired: true });
  assert.deepEqual(moderation, { ...change, epoch: 3 });
  for (const entry of [kept, change, moderation] satisfies Entry[]) {
    assert.deepEqual(parseEntry(JSON.parse(JSON.stringify(entry))), entry);
    assert.deepEqual(expiredEntry(entry), entry, 'once more changes nothing');
  }
  assert.deepEqual(applyChange(kept as Message, edit(20, 12, 0)), { ...kept, changedSeq: 20 });
});
