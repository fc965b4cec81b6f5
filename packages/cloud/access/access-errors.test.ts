// What users read who may not do something in a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessDenied } from './access-errors.ts';
import type { ChannelAccess } from './channel-access.ts';

const member = { userId: 'bob', username: 'bob', role: 'member' } as const;

function access(kind: 'public' | 'private' | 'direct', more: Partial<ChannelAccess> = {}): ChannelAccess {
  const name = kind === 'public' ? 'design' : `${kind[0]}-oz66gyk0qpi0c1ydbjuy`;
  const settings = { name, kind, title: 'Design & UX', topic: '', archived: false, slowModeSeconds: 0, epoch: 1 };
  return {
    settings: { ...settings, owners: 1, members: 2, reports: 0 },
    member: { ...member, joinedAt: '2026' },
    effectiveRole: 'member',
    enrolled: true,
    ...more,
  } as ChannelAccess;
}

test('an error names the channel as the page does, and never by the id of a private channel or a conversation', () => {
  assert.equal(accessDenied(access('public')).message, "You don't have permission to do this in #Design & UX.");
  assert.equal(accessDenied(access('private')).message, "You don't have permission to do this in “Design & UX”.");
  assert.equal(accessDenied(access('direct')).message, "You don't have permission to do this in this conversation.");
});

test('a muted user is told until when, and a user who is not a member to join', () => {
  const mutedUntil = '2026-11-29T14:15:46.713Z';
  const muted = access('public', { effectiveRole: 'muted', member: { ...member, joinedAt: '2026', mutedUntil } });
  assert.equal(accessDenied(muted).message, `You're muted in #Design & UX until ${mutedUntil}.`);
  const outside = access('public', { effectiveRole: 'non-member', member: undefined });
  assert.equal(accessDenied(outside).message, "You aren't a member of #Design & UX. Join it first.");
});
