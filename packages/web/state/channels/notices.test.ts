// How notices change a channel, and their texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice, NoticeType } from '@parley/chat';
import { aChannel, anEntry } from '../../testing/fakes.ts';
import { applyNotice, noticeText, removesReader } from './notices.ts';

const ann = { userId: 'sub-ann', username: 'Ann' };
const kim = { userId: 'sub-kim', username: 'Kim' };

function notice(notice: NoticeType, fields: Partial<Notice> = {}): Notice {
  const { message: _, ...base } = anEntry(7);
  return { ...base, kind: 'notice', notice, ...fields };
}

test('a notice changes the channel for all its members', () => {
  const channel = aChannel('general');
  const after = (type: NoticeType, value?: string) =>
    applyNotice(channel, notice(type, value === undefined ? {} : { value }), 'sub-ann');
  assert.equal(after('renamed', 'Design').title, 'Design');
  assert.equal(after('topic', 'Colours').topic, 'Colours');
  assert.equal(after('archived').archived, true);
  assert.equal(applyNotice(after('archived'), notice('restored'), 'sub-ann').archived, false);
  assert.equal(after('slow', '30').slowModeSeconds, 30);
  assert.deepEqual(after('joined'), channel);
});

test('a new role changes the effective role only of the member to whom it was given', () => {
  const role = (person: typeof ann, effectiveRole: 'member' | 'muted') =>
    applyNotice(
      aChannel('general', 0, { effectiveRole }),
      notice('role', { user: person, value: 'moderator' }),
      'sub-ann',
    ).effectiveRole;
  assert.equal(role(ann, 'member'), 'moderator');
  assert.equal(role(kim, 'member'), 'member');
  assert.equal(role(ann, 'muted'), 'muted', 'a muted owner is muted');
});

test('the epoch of every notice is applied, and never decreases', () => {
  const channel = aChannel('general', 0, { epoch: 2 });
  assert.equal(applyNotice(channel, notice('removed', { user: kim, epoch: 3 }), 'sub-ann').epoch, 3);
  assert.equal(applyNotice(channel, notice('left', { epoch: 1 }), 'sub-ann').epoch, 2);
  const { message: _, ...base } = anEntry(8);
  assert.equal(applyNotice(channel, { ...base, kind: 'other', epoch: 4 }, 'sub-ann').epoch, 4);
});

test('a removed member recognizes the notice', () => {
  assert.equal(removesReader(notice('removed', { user: ann }), 'sub-ann'), true);
  assert.equal(removesReader(notice('banned', { user: kim }), 'sub-ann'), false);
  assert.equal(removesReader(notice('left', { userId: 'sub-ann' }), 'sub-ann'), true);
  assert.equal(removesReader(anEntry(1), 'sub-ann'), false);
});

test('each notice is one line, in which the reader is “you”', () => {
  const textOf = (type: NoticeType, fields?: Partial<Notice>) => noticeText(notice(type, fields), 'sub-ann');
  assert.equal(textOf('removed', { user: kim }), 'Bob removed Kim');
  assert.equal(textOf('banned', { user: ann }), 'Bob banned you');
  assert.equal(textOf('removed', { ...ann, user: kim }), 'You removed Kim');
  assert.equal(textOf('role', { user: kim, value: 'owner' }), 'Bob made Kim an owner');
  assert.equal(textOf('topic', { value: '' }), 'Bob cleared the topic');
  assert.equal(textOf('slow', { value: '30' }), 'Bob turned on slow mode (one message every 30 seconds)');
  assert.equal(textOf('slow', { value: '0' }), 'Bob turned off slow mode');
});
