// The bodies of the routes about channels, members and invitations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseChannelChange,
  parseInvitationCode,
  parseMemberChange,
  parseNewChannel,
  parseNewInvitation,
} from './index.ts';

test('a new public channel has a name, a private one a title, a direct conversation users', () => {
  assert.deepEqual(parseNewChannel({ name: 'news' }), { kind: 'public', name: 'news', topic: '' });
  const titled = { kind: 'public', name: 'news', title: 'News & More', topic: '' } as const;
  assert.deepEqual(parseNewChannel(titled), titled);
  const hidden = { kind: 'private', title: 'Board', topic: 'What we decide' } as const;
  assert.deepEqual(parseNewChannel({ ...hidden, title: ' Board ' }), hidden);
  assert.deepEqual(parseNewChannel({ kind: 'direct', userIds: ['a-1', 'b', 'b'] }), {
    kind: 'direct',
    userIds: ['a-1', 'b'],
  });
  for (const bad of [
    null,
    [],
    { kind: 'secret', name: 'x' },
    { kind: 'public', title: 'x' },
    { kind: 'public', name: 'x', title: ' ' },
    { kind: 'private', title: ' ' },
    { kind: 'private', title: 'a\u202eb' },
    { kind: 'private', title: '\u200b' },
    { kind: 'private', title: 'x', topic: '\u2060\u3164' },
    { kind: 'private', title: 'x'.repeat(81) },
    { kind: 'direct', userIds: [] },
    { kind: 'direct', userIds: 'bob' },
    { kind: 'direct', userIds: [{}] },
    { kind: 'direct', userIds: ['a#b'] },
    { kind: 'direct', userIds: ['*'] },
    { kind: 'direct', userIds: ['a/b'] },
    { kind: 'direct', userIds: ['1', '2', '3', '4', '5', '6', '7', '8'] },
  ])
    assert.throws(() => parseNewChannel(bad), { name: 'ChatError' }, JSON.stringify(bad));
});

test('a channel and a member are changed in one field at a time', () => {
  assert.deepEqual(parseChannelChange({ topic: '' }), { topic: '' });
  assert.deepEqual(parseChannelChange({ slowModeSeconds: 30 }), { slowModeSeconds: 30 });
  for (const retentionDays of [0, 1, 3650]) assert.deepEqual(parseChannelChange({ retentionDays }), { retentionDays });
  for (const retentionDays of [-1, 0.5, 3651, '30', null, Number.NaN])
    assert.throws(() => parseChannelChange({ retentionDays }), /retentionDays: must be a whole number from 0 to 3650/);
  assert.deepEqual(parseMemberChange({ role: 'owner' }), { role: 'owner' });
  assert.deepEqual(parseMemberChange({ mutedMinutes: 0 }), { mutedMinutes: 0 });
  for (const bad of [{}, [], { title: '' }, { title: 'a', topic: 'b' }, { archived: 1 }, { slowModeSeconds: 3601 }])
    assert.throws(() => parseChannelChange(bad), { name: 'ChatError' }, JSON.stringify(bad));
  for (const bad of [
    { role: 'king' },
    { mutedMinutes: -1 },
    { mutedMinutes: 43_201 },
    { banned: 'yes' },
    { userId: 'x' },
  ])
    assert.throws(() => parseMemberChange(bad), { name: 'ChatError' }, JSON.stringify(bad));
});

test('an invitation has a limited validity, and a code of one form', () => {
  assert.equal(parseNewInvitation({ hours: 24 }), 24);
  for (const bad of [{}, { hours: 0 }, { hours: 721 }, { hours: '24' }]) assert.throws(() => parseNewInvitation(bad));
  assert.equal(parseInvitationCode('AAAAAAAAAAAAAAAAAAAAAA'), 'AAAAAAAAAAAAAAAAAAAAAA');
  for (const bad of ['', 'short', 'A'.repeat(23), 7]) assert.throws(() => parseInvitationCode(bad), /invitation/);
});
