// The rows of a timeline: days, groups, gaps, the marker of unread messages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Notice } from '@parley/chat';
import { anEntry } from '../../testing/fakes.ts';
import { firstUnread, rowsOf, type TimelineContent } from './timeline-rows.ts';

const at = (seq: number, time: string, userId = 'sub-bob'): Message =>
  anEntry(seq, { timestamp: new Date(`2026-03-0${time}`).toISOString(), userId });

function drawnAs(drawn: Partial<TimelineContent>): string[] {
  return rowsOf({
    messages: [],
    notices: [],
    gaps: [],
    outgoing: [],
    self: 'sub-ann',
    firstNew: undefined,
    ...drawn,
  }).map((row) => {
    if (row.kind === 'message') return `${row.startsGroup ? '+' : ' '}${row.own ? 'own ' : ''}${row.message.seq}`;
    if (row.kind === 'outgoing') return `${row.startsGroup ? '+' : ' '}${row.outgoing.message}`;
    return row.kind;
  });
}

test('messages of one author within five minutes are grouped under one name', () => {
  const messages = [at(1, '1T12:00:00'), at(2, '1T12:04:59'), at(3, '1T12:09:59'), at(4, '1T12:10:00', 'sub-ann')];
  assert.deepEqual(drawnAs({ messages }), ['day', '+1', ' 2', '+3', '+own 4']);
});

test('each day begins with its date', () => {
  assert.deepEqual(drawnAs({ messages: [at(1, '1T23:59:00'), at(2, '2T00:00:00')] }), ['day', '+1', 'day', '+2']);
});

test('a day that is displayed above is not displayed again', () => {
  const messages = [at(1, '1T23:59:00'), at(2, '2T00:00:00')];
  assert.deepEqual(drawnAs({ messages, day: at(0, '1T08:00:00').timestamp }), ['+1', 'day', '+2']);
  assert.deepEqual(drawnAs({ messages: messages.slice(1), day: messages[0]?.timestamp }), ['day', '+2']);
});

test('a gap is displayed in its place; an edit is not a gap', () => {
  const messages = [at(1, '1T12:00:00'), at(4, '1T12:00:01'), at(6, '1T12:00:02')];
  assert.deepEqual(drawnAs({ messages, gaps: [{ from: 2, to: 2 }] }), ['day', '+1', 'gap', '+4', ' 6']);
});

test('unread messages follow a marker, but not those of the reader', () => {
  const messages = [at(1, '1T12:00:00'), at(5, '1T12:00:01'), at(6, '1T12:00:02', 'sub-ann'), at(7, '1T12:00:03')];
  assert.deepEqual(drawnAs({ messages, firstNew: 5 }), ['day', '+1', 'new', '+5', '+own 6', '+7']);
  const found = (newAfter: number | undefined, from = 0) => firstUnread(messages, { newAfter, from, self: 'sub-ann' });
  assert.deepEqual([found(1), found(3), found(5), found(7), found(undefined)], [5, 5, 7, undefined, undefined]);
  assert.equal(found(0), 1, 'in a channel that was never read');
  assert.equal(found(1, 3), undefined, 'what precedes the loaded messages is not known');
});

test('outgoing messages come last, and keep their key when their entries replace them', () => {
  const one = {
    id: 'mine',
    kind: 'message' as const,
    message: 'hi',
    at: new Date('2026-03-01T12:01').toISOString(),
    state: 'sending' as const,
  };
  const before = rowsOf({
    messages: [at(1, '1T12:00:00')],
    notices: [],
    gaps: [],
    outgoing: [one],
    self: 'sub-ann',
    firstNew: undefined,
  });
  const echo = { ...at(2, '1T12:01:00', 'sub-ann'), id: 'mine' };
  const after = rowsOf({
    messages: [at(1, '1T12:00:00'), echo],
    notices: [],
    gaps: [],
    outgoing: [],
    self: 'sub-ann',
    firstNew: undefined,
  });
  assert.deepEqual(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
  );
});

test('a notice is displayed in its place, and the author of the next message is named again', () => {
  const { message: _, kind: __, ...base } = at(2, '1T12:00:01');
  const notices: Notice[] = [{ ...base, kind: 'notice', notice: 'topic', value: 'Lunch' }];
  const messages = [at(1, '1T12:00:00'), at(3, '1T12:00:02')];
  assert.deepEqual(drawnAs({ messages, notices }), ['day', '+1', 'notice', '+3']);
  assert.deepEqual(drawnAs({ messages: messages.slice(0, 1), notices }), ['day', '+1', 'notice']);
  assert.deepEqual(drawnAs({ messages: messages.slice(1), notices }), ['day', 'notice', '+3'], 'below the day');
});
