// The channels in which typing is signalled: those with few members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSettings } from '../db/channel-row.ts';
import { TypingAudience } from './typing-audience.ts';

const MAX = 12;

test('typing is signalled in channels of up to the limit of members, and in direct conversations', async () => {
  const members = { hasMoreThan: () => assert.fail('no row is counted') };
  const audience = new TypingAudience({ members, typingMembersMax: MAX, now: () => 0 });
  const isSmall = (fields: object) => audience.isSmall({ ...newSettings('design'), ...fields });
  assert.deepEqual(await Promise.all([isSmall({ members: MAX }), isSmall({ members: MAX + 1 })]), [true, false]);
  const participants = ['ann', 'bob'].map((username) => ({ userId: `sub-${username}`, username }));
  assert.equal(await isSmall({ participants, members: 900 }), true);
});

test('the members of a default channel are counted up to the limit, and not again for ten minutes unless that failed', async () => {
  let now = 0;
  let counts = 0;
  const hasMoreThan = async () => {
    counts += 1;
    if (counts === 1) throw new Error('Busy.');
    return counts > 2;
  };
  const audience = new TypingAudience({ members: { hasMoreThan }, typingMembersMax: MAX, now: () => now });
  const isSmall = () => audience.isSmall(newSettings('general'));
  await assert.rejects(isSmall);
  assert.deepEqual([await isSmall(), await isSmall(), counts], [true, true, 2]);
  now = 11 * 60_000;
  assert.deepEqual([await isSmall(), counts], [false, 3]);
});
