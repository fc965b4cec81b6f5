// Messages that expire while the page has them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Message } from '@parley/chat';
import { signal } from '@preact/signals';
import { aChannel } from '../../testing/fakes.ts';
import { Conversation } from './conversation.ts';
import { CHECK_EVERY_MS, entriesAsOf, expireMessages } from './expiry.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 11, 1);

function message(seq: number, daysAgo: number): Message {
  const timestamp = new Date(NOW - daysAgo * DAY).toISOString();
  const base = { channel: 'general', seq, id: `id-${seq}`, timestamp, username: 'bob', userId: 'sub-bob', count: seq };
  return { ...base, kind: 'message', message: `text ${seq}` };
}

const textsOf = (entries: readonly Entry[]) => entries.map((one) => ('message' in one ? one.message : one.kind));

test('what has expired loses its text and its place stays, and where nothing has the list is the same', () => {
  const { kind: _, ...base } = message(4, 1);
  const entries: Entry[] = [
    message(1, 9),
    message(2, 8),
    message(3, 2),
    { ...base, kind: 'edit', target: 1, message: 'x' },
  ];
  const channel = { ...aChannel('general'), retentionDays: 5 };
  const current = entriesAsOf(entries, channel, NOW);
  assert.deepEqual(textsOf(current), ['', '', 'text 3', 'other']);
  assert.deepEqual(
    current.map(({ seq, userId }) => [seq, userId]),
    [
      [1, ''],
      [2, ''],
      [3, 'sub-bob'],
      [4, ''],
    ],
  );
  assert.equal(entriesAsOf(current, channel, NOW), current);
  assert.equal(entriesAsOf(entries, aChannel('general'), NOW), entries);
  assert.equal(entriesAsOf(entries, { ...channel, retentionDays: 30 }, NOW), entries);
});

test('a message leaves the open channel when its time is over, and when an owner shortens it', () => {
  let now = NOW;
  let tick: () => void = () => undefined;
  const clock = {
    now: () => now,
    after(waitMs: number, callback: () => void) {
      if (waitMs === CHECK_EVERY_MS) tick = callback;
      return () => undefined;
    },
  };
  const conversation = new Conversation('general', {
    api: { listMessages: async () => ({ entries: [], head: 0, more: false }) },
    events: { subscribe: () => ({ close: () => undefined }) as never },
    clock: clock as never,
    outbox: { items: [], settle: () => undefined } as never,
    headOf: () => 0,
    sync: async () => undefined,
    onRefused: () => undefined,
  });
  for (const one of [message(1, 9), message(2, 4.9), message(3, 0)]) conversation.addEntry(one);
  conversation.applyMissed(0, {
    complete: true,
    entries: [message(1, 9), message(2, 4.9), message(3, 0)],
    head: 3,
    more: false,
  });
  const channels = signal([aChannel('general')]);
  const stop = expireMessages({
    channels,
    known: () => ({ channel: 'general', entries: conversation.excerpt }),
    clock: clock as never,
  });
  const texts = () => textsOf(conversation.timeline.peek().entries);
  assert.deepEqual(texts(), ['text 1', 'text 2', 'text 3']);
  channels.value = [{ ...aChannel('general'), retentionDays: 5 }];
  assert.deepEqual(texts(), ['', 'text 2', 'text 3']);
  now += DAY;
  assert.deepEqual(texts(), ['', 'text 2', 'text 3']);
  tick();
  assert.deepEqual(texts(), ['', '', 'text 3']);
  stop();
});
