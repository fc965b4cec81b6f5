// The status of a user: its text, its emoji, and its expiry.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentStatus, parseProfile, parseProfileChange, parseStatus, STATUS_MAX } from './index.ts';

test('a status is one line of at most 100 characters, with an emoji and an expiry if the user likes', () => {
  assert.deepEqual(
    parseStatus({ text: '  On   holiday ', emoji: '🌴', until: '2026-12-01T10:00:00+01:00', html: '<b>' }),
    {
      text: 'On holiday',
      emoji: '🌴',
      until: '2026-12-01T09:00:00.000Z',
    },
  );
  assert.deepEqual(parseStatus({ text: '🌴'.repeat(STATUS_MAX) }), { text: '🌴'.repeat(STATUS_MAX) });
});

test('an invalid status is rejected', () => {
  const long = 'x'.repeat(STATUS_MAX + 1);
  for (const status of [null, 7, {}, { text: '' }, { text: '  ' }, { text: 'a\u202Eb' }, { text: long }, { text: 7 }])
    assert.throws(() => parseStatus(status), { code: 'bad-request' }, JSON.stringify(status));
  for (const more of [
    { emoji: 'x' },
    { emoji: 7 },
    { until: 'soon' },
    { until: 7 },
    { until: `2026${' '.repeat(99)}` },
  ])
    assert.throws(() => parseStatus({ text: 'away', ...more }), JSON.stringify(more));
});

test('a status ends at its expiry', () => {
  const status = { text: 'Lunch', until: '2026-12-01T12:00:00.000Z' };
  const end = Date.parse(status.until);
  assert.deepEqual([currentStatus(status, end - 1), currentStatus(status, end)], [status, undefined]);
  assert.deepEqual(currentStatus({ text: 'Lunch' }, end), { text: 'Lunch' });
  assert.equal(currentStatus(undefined, end), undefined);
});

test('a status is part of the profile, and null removes it', () => {
  assert.deepEqual(parseProfileChange({ status: { text: 'Lunch' } }), { status: { text: 'Lunch' } });
  assert.deepEqual(parseProfileChange({ status: null }), { status: null });
  assert.deepEqual(parseProfile({ userId: 'ann', status: { text: 'Lunch' } }), {
    userId: 'ann',
    status: { text: 'Lunch' },
  });
});
