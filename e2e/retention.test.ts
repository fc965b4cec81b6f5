// Retention on the whole path: what is older than a channel keeps messages is hidden at once, and then removed from tables and buckets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  type Entry,
  newId,
  parseEntry,
  type Reports,
  type SearchResults,
  type ThreadPage,
} from '@parley/chat';
import { scanTable } from '../harness/dynamodb-tables.ts';
import { FileSender } from '../harness/file-sender.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers, type TestUser, textsOf } from '../harness/test-user.ts';
import { templateOf } from './iam-permissions.ts';
import { invokeFunction } from './role-actions.ts';

const DAY = 24 * 3_600_000;

const { laptop } = await openLaptopSuite([]);
const config = await FileSender.configOf(laptop.addresses.page);

/** Tokens are valid for an hour. */
const signIn = () => signInUsers(laptop, 'ann', 'bob');

async function pass(days: number) {
  laptop.clock.setBy(days * DAY);
  return signIn();
}

/** What the schedule does once an hour. */
async function removeExpired(): Promise<void> {
  const { done, output } = await invokeFunction('RetentionExpireFunction', laptop, (await templateOf({})).template);
  assert.ok(done, output);
}

function sets(user: TestUser, channel: string, retentionDays: unknown) {
  return user.requests<{ code?: string; message?: string }>('PATCH', `/channels/${channel}`, { retentionDays });
}

/** Everything that the tables contain, without encodings. */
async function everythingStored(): Promise<string> {
  const items = [...(await scanTable(laptop, 'Log')), ...(await scanTable(laptop, 'Chat'))];
  const payloads = items.map((item) => Buffer.from(item['payload']?.S ?? '', 'base64').toString());
  return JSON.stringify([items, payloads]);
}

function storedKeys(): string[] {
  const { s3 } = laptop.services;
  return s3.names.flatMap((name) => [...s3.allKeys(name)]);
}

const isEmpty = (entry: Entry) =>
  'expired' in entry && entry.expired === true && entry.userId === '' && entry.username === '';

test('what is older than the days that an owner sets is hidden at once from every read, and the log stays dense', async () => {
  const [ann, bob] = await signIn();
  const channel = await ann.createsChannel('bob');
  const files = new FileSender(ann, config);
  const file = await files.uploads(channel, { bytes: Buffer.from('secret bytes'), name: 'secret.txt' });
  const old = (await files.posts(channel, { message: 'secret one @bob', files: [file.fileId], after: 0 })).body;
  const id = newId();
  await ann.edits(channel, old.seq, 'secret two @bob', id);
  await bob.reacts(channel, old.seq, '👍');
  await bob.replies(channel, { thread: old.seq }, 'secret reply');
  await bob.requests('POST', `/channels/${channel}/reports`, { seq: old.seq, reason: 'secret reason' });
  const removable = (await ann.says(channel, 'secret three')).body;

  const [annLater, bobLater] = await pass(20);
  await bobLater.replies(channel, { thread: old.seq }, 'young reply');
  const quote = (await bobLater.replies(channel, { replyTo: old.seq }, 'young quote')).body;
  // An old message is edited by a young entry.
  await annLater.edits(channel, removable.seq, 'secret four');
  const search = (q: string) => bobLater.requests<SearchResults>('GET', `/search?q=${q}`);
  assert.equal((await search('secret')).body.messages.length, 3);
  assert.equal((await bobLater.sees(channel))?.mentions, 1);

  assert.equal((await sets(annLater, channel, 7)).status, 200);
  const history = await bobLater.readsAll(channel);
  assert.deepEqual(
    history.map(({ seq }) => seq),
    history.map((_, index) => index + 1),
  );
  const synced = (await bobLater.syncs({ [channel]: 0 })).body.missed[channel]?.entries.map(parseEntry) ?? [];
  for (const entries of [history, synced]) {
    assert.doesNotMatch(JSON.stringify(entries), /secret/);
    const remaining = entries.filter((entry) => !isEmpty(entry));
    assert.deepEqual(
      remaining.map((entry) => (entry.kind === 'notice' ? `${entry.notice} ${entry.value}` : entry.kind)),
      ['message', 'message', 'retention 7'],
    );
  }
  assert.partialDeepStrictEqual(history[quote.seq - 1], { replyTo: old.seq, message: 'young quote' });
  assert.deepEqual((await search('secret')).body.messages, []);
  const versions = await bobLater.requests('GET', `/channels/${channel}/messages/${old.seq}/versions`);
  assert.equal(versions.status, 409, 'the versions of an edited message');
  const thread = (await bobLater.requests<ThreadPage>('GET', `/channels/${channel}/threads/${old.seq}`)).body;
  assert.doesNotMatch(JSON.stringify(thread), /secret/);
  assert.deepEqual(
    thread.replies.map(({ message, threadCount }) => [message, threadCount]),
    [
      ['', 1],
      ['young reply', 2],
    ],
  );
  assert.equal((await new FileSender(bobLater, config).links(channel, file.fileId)).status, 404);
  const reports = await annLater.requests<Reports>('GET', `/channels/${channel}/reports`);
  assert.deepEqual(reports.body.reported, []);
  for (const change of [
    () => annLater.edits(channel, old.seq, 'again'),
    () => bobLater.reacts(channel, old.seq, '👍'),
    () => annLater.deletes(channel, old.seq),
  ]) {
    const { status, body } = await change();
    assert.deepEqual([status, body.code], [409, 'deleted']);
  }
  const seen = (await bobLater.sees(channel)) as Channel;
  assert.partialDeepStrictEqual(seen, { retentionDays: 7, readSeq: seen.expiredSeq });
  assert.deepEqual([seen.count - seen.readCount, seen.head], [1, history.length], 'one young message is unread');

  await removeExpired();
  await laptop.until('the bytes of the file are deleted', () => !storedKeys().some((key) => key.includes(file.fileId)));
  assert.doesNotMatch(await everythingStored(), /secret/);
  assert.deepEqual(await bobLater.readsAll(channel), history, 'readers see the same as before the removal');
  assert.equal((await bobLater.sees(channel))?.mentions, 0);
  const retry = await annLater.edits(channel, old.seq, 'secret two @bob', id);
  assert.deepEqual([retry.status, isEmpty(retry.body)], [200, true], 'a retry is still recognized');
  assert.equal((await bobLater.readsAll(channel)).length, history.length);
});

