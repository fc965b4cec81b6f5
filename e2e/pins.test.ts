// Pinned messages and saved messages on the whole path: who sees them, what ends them, limits, and attacks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  type Message,
  newId,
  PINS_MAX,
  type Pin,
  parseHint,
  SAVED_MAX,
  type SavedMessages,
  type Sync,
  userPath,
} from '@parley/chat';
import { setPins, setSaved } from '../harness/dynamodb-tables.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestSubscription, TestUser, textsOf } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy'], { guests: 10, callsPerSecond: 100_000 });
const [ann, bob, cy] = users;
for (const user of users) await user.syncs({});

const pinsOf = (user: TestUser, channel: string) =>
  user.requests<{ pins: Message[]; code: string }>('GET', `/channels/${channel}/pins`);
const seqsOf = (messages: readonly Message[]) => messages.map(({ seq }) => seq);
const savedOf = (user: TestUser, query = '') =>
  user.requests<SavedMessages & { code: string }>('GET', `/users/me/saved${query}`);
const save = (user: TestUser, channel: string, seq: number) =>
  user.requests<{ version: number; code: string }>('PUT', `/users/me/saved/${channel}/${seq}`);
const unsave = (user: TestUser, channel: string, seq: number) =>
  user.requests<{ version: number }>('DELETE', `/users/me/saved/${channel}/${seq}`);
const createRoom = async (...others: TestUser[]) => {
  const { body } = await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' });
  for (const { userId } of others) await ann.requests('PUT', `/channels/${body.name}/members/${userId}`);
  return body.name;
};

test('a member pins a message, and every member sees who did, the newest pin first, live and by a sync', async () => {
  const channel = await ann.createsChannel('bob');
  for (const text of ['one', 'two']) await ann.says(channel, text);
  using events = await bob.subscribes(channel);
  const pinned = await bob.pins(channel, 2);
  assert.deepEqual([pinned.status, pinned.body.pins, pinned.body.count], [201, 1, 2]);
  await ann.pins(channel, 1);
  await laptop.advanceUntil('both pins are delivered', () => events.events.length === 2);
  assert.deepEqual(
    events.events.map((one) => (one as Pin).pins),
    [1, 2],
  );
  const { body } = await pinsOf(bob, channel);
  assert.deepEqual(seqsOf(body.pins), [1, 2]);
  const { userId, username, seq, timestamp: at } = pinned.body;
  assert.deepEqual(body.pins[1]?.pinned, { userId, username, seq, at });
  const missed = (await ann.syncs({ [channel]: 2 })).body.missed[channel];
  assert.deepEqual(
    missed?.entries.map(({ kind }) => kind),
    ['pin', 'pin'],
  );
  const stored = (await ann.reads(channel)).body.entries[1] as Message;
  assert.deepEqual([stored.pinned?.userId, stored.changedSeq], [bob.userId, seq]);
  assert.equal((await bob.sees(channel))?.pins, 2);
});

test('a retry of a pin changes nothing, two users may pin the same message, and unpinning ends it', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  const id = newId();
  const first = await ann.pins(channel, 1, true, id);
  const again = await ann.pins(channel, 1, true, id);
  assert.deepEqual([first.status, again.status, again.body.seq], [201, 200, first.body.seq]);
  assert.equal((await ann.pins(channel, 1, false, id)).body.code, 'id-taken');
  assert.equal((await bob.pins(channel, 1)).body.pins, 1);
  assert.equal((await pinsOf(bob, channel)).body.pins[0]?.pinned?.userId, ann.userId, 'the first pin counts');
  assert.equal((await bob.pins(channel, 1, false)).body.pins, 0);
  assert.equal((await bob.pins(channel, 1, false)).body.pins, 0, 'twice is once');
  assert.deepEqual((await pinsOf(ann, channel)).body.pins, []);
  assert.equal(((await ann.reads(channel)).body.entries[0] as Message).pinned, undefined);
});

