// Unread counts and mentions: exact for each reader, and the same on every device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadCount } from '@parley/chat';
import { findMentions } from '../harness/dynamodb-tables.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob', 'bob']);
const [ann, bob, phone] = users;
await Promise.all([ann.sees('general'), bob.sees('general')]);

/** The unread count of a channel for a user. */
async function unreadOf(user: TestUser, channel: string): Promise<number> {
  const seen = await user.sees(channel);
  assert.ok(seen);
  return unreadCount(seen);
}

test('only messages count as unread: edits, reactions and deletions do not', async () => {
  const channel = await ann.createsChannel('bob');
  for (const words of ['one', 'two', 'three']) await ann.says(channel, words);
  await ann.edits(channel, 1, 'first');
  await bob.reacts(channel, 2, '👍');
  await ann.says(channel, 'four');
  await ann.deletes(channel, 2);
  assert.partialDeepStrictEqual(await bob.sees(channel), {
    name: channel,
    head: 7,
    count: 4,
    readSeq: 0,
    readCount: 0,
    mentions: 0,
  });
  assert.equal(await unreadOf(bob, channel), 4);
  const expected = [3, 2, 1, 1, 1, 0, 0];
  for (const [index, left] of expected.entries()) {
    assert.equal((await bob.saw(channel, index + 1)).status, 200);
    assert.equal(await unreadOf(bob, channel), left, `read up to ${index + 1}`);
  }
});

test('reading on one device applies to the other, and an older cursor does not move it back', async () => {
  const channel = await ann.createsChannel('bob');
  for (let index = 0; index < 5; index += 1) await ann.says(channel, `${index}`);
  assert.deepEqual((await bob.saw(channel, 4)).body, { readSeq: 4, readCount: 4 });
  assert.equal(await unreadOf(phone, channel), 1);
  assert.deepEqual(
    (await phone.saw(channel, 2)).body,
    { readSeq: 4, readCount: 4 },
    'it learns where the other device is',
  );
  assert.deepEqual((await bob.saw(channel, 4)).body, { readSeq: 4, readCount: 4 }, 'twice is once');
  assert.equal(await unreadOf(bob, channel), 1);
  assert.equal(await unreadOf(ann, channel), 5, 'reading does not affect other users');
});

test('of simultaneous read cursors the furthest remains', async () => {
  const channel = await ann.createsChannel('bob');
  for (let index = 0; index < 10; index += 1) await ann.says(channel, `${index}`);
  await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? bob : phone).saw(channel, index + 1)));
  assert.equal((await bob.sees(channel))?.readSeq, 10);
});

test('for a new user earlier messages do not count as unread, and later ones do', async () => {
  const channel = await ann.createsChannel();
  for (const name of [channel, 'tech']) await ann.says(name, 'before');
  const eve = await TestUser.signsIn(parley, 'eve');
  await eve.joins(channel);
  for (const name of [channel, 'tech']) {
    assert.equal(await unreadOf(eve, name), 0);
    await ann.says(name, 'welcome');
    assert.equal(await unreadOf(eve, name), 1);
  }
});

test('a new user whose first request sets a read cursor has read all other channels too', async () => {
  const [channel, other] = ['random', 'tech'];
  for (const name of [channel, other]) for (const words of ['one', 'two']) await ann.says(name, words);
  const dan = await TestUser.signsIn(parley, 'dan');
  assert.deepEqual((await dan.saw(channel, 1)).body, { readSeq: 2, readCount: 2 });
  assert.equal(await unreadOf(dan, other), 0);
});

test('a read cursor beyond the log or with an invalid seq is rejected', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  for (const seq of [2, 1_000_000, Number.MAX_SAFE_INTEGER]) {
    const { status, body } = await bob.saw(channel, seq);
    assert.deepEqual([status, body.code], [409, 'beyond-head']);
  }
  for (const seq of [0, -1, 1.5, '1', null, undefined, { $gt: 0 }])
    assert.equal((await bob.saw(channel, seq)).status, 400);
  assert.equal((await bob.saw('nowhere', 1)).status, 404);
  assert.equal(await unreadOf(bob, channel), 1);
});

test('a mentioned user sees the channel of the mention until it is read', async () => {
  const channel = await ann.createsChannel('bob');
  for (const words of ['hi @Bob', '@bob, @bob: again', 'no mention', 'bob@example.com', '@ann is me', '@bob.'])
    await ann.says(channel, words);
  assert.equal((await bob.sees(channel))?.mentions, 3);
  assert.equal((await ann.sees(channel))?.mentions, 0, 'mentions of oneself do not count');
  await bob.saw(channel, 1);
  assert.equal((await phone.sees(channel))?.mentions, 2);
  assert.deepEqual(await findMentions(parley, channel), ['bob 2', 'bob 6']);
  await bob.saw(channel, 6);
  assert.equal((await bob.sees(channel))?.mentions, 0);
  assert.deepEqual(await findMentions(parley, channel), []);
});

test('an edit adds and removes mentions, a deletion removes all', async () => {
  const channel = await ann.createsChannel('bob', 'eve', 'dan');
  await ann.says(channel, 'hi @bob and @eve');
  await ann.edits(channel, 1, 'hi @eve and @dan');
  assert.deepEqual(await findMentions(parley, channel), ['dan 1', 'eve 1']);
  // In code no user is mentioned; an edit that takes a name out of code mentions its user.
  await ann.edits(channel, 1, 'run `mail @eve` and\n```\n@dan\n```');
  assert.deepEqual(await findMentions(parley, channel), []);
  await ann.edits(channel, 1, 'run `mail` @eve');
  assert.deepEqual(await findMentions(parley, channel), ['eve 1']);
  await ann.deletes(channel, 1);
  assert.deepEqual(await findMentions(parley, channel), []);
});

test('a user is not mentioned in a channel of which they are not a member', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'hi @bob and @nobody');
  assert.deepEqual(await findMentions(parley, channel), []);
  await bob.joins(channel);
  assert.equal((await bob.sees(channel))?.mentions, 0);
  await ann.edits(channel, 1, 'hi @bob, now that you are here: @bob');
  await ann.says(channel, '@bob');
  assert.equal((await bob.sees(channel))?.mentions, 1);
});

test('a member who leaves takes no mentions along, and is mentioned again after rejoining', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, '@bob');
  assert.equal((await bob.requests('DELETE', `/channels/${channel}/members/${bob.userId}`)).status, 200);
  assert.deepEqual(await findMentions(parley, channel), []);
  await bob.joins(channel);
  await ann.says(channel, '@bob');
  assert.equal((await bob.sees(channel))?.mentions, 1);
});

test('a message that is sent twice mentions once', async () => {
  const channel = await ann.createsChannel('bob');
  const { body } = await ann.says(channel, '@bob');
  await ann.says(channel, '@bob', body.id);
  assert.deepEqual(await findMentions(parley, channel), ['bob 1']);
});
