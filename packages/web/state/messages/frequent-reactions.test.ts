// Frequent reactions: ordered by use, bounded, with defaults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrequentReactions } from './frequent-reactions.ts';

function aStorage() {
  const texts = new Map<string, string>();
  return {
    texts,
    read: (key: string) => texts.get(key) ?? '',
    write: (key: string, text: string) => void texts.set(key, text),
  };
}

test('a user who has not reacted is offered the defaults', () => {
  assert.deepEqual(new FrequentReactions(aStorage()).top(3), ['👍', '❤️', '😂']);
});

test('the most frequent reactions come first, and of equally frequent ones the last', () => {
  const frequent = new FrequentReactions(aStorage());
  for (const emoji of ['🎉', '👀', '🎉', '✅']) frequent.add(emoji);
  assert.deepEqual(frequent.top(3), ['🎉', '✅', '👀']);
  assert.deepEqual(frequent.top(5), ['🎉', '✅', '👀', '👍', '❤️']);
});

test('only the last fifty reactions are stored', () => {
  const storage = aStorage();
  const frequent = new FrequentReactions(storage);
  for (let index = 0; index < 60; index += 1) frequent.add(index < 10 ? '🎉' : '👀');
  assert.equal([...storage.texts.values()].join('').split(' ').length, 50);
  assert.equal(frequent.top(1)[0], '👀');
  assert.ok(!frequent.top(5).includes('🎉'));
});
