// Replies and threads on the whole path: what is counted where, who follows a thread, and who is notified of its replies.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  type Channel,
  type FollowedThreads,
  type Message,
  newId,
  parseHint,
  type Sync,
  type ThreadPage,
  type ThreadState,
  unreadReplies,
  userPath,
} from '@parley/chat';
import { PushService } from '../harness/push-service.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestSubscription, type TestUser, textsOf } from '../harness/test-user.ts';

const service = await PushService.open();
after(() => service[Symbol.asyncDispose]());
const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy', 'dan'], {}, { LOCAL_PUSH_ORIGIN: service.origin });
const [ann, bob, cy, dan] = users;
for (const user of users) await user.syncs({});

/** Advances time until each reply has told the followers of its thread. */
const settled = () => laptop.advanceUntil('no message waits', () => laptop.services.eventSources.waiting === 0);

const threadOf = (user: TestUser, channel: string, root: number, query = '') =>
  user.requests<ThreadPage & { code: string }>('GET', `/channels/${channel}/threads/${root}${query}`);
const follow = (user: TestUser, channel: string, root: number, following: boolean) =>
  user.requests<ThreadState & { code: string }>('PUT', `/channels/${channel}/threads/${root}/follow`, { following });
const markRead = (user: TestUser, channel: string, root: number, count: number) =>
  user.requests<ThreadState & { code: string }>('PUT', `/channels/${channel}/threads/${root}/read`, { count });
const syncedVersion = async (user: TestUser) => ((await user.syncs({})).body as Sync).threads ?? 0;

/** The unread replies of each thread of a channel that the user follows, by its root. */
async function unreadOf(user: TestUser, channel: string): Promise<Record<number, number>> {
  const { body } = await user.requests<FollowedThreads>('GET', '/threads');
  const here = body.threads.filter(({ root }) => root.channel === channel);
  return Object.fromEntries(here.map((thread) => [thread.root.seq, unreadReplies(thread)]));
}

/** Posts a reply in a thread. */
async function reply(author: TestUser, channel: string, thread: number, text: string): Promise<Message> {
  const { status, body } = await author.replies(channel, { thread }, text);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

test('a reply is counted in its thread and not in the channel, and one that is sent to the channel in both', async () => {
  const channel = await ann.createsChannel('bob');
  const root = (await ann.says(channel, 'Lunch?')).body;
  const first = await reply(bob, channel, root.seq, 'Yes');
  assert.deepEqual([first.threadCount, first.count], [1, root.count]);
  const also = await ann.replies(channel, { thread: root.seq, alsoInChannel: true }, 'At 12');
  assert.deepEqual([also.body.threadCount, also.body.count], [2, root.count + 1]);
  const [{ body: page }, { body: history }] = [await threadOf(bob, channel, root.seq), await bob.reads(channel)];
  assert.deepEqual(textsOf(page.replies), ['Yes', 'At 12']);
  const replies = { count: 2, last: also.body.timestamp, userIds: [bob.userId, ann.userId] };
  assert.deepEqual([page.root.replies, page.more], [replies, false]);
  const stored = history.entries.find(({ seq }) => seq === root.seq) as Message;
  assert.deepEqual([stored.replies, stored.changedSeq], [replies, also.body.seq]);
  assert.equal((await ann.sees(channel))?.count, root.count + 1);
});

test('a retry of a reply changes nothing, and another text under its id is rejected', async () => {
  const channel = await ann.createsChannel();
  const id = newId();
  await ann.says(channel, 'root');
  const first = await ann.replies(channel, { thread: 1 }, 'reply', id);
  const again = await ann.replies(channel, { thread: 1 }, 'reply', id);
  assert.deepEqual([first.status, again.status, again.body.seq], [201, 200, first.body.seq]);
  assert.equal((await ann.replies(channel, {}, 'reply', id)).body.code, 'id-taken');
  assert.equal((await threadOf(ann, channel, 1)).body.root.replies?.count, 1);
});

test('replies that are posted at once are numbered without gaps', async () => {
  const channel = await ann.createsChannel('bob', 'cy');
  await ann.says(channel, 'root');
  await Promise.all([ann, bob, cy, ann, bob, cy].map((user, index) => reply(user, channel, 1, `reply ${index}`)));
  const { body } = await threadOf(ann, channel, 1, '?limit=4');
  assert.deepEqual(
    body.replies.map(({ threadCount }) => threadCount),
    [3, 4, 5, 6],
  );
  const older = await threadOf(ann, channel, 1, `?limit=4&before=${body.replies[0]?.seq}`);
  assert.deepEqual(
    older.body.replies.map(({ threadCount }) => threadCount),
    [1, 2],
  );
  const newer = await threadOf(ann, channel, 1, `?limit=2&after=${older.body.replies[0]?.seq}`);
  assert.deepEqual(
    newer.body.replies.map(({ threadCount }) => threadCount),
    [2, 3],
  );
  assert.equal(newer.body.more, true);
  assert.deepEqual([body.more, older.body.more, body.root.replies?.count], [true, false, 6]);
});

test('a thread begins only with a message, has no threads of its own, and remains when the root is deleted', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'root');
  await reply(bob, channel, 1, 'reply');
  assert.equal((await bob.replies(channel, { thread: 9 }, 'x')).body.code, 'no-message');
  assert.equal((await bob.replies(channel, { thread: 2 }, 'x')).body.code, 'not-possible');
  assert.equal((await bob.replies(channel, { replyTo: 9 }, 'x')).body.code, 'no-message');
  assert.equal((await bob.replies(channel, { replyTo: 2 }, 'a quote')).body.replyTo, 2);
  await ann.deletes(channel, 1);
  await reply(bob, channel, 1, 'still here');
  await bob.edits(channel, 2, 'another text');
  const { body } = await threadOf(ann, channel, 1);
  assert.deepEqual([body.root.deleted, body.root.message, body.root.replies?.count], [true, '', 2]);
  assert.deepEqual(textsOf(body.replies), ['another text', 'still here']);
  await bob.deletes(channel, 2);
  const after = (await threadOf(ann, channel, 1)).body;
  assert.deepEqual(textsOf(after.replies), ['', 'still here']);
  assert.equal(after.root.replies?.count, 2, 'deleted replies stay counted');
});

