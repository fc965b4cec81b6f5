// The search for messages on the whole path: what is found, what changes at once, and what no user may find.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, newId, type SearchResults } from '@parley/chat';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob', 'eve']);
const [ann, bob, eve] = users;
for (const user of users) await user.requests('GET', '/channels');

type Answer = SearchResults & { code: string; message: string };

function search(user: TestUser, q: string, more: Record<string, string> = {}) {
  return user.requests<Answer>('GET', `/search?${new URLSearchParams({ q, ...more })}`);
}

/** The texts that a user finds. */
async function found(user: TestUser, q: string, more?: Record<string, string>): Promise<string[]> {
  const { status, body } = await search(user, q, more);
  assert.equal(status, 200, JSON.stringify(body));
  return body.messages.map(({ message }) => message);
}

/** A word that no other test uses. */
function newWord(): string {
  return `w${newId()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')}`;
}

async function privateRoom(owner: TestUser, ...others: TestUser[]): Promise<string> {
  const { body } = await owner.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
  for (const { userId } of others) await owner.requests('PUT', `/channels/${body.name}/members/${userId}`);
  return body.name;
}

test('words, phrases, beginnings and filters find the messages of all channels of the user, newest first', async () => {
  const word = newWord();
  const room = await privateRoom(ann, bob);
  await ann.says('general', `${word} Müller came first`);
  await bob.says(room, `${word} first came Muller, see https://example.com`);
  const [first, second] = [`${word} Müller came first`, `${word} first came Muller, see https://example.com`];
  assert.deepEqual(await found(ann, `${word} müller`), [second, first]);
  assert.deepEqual(await found(ann, `${word} "came first"`), [first]);
  assert.deepEqual(await found(ann, `${word} mull`), [second, first]);
  assert.deepEqual(await found(ann, `${word} from:bob`), [second]);
  assert.deepEqual(await found(ann, `${word} in:general`), [first]);
  assert.deepEqual(await found(ann, `${word} has:link`), [second]);
  assert.deepEqual(await found(ann, `${word} before:2020-01-01`), []);
  assert.deepEqual(await found(ann, `${word} after:2020-01-01`, { order: 'best' }), [first, second]);
});

test('an edit and a deletion change the results at once', async () => {
  const [before, after] = [newWord(), newWord()];
  const { seq } = (await ann.says('general', before)).body;
  assert.deepEqual(await found(bob, before), [before]);
  await ann.edits('general', seq, after);
  assert.deepEqual(await found(bob, before), []);
  assert.deepEqual(await found(bob, after), [after]);
  await ann.deletes('general', seq);
  assert.deepEqual(await found(bob, after), []);
});

test('a long log is indexed by the first search, and its old messages change in the results at once', async () => {
  const channel = await ann.createsChannel();
  const words = [newWord(), newWord()];
  await fillChannel(parley, channel, 1_100, ann.userId, {
    textOf: (seq) => (seq % 100 === 7 ? `old ${words[0]} ${seq}` : `text ${seq}`),
  });
  for (let round = 0; round < 2; round += 1)
    assert.equal((await found(ann, `${words[0]} in:${channel}`)).length, 11, `round ${round}`);
  await ann.edits(channel, 7, `new ${words[1]}`);
  await ann.deletes(channel, 107);
  assert.equal((await found(ann, `${words[0]} in:${channel}`)).length, 9);
  assert.deepEqual(await found(ann, `${words[1]}`), [`new ${words[1]}`]);
});

test('an attack by a non-member with in: finds nothing, and a private channel is not disclosed', async () => {
  const word = newWord();
  const room = await privateRoom(ann);
  await ann.says(room, word);
  assert.deepEqual(await found(eve, word), []);
  const { status, body } = await search(eve, `${word} in:${room}`);
  const history = await eve.reads(room);
  assert.deepEqual([status, body.code], [history.status, history.body.code]);
});

test('an attack on the direct messages of others finds nothing', async () => {
  const word = newWord();
  const { body } = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [bob.userId] });
  await ann.says(body.name, word);
  assert.deepEqual(await found(bob, word), [word]);
  assert.deepEqual(await found(eve, word), []);
  assert.equal((await search(eve, `${word} in:${body.name}`)).status, 404);
});

test('removed and banned members find nothing of the channel from then on, and members who are added find all of it', async () => {
  const word = newWord();
  const room = await privateRoom(ann, bob);
  await ann.says(room, word);
  assert.deepEqual(await found(bob, word), [word]);
  await ann.requests('DELETE', `/channels/${room}/members/${bob.userId}`);
  assert.deepEqual(await found(bob, word), []);
  assert.equal((await search(bob, `${word} in:${room}`)).status, 404);
  await ann.requests('PUT', `/channels/${room}/members/${eve.userId}`);
  assert.deepEqual(await found(eve, word), [word]);
  await ann.requests('PATCH', `/channels/${room}/members/${eve.userId}`, { banned: true });
  assert.deepEqual(await found(eve, word), []);
});

test('an attack with a hostile query is rejected, or finds nothing', async () => {
  for (const q of ['x'.repeat(1_000), 'a '.repeat(30), '', '?!', 'in:general', 'before:x', 'in:../etc'])
    assert.equal((await search(ann, q)).status, 400, q.slice(0, 20));
  for (const q of ['(.*)+$nothingatall', '\u0001from:ann', '__proto__ constructor', '%00', 'a'.repeat(400)])
    assert.deepEqual(await found(ann, q), [], q.slice(0, 20));
  assert.equal((await search(ann, 'x', { cursor: '../../x' })).status, 400);
  assert.equal((await search(ann, 'x', { order: 'worst' })).status, 400);
});

test('an attack with another user in the cursor finds nothing of that user', async () => {
  const word = newWord();
  const room = await privateRoom(ann);
  await ann.says(room, word);
  assert.deepEqual(await found(eve, word, { cursor: `99999999999.0.${room}` }), []);
});

test('searches are limited for each user', async () => {
  // Each is counted before anything is read.
  const search404 = () => search(bob, 'limit in:nowhere').then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: 130 }, search404));
  assert.ok(statuses.includes(429), 'some searches are rejected');
  assert.ok(statuses.filter((status) => status === 404).length >= 40, 'searches within the limit are answered');
  assert.equal((await search(eve, 'limit')).status, 200);
});