test('an edited message stays pinned with its new text, and a deleted one is no longer pinned', async () => {
  const channel = await ann.createsChannel('bob');
  for (const text of ['one', 'two']) await bob.says(channel, text);
  for (const seq of [1, 2]) await ann.pins(channel, seq);
  await bob.edits(channel, 1, 'another text');
  await bob.pins(channel, 1);
  await bob.reacts(channel, 1, '👍');
  assert.deepEqual(textsOf((await pinsOf(bob, channel)).body.pins), ['two', 'another text']);
  const { body: kept } = await bob.requests<{ versions: unknown[] }>('GET', `/channels/${channel}/messages/1/versions`);
  assert.equal(kept.versions.length, 2);
  const { body: deletion } = await ann.deletes(channel, 1);
  assert.equal(deletion.pins, 1);
  assert.deepEqual(seqsOf((await pinsOf(bob, channel)).body.pins), [2]);
  assert.equal((await bob.sees(channel))?.pins, 1);
  assert.equal((await ann.pins(channel, 1)).body.code, 'deleted');
  const { body: three } = await ann.says(channel, 'three');
  assert.equal((await ann.deletes(channel, three.seq)).body.pins, undefined, 'other deletions do not count pins');
});

test('a reply that is only in a thread is pinned as other messages', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'root');
  await bob.replies(channel, { thread: 1 }, 'only in the thread');
  await ann.pins(channel, 2);
  const [pin] = (await pinsOf(bob, channel)).body.pins;
  assert.deepEqual([pin?.message, pin?.thread], ['only in the thread', 1]);
});

test('an attacker pins no message that does not exist, of another channel, or where the role does not permit it', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  await ann.pins(channel, 1);
  for (const target of [9, 2]) assert.equal((await bob.pins(channel, target)).body.code, 'no-message', `${target}`);
  const room = await createRoom();
  await ann.says(room, 'secret');
  assert.equal((await bob.pins(room, 1)).body.code, 'no-channel');
  assert.equal((await pinsOf(bob, room)).body.code, 'no-channel');
  assert.equal((await cy.pins(channel, 1)).body.code, 'not-a-member');
  assert.equal((await pinsOf(cy, channel)).body.code, 'not-a-member');
  const forged = { id: newId(), after: 0, kind: 'pin', target: 1, on: true };
  for (const extra of [{ pins: 0 }, { userId: ann.userId }, { message: 'x' }, { on: 'yes' }, { target: -1 }]) {
    const { status } = await bob.requests('POST', `/channels/${channel}/messages`, { ...forged, ...extra });
    assert.equal(status, 400, JSON.stringify(extra));
  }
  await ann.requests('PATCH', `/channels/${channel}/members/${bob.userId}`, { mutedMinutes: 5 });
  assert.equal((await bob.pins(channel, 1, false)).body.code, 'muted');
  await ann.requests('PATCH', `/channels/${channel}`, { archived: true });
  assert.equal((await ann.pins(channel, 1, false)).body.code, 'archived');
  assert.deepEqual(seqsOf((await pinsOf(bob, channel)).body.pins), [1]);
});

test('pins that are posted at once are all stored, up to the limit of the channel', async () => {
  const channel = await ann.createsChannel('bob');
  const seqs = [1, 2, 3, 4, 5, 6];
  for (const seq of seqs) await ann.says(channel, `message ${seq}`);
  await Promise.all(seqs.map((seq) => (seq % 2 ? ann : bob).pins(channel, seq)));
  assert.deepEqual(seqsOf((await pinsOf(ann, channel)).body.pins).toSorted(), seqs);
  const others = Array.from({ length: PINS_MAX - seqs.length }, (_, index) => 1_000 + index);
  await setPins(laptop, channel, [...others, ...seqs]);
  const { seq } = (await ann.says(channel, 'one too many')).body;
  const { status, body } = await ann.pins(channel, seq);
  assert.deepEqual([status, body.code], [409, 'too-many-pins']);
  assert.match(body.message, /100 pinned messages/);
  assert.equal((await ann.pins(channel, 1)).body.pins, PINS_MAX, 'one that is pinned already has its place');
  await ann.pins(channel, 1, false);
  assert.equal((await ann.pins(channel, seq)).body.pins, PINS_MAX);
});

