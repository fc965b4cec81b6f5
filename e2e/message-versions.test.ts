// The versions of messages over the HTTP API: what is kept, who reads it, and what remains after a deletion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, type MessageVersions, newId, parseEntry, VERSIONS_MAX } from '@parley/chat';
import { scanTable } from '../harness/dynamodb-tables.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob', 'eve']);
const [ann, bob, eve] = users;
for (const user of users) await user.requests('GET', '/channels');

type Answer = MessageVersions & { code: string; message: string };

function versions(reader: TestUser, channel: string, seq: number | string) {
  return reader.requests<Answer>('GET', `/channels/${channel}/messages/${seq}/versions`);
}

/** The versions that a user reads, newest first. */
async function textsOf(reader: TestUser, channel: string, seq: number): Promise<string[]> {
  const { status, body } = await versions(reader, channel, seq);
  assert.equal(status, 200, JSON.stringify(body));
  return body.versions.map(({ edit, message }) => `${edit} ${message}`);
}

async function assertRejected(answer: ReturnType<typeof versions>, expected: number, code: string): Promise<void> {
  const { status, body } = await answer;
  assert.deepEqual([status, body.code, body.versions], [expected, code, undefined], body.message);
}

/** What the table contains of the versions of a channel. */
async function storedIn(channel: string): Promise<string[]> {
  const items = await scanTable(parley, 'Chat');
  const ofChannel = items.filter(({ pk, sk }) => pk?.S === `channel#${channel}` && sk?.S?.startsWith('version#'));
  return ofChannel.map(({ message }) => message?.S ?? '');
}

async function privateRoom(owner: TestUser, ...others: TestUser[]): Promise<string> {
  const { body } = await owner.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
  for (const { userId } of others) await owner.requests('PUT', `/channels/${body.name}/members/${userId}`);
  return body.name;
}

test('each edit keeps the text that it replaces, with its time', async () => {
  const channel = await ann.createsChannel('bob');
  const { body: said } = await ann.says(channel, 'one');
  assert.deepEqual((await versions(bob, channel, 1)).body, {
    versions: [{ edit: 0, at: said.timestamp, message: 'one' }],
  });
  const { body: second } = await ann.edits(channel, 1, 'two');
  const { body: third } = await ann.edits(channel, 1, 'three');
  await bob.reacts(channel, 1, '👍');
  assert.deepEqual((await versions(bob, channel, 1)).body, {
    versions: [
      { edit: 2, at: third.timestamp, message: 'three' },
      { edit: 1, at: second.timestamp, message: 'two' },
      { edit: 0, at: said.timestamp, message: 'one' },
    ],
  });
});

test('the removal of the previews of links, which only the author can make, is no version', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  await ann.edits(channel, 1, 'two');
  const remove = async (user: TestUser) => {
    const { head: after } = (await user.reads(channel)).body;
    const entry = { id: newId(), after, kind: 'edit', target: 1, message: 'two', noPreviews: true };
    return (await user.requests<Answer>('POST', `/channels/${channel}/messages`, entry)).status;
  };
  assert.deepEqual([await remove(bob), await remove(ann)], [403, 201]);
  assert.deepEqual(await textsOf(bob, channel, 1), ['1 two', '0 one']);
  await ann.edits(channel, 1, 'three');
  assert.deepEqual(await textsOf(bob, channel, 1), ['2 three', '1 two', '0 one']);
  const [message] = (await bob.readsAll(channel)).map(parseEntry);
  assert.equal(message?.kind === 'message' && message.noPreviews, true);
  await ann.deletes(channel, 1);
  assert.deepEqual(await storedIn(channel), []);
});

test('of many edits the original text and the nine newest replaced ones are kept', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'text 0');
  for (let edit = 1; edit <= 13; edit += 1) await ann.edits(channel, 1, `text ${edit}`);
  const kept = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 0];
  assert.deepEqual(
    await textsOf(ann, channel, 1),
    kept.map((edit) => `${edit} text ${edit}`),
  );
  assert.equal((await storedIn(channel)).length, VERSIONS_MAX);
  await ann.deletes(channel, 1);
  assert.deepEqual(await storedIn(channel), []);
});

test('messages of similar numbers do not share versions', async () => {
  const channel = await ann.createsChannel();
  for (let seq = 1; seq <= 11; seq += 1) await ann.says(channel, `message ${seq}`);
  await ann.edits(channel, 11, 'edited');
  assert.deepEqual(await textsOf(ann, channel, 1), ['0 message 1']);
  assert.deepEqual(await textsOf(ann, channel, 11), ['1 edited', '0 message 11']);
});

test('a retried and a rejected edit keep no further version', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  const id = newId();
  for (const _ of [1, 2]) await ann.edits(channel, 1, 'two', id);
  assert.equal((await bob.edits(channel, 1, 'three')).status, 403);
  assert.deepEqual(await textsOf(bob, channel, 1), ['1 two', '0 one']);
});

test('an attack on the versions of a deleted message finds none, nor does the table contain any', async () => {
  const channel = await ann.createsChannel('bob');
  for (const deletes of [ann, bob]) {
    const author = bob;
    const { seq } = (await author.says(channel, 'a secret')).body;
    await author.edits(channel, seq, 'less secret');
    await author.edits(channel, seq, 'harmless');
    assert.deepEqual((await storedIn(channel)).toSorted(), ['a secret', 'less secret']);
    // Ann is the owner of the channel.
    assert.equal((await deletes.deletes(channel, seq)).status, 201);
    for (const reader of [ann, bob]) await assertRejected(versions(reader, channel, seq), 409, 'deleted');
    assert.deepEqual(await storedIn(channel), []);
  }
});

test('an attack by a non-member on the versions of a private channel does not disclose the message', async () => {
  const room = await privateRoom(ann, bob);
  await ann.says(room, 'one');
  await ann.edits(room, 1, 'two');
  for (const seq of [1, 2, 99]) await assertRejected(versions(eve, room, seq), 404, 'no-channel');
  await assertRejected(versions(eve, 'x'.repeat(20), 1), 404, 'no-channel');
});

test('a removed member reads no version from then on', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  await ann.edits(channel, 1, 'two');
  assert.equal((await textsOf(bob, channel, 1)).length, 2);
  await ann.requests('DELETE', `/channels/${channel}/members/${bob.userId}`);
  const { status, body } = await versions(bob, channel, 1);
  assert.ok(status === 403 || status === 404, body.message);
  assert.equal(body.versions, undefined);
});

test('an attack with the number of a message of another channel, or of an entry that is no message, finds nothing', async () => {
  const room = await privateRoom(ann);
  for (const text of ['a', 'b', 'c']) await ann.says(room, text);
  await ann.edits(room, 3, 'd');
  const channel = await bob.createsChannel();
  await bob.says(channel, 'mine');
  for (const seq of [3, 4]) await assertRejected(versions(bob, channel, seq), 404, 'no-message');
  await assertRejected(versions(ann, room, 4), 404, 'no-message');
  for (const seq of ['0', '-1', '1.5', 'x', '1%231', '1e3e'])
    await assertRejected(versions(ann, room, seq), 400, 'bad-request');
});
