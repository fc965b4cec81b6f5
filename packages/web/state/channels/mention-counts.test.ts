// New mentions: announced once, and not again when some of them are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionedSince } from './mention-counts.ts';

const counts = (of: Record<string, number>) => new Map(Object.entries(of));

test('a channel with another mention is named once', () => {
  const before = counts({ general: 1, design: 0 });
  const now = counts({ general: 2, design: 0 });
  assert.deepEqual(mentionedSince(before, now), ['general']);
  assert.deepEqual(mentionedSince(now, now), []);
});

test('neither mentions that were read nor those of a channel that was just joined are new', () => {
  assert.deepEqual(mentionedSince(counts({ general: 2 }), counts({ general: 0, design: 3 })), []);
});
