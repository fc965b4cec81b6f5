import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadCount } from './index.ts';

test('the unread count is a difference of two counts, and never negative', () => {
  assert.equal(unreadCount({ count: 12, readCount: 5 }), 7);
  assert.equal(unreadCount({ count: 5, readCount: 5 }), 0);
  // Another device has moved the cursor since the list was read.
  assert.equal(unreadCount({ count: 5, readCount: 6 }), 0);
});
