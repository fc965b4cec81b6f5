// The row of a channel: the condition that bounds its members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MEMBERS_MAX, MEMBERS_WITH_GUESTS_MAX } from '@parley/chat';
import { settingsWrite } from './channel-row.ts';

test('a new member is added below the limit, which is lower for a guest, so that guests cannot fill a channel', () => {
  const limitOf = (membersMax?: number) => {
    const { Update } = settingsWrite('chat', 'news', { members: 1, ...(membersMax !== undefined && { membersMax }) });
    assert.match(Update?.ConditionExpression ?? '', /members < :most/);
    return Update?.ExpressionAttributeValues?.[':most'];
  };
  assert.equal(limitOf(), MEMBERS_MAX);
  assert.equal(limitOf(MEMBERS_WITH_GUESTS_MAX), MEMBERS_WITH_GUESTS_MAX);
  assert.ok(MEMBERS_WITH_GUESTS_MAX <= MEMBERS_MAX / 2);
});
