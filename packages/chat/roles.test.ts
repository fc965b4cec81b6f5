// Permissions by effective role, kind and state of a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Action,
  type EffectiveRole,
  effectiveRoleOf,
  isMuted,
  isPermitted,
  outranks,
  PERMISSIONS,
} from './index.ts';

const ACTIONS = Object.keys(PERMISSIONS) as Action[];
const STANDINGS: EffectiveRole[] = ['owner', 'moderator', 'member', 'guest', 'muted', 'non-member', 'banned'];
const open = { kind: 'public', archived: false } as const;

test('a banned user may do nothing, and a non-member may only join', () => {
  const allowed = (effectiveRole: EffectiveRole) =>
    ACTIONS.filter((action) => isPermitted({ ...open, effectiveRole }, action));
  assert.deepEqual(allowed('banned'), []);
  assert.deepEqual(allowed('non-member'), ['join']);
});

test('a private channel cannot be joined without an invitation', () => {
  assert.equal(isPermitted({ ...open, kind: 'private', effectiveRole: 'non-member' }, 'join'), false);
});

test('a muted member subscribes and reads, but does not post', () => {
  const muted = { ...open, effectiveRole: 'muted' } as const;
  for (const action of ['subscribe', 'read', 'leave'] as const) assert.equal(isPermitted(muted, action), true, action);
  for (const action of ['post', 'react', 'edit-own', 'invite'] as const)
    assert.equal(isPermitted(muted, action), false, action);
});

test('owners have all permissions of moderators, and moderators all of members', () => {
  for (const action of ACTIONS.filter((one) => one !== 'join')) {
    if (PERMISSIONS[action].includes('member')) assert.ok(PERMISSIONS[action].includes('moderator'), action);
    if (PERMISSIONS[action].includes('moderator')) assert.ok(PERMISSIONS[action].includes('owner'), action);
  }
});

test('a direct conversation has no moderation, and an archived channel no posts', () => {
  for (const effectiveRole of STANDINGS) {
    for (const action of ['remove', 'ban', 'mute', 'rename', 'delete-any', 'report'] as const)
      assert.equal(
        isPermitted({ kind: 'direct', archived: false, effectiveRole }, action),
        false,
        `${effectiveRole} ${action}`,
      );
    for (const action of ['post', 'react', 'edit-own', 'join', 'invite'] as const)
      assert.equal(
        isPermitted({ kind: 'public', archived: true, effectiveRole }, action),
        false,
        `${effectiveRole} ${action}`,
      );
  }
  assert.ok(isPermitted({ kind: 'private', archived: true, effectiveRole: 'owner' }, 'archive'));
  assert.ok(isPermitted({ kind: 'private', archived: true, effectiveRole: 'member' }, 'read'));
});

test('moderators outrank members, and owners outrank everyone', () => {
  assert.ok(outranks('moderator', 'member') && outranks('moderator', 'guest') && outranks('owner', 'owner'));
  assert.ok(!outranks('moderator', 'moderator') && !outranks('moderator', 'owner') && !outranks('member', 'member'));
});

test('a mute ends at its time, and a guest is a guest in every role', () => {
  const until = { role: 'member', mutedUntil: '2026-01-01T00:00:10.000Z' } as const;
  const at = Date.parse(until.mutedUntil);
  assert.ok(isMuted(until, at - 1) && !isMuted(until, at));
  assert.equal(effectiveRoleOf(until, true, at - 1), 'muted');
  assert.equal(effectiveRoleOf(until, true, at), 'guest');
  assert.equal(effectiveRoleOf({ role: 'owner' }, false, at), 'owner');
});