test('a user saves messages of several channels, sees them on all devices, and no other user does', async () => {
  const channel = await ann.createsChannel('bob');
  const [first, second] = [(await bob.says('general', 'for later')).body, (await bob.says(channel, 'me too')).body];
  const { userId } = cy;
  using hints = await TestSubscription.open(laptop, cy.token, userPath(userId));
  await cy.joins(channel);
  assert.deepEqual((await save(cy, 'general', first.seq)).body, { version: 1 });
  assert.deepEqual((await save(cy, channel, second.seq)).body, { version: 2 });
  assert.deepEqual((await save(cy, channel, second.seq)).body, { version: 2 }, 'again changes nothing');
  await laptop.advanceUntil('the other devices are told', () =>
    (hints.events as unknown[]).map(parseHint).some(({ about }) => about === 'saved'),
  );
  assert.equal(((await cy.syncs({})).body as Sync).saved, 2);
  const { body } = await savedOf(cy);
  assert.deepEqual(
    body.saved.map(({ channel, message }) => [channel, message?.message]),
    [
      [channel, 'me too'],
      ['general', 'for later'],
    ],
  );
  assert.deepEqual(
    [body.version, body.more, body.marks],
    [2, false, { general: [first.seq], [channel]: [second.seq] }],
  );
  const [page] = (await savedOf(cy, `?before=${body.saved[0]?.order}&limit=1`)).body.saved;
  assert.equal(page?.message?.message, 'for later');
  for (const other of [ann, bob]) {
    assert.deepEqual((await savedOf(other)).body.saved, [], 'neither the owner of the channel nor the author');
    assert.equal(((await other.syncs({})).body as Sync).saved, undefined);
  }
  await unsave(cy, 'general', first.seq);
  assert.deepEqual((await unsave(cy, 'general', first.seq)).body, { version: 3 });
  assert.deepEqual((await savedOf(cy)).body.marks, { [channel]: [second.seq] });
});

test('a saved message has its current text, and vanishes when it is deleted', async () => {
  const channel = await ann.createsChannel('bob');
  for (const text of ['one', 'two']) await ann.says(channel, text);
  for (const seq of [1, 2]) await save(bob, channel, seq);
  await ann.edits(channel, 1, 'another text');
  await ann.deletes(channel, 2);
  const { body } = await savedOf(bob);
  assert.deepEqual(
    [body.saved.map(({ message }) => message?.message), body.marks],
    [['another text'], { [channel]: [1] }],
  );
  assert.equal(((await bob.syncs({})).body as Sync).saved, body.version, 'it no longer counts');
  assert.equal((await save(bob, channel, 2)).body.code, 'deleted');
  assert.equal((await save(bob, channel, 3)).body.code, 'no-message');
  await unsave(bob, channel, 1);
});

test('a user saves no more than the limit, also from two devices at once', async () => {
  const channel = await ann.createsChannel('bob');
  for (const text of ['one', 'two', 'three']) await ann.says(channel, text);
  await save(bob, channel, 1);
  await setSaved(laptop, bob, SAVED_MAX - 1);
  const answers = await Promise.all([2, 3].map((seq) => save(bob, channel, seq)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'too-many-saved');
  assert.equal((await savedOf(bob)).body.saved.length, 2);
  for (const { channel, seq } of (await savedOf(bob)).body.saved) await unsave(bob, channel, seq);
});

test('a removed member cannot read what they have saved, and may remove it; a stranger cannot save', async () => {
  const room = await createRoom(bob);
  const { seq } = (await ann.says(room, 'secret')).body;
  await save(bob, room, seq);
  await ann.requests('DELETE', `/channels/${room}/members/${bob.userId}`);
  await ann.edits(room, seq, 'a later secret');
  const { body } = await savedOf(bob);
  assert.deepEqual(
    body.saved.map((one) => [one.channel, one.seq, one.message]),
    [[room, seq, undefined]],
  );
  assert.equal(JSON.stringify(body).includes('secret'), false);
  assert.equal((await save(cy, room, seq)).body.code, 'no-channel');
  assert.equal((await save(bob, room, seq + 1)).body.code, 'no-channel');
  await unsave(bob, room, seq);
  assert.deepEqual((await savedOf(bob)).body.saved, []);
});

test('a guest neither pins nor saves', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'one');
  await ann.pins(channel, 1);
  laptop.clock.advance(1_000);
  const { body } = await TestUser.with(laptop, '').requests<{ access_token: string }>('POST', '/guests', {});
  const guest = TestUser.with(laptop, body.access_token);
  await guest.joins(channel);
  assert.equal((await guest.pins(channel, 1, false)).body.code, 'not-allowed');
  assert.deepEqual(seqsOf((await pinsOf(guest, channel)).body.pins), [1], 'a guest sees what is pinned');
  assert.equal((await save(guest, channel, 1)).body.code, 'guest');
});
