// The rendered rows of a long list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleRows } from './visible-rows.ts';

const list = { count: 300, rowHeight: 56, height: 560 };

test('only the rows in view and a few around them are rendered', () => {
  assert.deepEqual(visibleRows({ ...list, scrollTop: 0 }), { from: 0, to: 16 });
  assert.deepEqual(visibleRows({ ...list, scrollTop: 56 * 100 }), { from: 94, to: 116 });
});

test('a position beyond the end, as after a search, renders the last rows', () => {
  assert.deepEqual(visibleRows({ ...list, scrollTop: 56 * 290 }), { from: 284, to: 300 });
  assert.deepEqual(visibleRows({ ...list, count: 2, scrollTop: 56 * 290 }), { from: 2, to: 2 });
  assert.deepEqual(visibleRows({ ...list, count: 0, scrollTop: 0 }), { from: 0, to: 0 });
});
