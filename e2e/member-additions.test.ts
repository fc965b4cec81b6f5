// Adding users to a private channel by name: who may, what the added user sees, and what is not disclosed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const { users } = await openLaptopSuite(['ann', 'bob', 'cat', 'dan']);
const [ann, bob, cat, dan] = users;
// Users exist from their first request on.
for (const user of users) await user.requests('GET', '/channels');

async function createPrivateChannel(owner: TestUser): Promise<string> {
  return (await owner.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Plans' })).body.name;
}

const add = (by: TestUser, channel: string, who: string) =>
  by.requests<{ code?: string; message?: string }>('PUT', `/channels/${channel}/members/${who}`);

const channelsOf = async (who: TestUser) =>
  (await who.requests<{ channels: Channel[] }>('GET', '/channels')).body.channels.map(({ name }) => name);

test('a member adds a user, who has the channel with nothing unread, and all see the notice; adding again does nothing', async () => {
  const channel = await createPrivateChannel(ann);
  await ann.says(channel, 'before');
  for (let attempt = 0; attempt < 2; attempt += 1) assert.equal((await add(ann, channel, bob.userId)).status, 200);
  assert.equal((await add(bob, channel, cat.userId)).status, 200, 'members may invite');
  const { channels } = (await bob.requests<{ channels: Channel[] }>('GET', '/channels')).body;
  const listed = channels.find(({ name }) => name === channel);
  assert.equal(listed?.count, listed?.readCount);
  const notices = (await cat.reads(channel)).body.entries.flatMap((entry) =>
    entry.kind === 'notice' ? [`${entry.username} ${entry.notice} ${entry.user?.username}`] : [],
  );
  assert.deepEqual(notices, ['ann added bob', 'bob added cat']);
  const { audit } = (await ann.requests<{ audit: { action: string }[] }>('GET', `/channels/${channel}/audit`)).body;
  assert.equal(audit.filter(({ action }) => action === 'added').length, 2);
});

test('an added user may leave', async () => {
  const channel = await createPrivateChannel(ann);
  await add(ann, channel, bob.userId);
  assert.equal((await bob.requests('DELETE', `/channels/${channel}/members/${bob.userId}`)).status, 200);
  assert.ok(!(await channelsOf(bob)).includes(channel));
});

test('a non-member, a removed member and a muted member can add no one, and an unknown user cannot be added', async () => {
  const channel = await createPrivateChannel(ann);
  assert.equal((await add(bob, channel, cat.userId)).body.code, 'no-channel');
  await add(ann, channel, bob.userId);
  await ann.requests('PATCH', `/channels/${channel}/members/${bob.userId}`, { mutedMinutes: 60 });
  assert.equal((await add(bob, channel, cat.userId)).body.code, 'muted');
  await ann.requests('DELETE', `/channels/${channel}/members/${bob.userId}`);
  assert.equal((await add(bob, channel, cat.userId)).body.code, 'no-channel');
  assert.equal((await add(ann, channel, 'unknown')).body.code, 'no-user');
});

test('a user who has blocked the member, and a banned one, cannot be added, with the same error; nor one to a public channel', async () => {
  const channel = await createPrivateChannel(ann);
  await dan.requests('PUT', `/users/me/blocks/${ann.userId}`, { username: 'ann' });
  await ann.requests('PATCH', `/channels/${channel}/members/${cat.userId}`, { banned: true });
  const [blocked, banned] = [await add(ann, channel, dan.userId), await add(ann, channel, cat.userId)];
  assert.deepEqual(blocked, banned);
  assert.deepEqual([blocked.status, blocked.body.code], [403, 'not-possible']);
  assert.ok(!(await channelsOf(dan)).includes(channel));
  const open = await ann.createsChannel();
  assert.equal((await add(ann, open, bob.userId)).status, 400);
});
