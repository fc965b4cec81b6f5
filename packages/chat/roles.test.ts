// Who may do what, whatever the kind and the state of a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Action, isMuted, MAY, may, outranks, type Standing, standingOf } from './index.ts';

const ACTIONS = Object.keys(MAY) as Action[];
const STANDINGS: Standing[] = ['owner', 'moderator', 'member', 'guest', 'muted', 'stranger', 'banned'];
const open = { kind: 'public', archived: false } as const;

test('who was banned may do nothing, and a stranger only come in', () => {
  const allowed = (standing: Standing) => ACTIONS.filter((action) => may({ ...open, standing }, action));
  assert.deepEqual(allowed('banned'), []);
  assert.deepEqual(allowed('stranger'), ['join']);
});

test('a private channel is not joined without an invitation', () => {
  assert.equal(may({ ...open, kind: 'private', standing: 'stranger' }, 'join'), false);
});

test('who is muted hears and reads, but says nothing', () => {
  const muted = { ...open, standing: 'muted' } as const;
  for (const action of ['hear', 'read', 'leave'] as const) assert.equal(may(muted, action), true, action);
  for (const action of ['say', 'react', 'change-own', 'invite'] as const)
    assert.equal(may(muted, action), false, action);
});

test('an owner may do all that a moderator may, and a moderator all that a member may', () => {
  for (const action of ACTIONS.filter((one) => one !== 'join')) {
    if (MAY[action].includes('member')) assert.ok(MAY[action].includes('moderator'), action);
    if (MAY[action].includes('moderator')) assert.ok(MAY[action].includes('owner'), action);
  }
});

test('nobody rules in a direct conversation, and nobody speaks in an archived channel', () => {
  for (const standing of STANDINGS) {
    for (const action of ['remove', 'ban', 'mute', 'rename', 'delete-any', 'leave'] as const)
      assert.equal(may({ kind: 'direct', archived: false, standing }, action), false, `${standing} ${action}`);
    for (const action of ['say', 'react', 'change-own', 'join', 'invite'] as const)
      assert.equal(may({ kind: 'public', archived: true, standing }, action), false, `${standing} ${action}`);
  }
  assert.ok(may({ kind: 'private', archived: true, standing: 'owner' }, 'archive'));
  assert.ok(may({ kind: 'private', archived: true, standing: 'member' }, 'read'));
});

test('moderators rule over members, owners over all', () => {
  assert.ok(outranks('moderator', 'member') && outranks('moderator', 'guest') && outranks('owner', 'owner'));
  assert.ok(!outranks('moderator', 'moderator') && !outranks('moderator', 'owner') && !outranks('member', 'member'));
});

test('a muted person is muted until that time, a guest stays one in every role', () => {
  const until = { role: 'member', mutedUntil: '2026-01-01T00:00:10.000Z' } as const;
  const at = Date.parse(until.mutedUntil);
  assert.ok(isMuted(until, at - 1) && !isMuted(until, at));
  assert.equal(standingOf(until, true, at - 1), 'muted');
  assert.equal(standingOf(until, true, at), 'guest');
  assert.equal(standingOf({ role: 'owner' }, false, at), 'owner');
});
