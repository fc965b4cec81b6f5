// The channel list: order, unread state and what a reader may see of a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EffectiveRole } from '@parley/chat';
import { newSettings } from '../db/channel-row.ts';
import type { Membership } from '../db/member-rows.ts';
import { type ChannelState, channelView, inListOrder } from './channel-list.ts';

const UNTIL = '2026-11-23T12:00:00.000Z';
const membership = (channel: string): Membership => ({ channel, role: 'member' });

function view(state: Partial<ChannelState> = {}) {
  return channelView({
    settings: { ...newSettings('design'), owners: 1, members: 4, reports: 3 },
    membership: membership('design'),
    effectiveRole: 'member',
    head: { seq: 9, count: 6 },
    cursor: { seq: 5, count: 4 },
    mentions: 0,
    typing: true,
    size: 3,
    ...state,
  });
}

test('the default channels come first, in their own order, then the others by name', () => {
  const names = ['tech', 'p-b', 'general', 'design', 'random', 'art'];
  assert.deepEqual(
    names
      .map(membership)
      .sort(inListOrder)
      .map(({ channel }) => channel),
    ['general', 'random', 'tech', 'art', 'design', 'p-b'],
  );
});

test('a channel has its head and the read cursor, from which the page derives the unread count', () => {
  const { head, count, readSeq, readCount } = view();
  assert.deepEqual({ head, count, readSeq, readCount }, { head: 9, count: 6, readSeq: 5, readCount: 4 });
});

test('pinned messages that have expired are not counted', () => {
  const settings = { ...newSettings('design'), pinned: [7, 3, 5] };
  assert.equal(view({ settings }).pins, 3);
  assert.equal(view({ settings: { ...settings, retentionDays: 1, expiredSeq: 5 } }).pins, 1);
});

test('the numbers of owners and members are not part of the list', () => {
  assert.equal('owners' in view(), false);
  assert.equal('members' in view(), false);
});

test('only owners and moderators see the number of reports', () => {
  const reports = (effectiveRole: EffectiveRole) => view({ effectiveRole }).reports;
  assert.deepEqual(
    ['owner', 'moderator', 'member', 'guest', 'muted'].map((role) => reports(role as EffectiveRole)),
    [3, 3, undefined, undefined, undefined],
  );
});

test('a muted member sees until when, and a mute that is over is not shown', () => {
  const muted: Membership = { channel: 'design', role: 'member', mutedUntil: UNTIL };
  assert.equal(view({ membership: muted, effectiveRole: 'muted' }).mutedUntil, UNTIL);
  assert.equal('mutedUntil' in view({ membership: muted, effectiveRole: 'member' }), false);
});