test('the author of the root, those who reply and those who are mentioned follow, with exact unread counts', async () => {
  const channel = await ann.createsChannel('bob', 'cy', 'dan');
  await ann.says(channel, 'root');
  await reply(bob, channel, 1, 'one');
  await reply(bob, channel, 1, 'two, @cy');
  assert.deepEqual(await unreadOf(ann, channel), { 1: 2 });
  assert.deepEqual(await unreadOf(bob, channel), { 1: 1 });
  assert.deepEqual(await unreadOf(cy, channel), { 1: 1 });
  assert.deepEqual(await unreadOf(dan, channel), {});
  assert.equal((await ann.sees(channel))?.mentions, 0);
  assert.equal((await cy.sees(channel))?.mentions, 0, 'a mention in a thread is no mention of the channel');
  const version = await syncedVersion(ann);
  assert.deepEqual((await markRead(ann, channel, 1, 2)).body, { following: true, read: 2 });
  assert.deepEqual((await markRead(ann, channel, 1, 1)).body, { following: true, read: 2 }, 'never back');
  assert.equal((await markRead(ann, channel, 1, 3)).body.code, 'beyond-head');
  assert.deepEqual((await markRead(dan, channel, 1, 1)).body, { following: false, read: 0 });
  assert.deepEqual(await unreadOf(ann, channel), { 1: 0 });
  assert.ok((await syncedVersion(ann)) > version, 'other devices find it with a sync');
});

test('a user follows and unfollows by choice; a mention makes them follow again', async () => {
  const channel = await ann.createsChannel('bob', 'cy');
  await ann.says(channel, 'root');
  await reply(ann, channel, 1, 'one');
  assert.deepEqual((await follow(bob, channel, 1, true)).body, { following: true, read: 1 });
  await reply(ann, channel, 1, 'two');
  await follow(bob, channel, 1, true);
  assert.deepEqual(await unreadOf(bob, channel), { 1: 1 });
  await follow(bob, channel, 1, false);
  assert.deepEqual(await unreadOf(bob, channel), {});
  assert.equal((await threadOf(bob, channel, 1)).body.following, false);
  await reply(ann, channel, 1, 'three');
  await reply(ann, channel, 1, 'four, @bob');
  assert.deepEqual(await unreadOf(bob, channel), { 1: 1 });
  assert.equal((await follow(cy, channel, 9, true)).body.code, 'no-message');
});

