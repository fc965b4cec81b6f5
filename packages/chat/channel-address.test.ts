// The address of a channel that users name as they like.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelNameOf, parseChannelName } from './index.ts';

test('a title has a valid channel name', () => {
  for (const [title, name] of [
    ['Secret Plans & Co', 'secret-plans-co'],
    ['design', 'design'],
    [' #Café über Alles! ', 'cafe-uber-alles'],
    ['2026', '2026'],
    ['設計', '8a2d-8a08'],
    ['x'.repeat(80), 'x'.repeat(50)],
    [`${'x'.repeat(49)} y`, 'x'.repeat(49)],
  ] as const) {
    assert.equal(channelNameOf(title), name);
    assert.equal(parseChannelName(name), name);
  }
  assert.equal(channelNameOf('  '), '');
});