test('time alone hides a message, and neither a longer time nor the removal of what has expired brings it back', async () => {
  const [ann, bob] = await signIn();
  const channel = await ann.createsChannel('bob');
  const { seq } = (await ann.says(channel, 'hidden-word of the first day')).body;
  assert.equal((await sets(ann, channel, 2)).status, 200);
  const [annLater, bobLater] = await pass(1.5);
  await annLater.says(channel, 'of the second day');
  assert.deepEqual(textsOf(await bobLater.readsAll(channel)), ['hidden-word of the first day', 'of the second day']);
  const [annLast, bobLast] = await pass(1);
  assert.deepEqual(textsOf(await bobLast.readsAll(channel)), ['', 'of the second day']);
  assert.equal((await annLast.edits(channel, seq, 'again')).status, 409);
  // Longer, and then forever: neither brings it back.
  for (const days of [30, 0]) {
    assert.equal((await sets(annLast, channel, days)).status, 200);
    assert.deepEqual(textsOf(await bobLast.readsAll(channel)), ['', 'of the second day']);
  }
  assert.match(await everythingStored(), /hidden-word/);
  await removeExpired();
  assert.doesNotMatch(await everythingStored(), /hidden-word/);
  const [, bobAgain] = await signIn();
  assert.deepEqual(textsOf(await bobAgain.readsAll(channel)), ['', 'of the second day']);
  assert.equal(bob.userId, bobAgain.userId);
});

test('an attack by a member, a moderator or a stranger on the retention of a channel is refused, and so are wrong values', async () => {
  const [ann, bob] = await signIn();
  const [eve] = await signInUsers(laptop, 'eve');
  const channel = await ann.createsChannel('bob');
  const answer = async (user: TestUser, days: unknown, name = channel) => {
    const { status, body } = await sets(user, name, days);
    return [status, body.code];
  };
  assert.deepEqual(await answer(bob, 1), [403, 'not-allowed']);
  await ann.requests('PATCH', `/channels/${channel}/members/${bob.userId}`, { role: 'moderator' });
  assert.deepEqual(await answer(bob, 1), [403, 'not-allowed']);
  assert.deepEqual(await answer(eve, 1), [403, 'not-a-member']);
  for (const days of [-1, 0.5, 3_651, 1e9, '30', null, true, [30], {}]) {
    const { status, body } = await sets(ann, channel, days);
    assert.deepEqual([status, body.code], [400, 'bad-request'], JSON.stringify(days));
    assert.equal(body.message, 'retentionDays: must be a whole number from 0 to 3650.');
  }
  const { body: talk } = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [bob.userId] });
  assert.deepEqual(await answer(ann, 1, talk.name), [403, 'not-allowed']);
  assert.equal((await ann.sees(channel))?.retentionDays, undefined);
  assert.deepEqual(await answer(ann, 3_650), [200, undefined]);
  assert.equal((await bob.sees(channel))?.retentionDays, 3_650);
});