test('an edit that mentions a member makes the member follow', async () => {
  const channel = await ann.createsChannel('cy');
  await ann.says(channel, 'root');
  const { seq } = await reply(ann, channel, 1, 'hello');
  await ann.edits(channel, seq, 'hello @cy');
  assert.deepEqual(await unreadOf(cy, channel), { 1: 1 });
});

test('attack: a removed member neither reads nor lists a thread, and a stranger neither', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'root');
  await reply(bob, channel, 1, 'reply');
  await reply(ann, channel, 1, 'answer');
  await ann.requests('DELETE', `/channels/${channel}/members/${bob.userId}`);
  assert.equal((await threadOf(bob, channel, 1)).status, 403);
  assert.equal((await markRead(bob, channel, 1, 1)).status, 403);
  assert.equal((await follow(bob, channel, 1, true)).status, 403);
  assert.equal((await threadOf(dan, channel, 1)).status, 403);
  assert.deepEqual(await unreadOf(bob, channel), {});
  await settled();
  const version = await syncedVersion(bob);
  await reply(ann, channel, 1, 'a secret');
  await settled();
  assert.equal(await syncedVersion(bob), version, 'and receives no hint');
});

test('a body with links that do not belong together is rejected', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'root');
  const post = (fields: object) => ann.replies(channel, fields, 'hello @channel');
  for (const fields of [
    { alsoInChannel: true },
    { thread: 0 },
    { thread: '1' },
    { replyTo: 1.5 },
    { thread: 1, everyone: 'channel' },
  ])
    assert.equal((await post(fields)).body.code, 'bad-request', JSON.stringify(fields));
});

test('followers receive a hint and a push of a reply, by their level, and not what they have read', async () => {
  const channel = await ann.createsChannel('bob', 'cy');
  const [anns, bobs] = [service.subscribe(), service.subscribe()];
  await ann.requests('GET', '/push-key');
  await ann.requests('PUT', '/users/me/devices', anns.json);
  await bob.requests('PUT', '/users/me/devices', bobs.json);
  await ann.says(channel, 'root');
  using ofAnn = await TestSubscription.open(laptop, ann.token, userPath(ann.userId));
  await reply(cy, channel, 1, 'for the author of the root');
  const version = await syncedVersion(ann);
  await reply(cy, channel, 1, 'again, and @bob');
  await settled();
  assert.ok((await syncedVersion(ann)) > version);
  assert.deepEqual(anns.texts, ['for the author of the root', 'again, and @bob']);
  assert.deepEqual(bobs.texts, ['again, and @bob']);
  assert.equal(anns.received[0]?.message['thread'], 1);
  const hints = () => ofAnn.events.map(parseHint).filter(({ about }) => about === 'thread');
  await laptop.advanceUntil('the hints have arrived', () => hints().length >= 2);
  assert.deepEqual(hints()[0], { kind: 'hint', about: 'thread', channel, seq: 1 });
  await reply(cy, channel, 1, 'read at once');
  await markRead(ann, channel, 1, 3);
  await settled();
  assert.deepEqual(anns.texts.slice(2), []);
  await bob.requests('PATCH', '/users/me/notifications', { level: { channel, level: 'none' } });
  await reply(cy, channel, 1, 'not for bob');
  await settled();
  assert.deepEqual([anns.texts.slice(2), bobs.texts.slice(2)], [['not for bob'], []]);
  await ann.requests('PATCH', '/users/me/notifications', { threads: false });
  await reply(cy, channel, 1, 'not for ann');
  await reply(cy, channel, 1, 'but this, @ann');
  await settled();
  await ann.requests('PATCH', '/users/me/notifications', { threads: true });
  assert.deepEqual(anns.texts.slice(3), ['but this, @ann']);
});

test('in a direct conversation all participants follow a thread', async () => {
  const { body } = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [dan.userId] });
  const { seq } = (await ann.says(body.name, 'root')).body;
  await reply(ann, body.name, seq, 'reply');
  assert.deepEqual(await unreadOf(dan, body.name), { [seq]: 1 });
});
