// Bodies of requests about read cursors, and the order of their positions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLaterCursor, parseReadCursor, parseReadCursors, parseUnreadMark, SYNC_CHANNELS_MAX } from './index.ts';

test('a read cursor is a seq of at least 1, and a version', () => {
  assert.deepEqual(parseReadCursor({ seq: 1 }), { seq: 1, version: 0 });
  assert.deepEqual(parseUnreadMark({ seq: 7, version: 2 }), { seq: 7, version: 2 });
  for (const parse of [parseReadCursor, parseUnreadMark]) {
    for (const body of [null, undefined, 7, 'x', [], {}, { seq: 0 }, { seq: -1 }, { seq: 1.5 }, { seq: '1' }])
      assert.throws(() => parse(body), { code: 'bad-request', message: /"seq"/ });
    for (const version of [-1, 1.5, '1', null])
      assert.throws(() => parse({ seq: 1, version }), { code: 'bad-request', message: /^version/ });
  }
});

test('the cursors of all channels are bounded', () => {
  assert.deepEqual([...parseReadCursors({ channels: { general: { seq: 3 } } })], [['general', { seq: 3, version: 0 }]]);
  const channels = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`c-${index}`, { seq: 1 }]));
  assert.equal(parseReadCursors({ channels: channels(SYNC_CHANNELS_MAX) }).size, SYNC_CHANNELS_MAX);
  for (const bad of [null, {}, { channels: [] }, { channels: {} }, { channels: channels(SYNC_CHANNELS_MAX + 1) }])
    assert.throws(() => parseReadCursors(bad), { code: 'bad-request' });
  assert.throws(() => parseReadCursors({ channels: { '../x': { seq: 1 } } }), { code: 'bad-channel' });
});

test('of two positions the one of the later version is the later one, and within a version the one further ahead', () => {
  const at = (seq: number, version: number) => ({ seq, version });
  assert.ok(isLaterCursor(at(5, 0), at(4, 0)));
  assert.ok(isLaterCursor(at(1, 1), at(9, 0)));
  assert.ok(!isLaterCursor(at(9, 0), at(1, 1)));
  assert.ok(!isLaterCursor(at(5, 1), at(5, 1)));
});
