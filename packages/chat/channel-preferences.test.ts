// The body that changes what a user has chosen for a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChannelPreferenceChange } from './index.ts';

test('a change says whether a channel is a favourite, or muted', () => {
  assert.deepEqual(parseChannelPreferenceChange({ favourite: true }), { favourite: true });
  assert.deepEqual(parseChannelPreferenceChange({ muted: false }), { muted: false });
  for (const body of [null, {}, { favourite: 'yes' }, { muted: 1 }, { favourite: true, muted: true }, { other: true }])
    assert.throws(() => parseChannelPreferenceChange(body), { code: 'bad-request' });
});
