// Edits, deletions and reactions over the HTTP API, the pipe and the history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChange, EMOJI_MAX, type Entry, type Message, newId } from '@parley/chat';
import { readEntryRow } from '../harness/dynamodb-tables.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { type ApiResponse, applyEntry, type TestUser, textsOf } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob']);
const [ann, bob] = users;

/** A message as in the history. */
async function readMessage(channel: string, seq: number): Promise<Message> {
  const entry = (await bob.readsAll(channel)).find((one) => one.seq === seq);
  assert.equal(entry?.kind, 'message');
  return entry as Message;
}

function kindsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ kind }) => kind);
}

function assertRejected(
  { status, body }: ApiResponse<{ code: string; message: string }>,
  expected: number,
  code: string,
) {
  assert.deepEqual([status, body.code], [expected, code], body.message);
  assert.match(body.message, / .*[.]$/, 'a sentence');
}

test('an edit is delivered as its own entry, and the history shows the message with the new text', async () => {
  const channel = await ann.createsChannel('bob');
  using subscription = await bob.subscribes(channel);
  const { body: said } = await ann.says(channel, 'helo');
  const { status, body: edit } = await ann.edits(channel, said.seq, 'hello');
  assert.equal(status, 201);
  assert.deepEqual([edit.seq, edit.kind, edit.target, edit.message, edit.count], [2, 'edit', 1, 'hello', 1]);
  assert.deepEqual(await subscription.receives(2), [said, edit]);
  const edited = { edited: true, editedAt: edit.timestamp };
  assert.deepEqual(await bob.readsAll(channel), [{ ...said, message: 'hello', ...edited, changedSeq: 2 }, edit]);
  assert.deepEqual(
    applyChange(said, edit),
    await readMessage(channel, 1),
    'the event and the history have the same result',
  );
});

test('of replaced texts the log stores only the last, and a reader who was away receives it too', async () => {
  const channel = await ann.createsChannel('bob');
  const { body: said } = await ann.says(channel, 'one');
  for (const words of ['two', 'three', 'four']) await ann.edits(channel, 1, words);
  const log = await bob.readsAll(channel);
  assert.deepEqual(kindsOf(log), ['message', 'other', 'other', 'edit']);
  for (const seq of [1, 2, 3]) assert.doesNotMatch(await readEntryRow(parley, channel, seq), /two|three/);
  assert.deepEqual(log.slice(1).reduce(applyEntry, said), log[0]);
});

test('a rewritten row is not broadcast a second time', async () => {
  const channel = await ann.createsChannel('bob');
  using subscription = await bob.subscribes(channel);
  await ann.says(channel, 'one');
  for (const words of ['two', 'three', 'four']) await ann.edits(channel, 1, words);
  await ann.says(channel, 'last');
  const received = await subscription.receives(5);
  assert.deepEqual(
    received.map(({ seq, kind }) => `${seq} ${kind}`),
    ['1 message', '2 edit', '3 edit', '4 edit', '5 message'],
  );
});

test('the text of a deleted message is removed from the history and from the table', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'the first words');
  await ann.edits(channel, 1, 'the second words');
  await bob.reacts(channel, 1, '👍');
  assert.match(await readEntryRow(parley, channel, 1), /the second words/);
  const { status, body } = await ann.deletes(channel, 1);
  assert.deepEqual([status, body.kind, body.target], [201, 'deletion', 1]);
  const { message, deleted, reactions } = await readMessage(channel, 1);
  assert.deepEqual([message, deleted, reactions], ['', true, undefined]);
  assert.doesNotMatch(await readEntryRow(parley, channel, 1), /words|👍/);
  assert.doesNotMatch(await readEntryRow(parley, channel, 2), /words/, 'nor is it in the edit');
  assert.deepEqual(kindsOf(await bob.readsAll(channel)), ['message', 'other', 'reaction', 'deletion']);
});

test('reactions are counted once for each user, and can be removed', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'lunch?');
  for (const [person, emoji] of [
    [ann, '👍'],
    [bob, '👍'],
    [bob, '🎉'],
    [bob, '👍'],
  ] as const)
    assert.equal((await person.reacts(channel, 1, emoji)).status, 201);
  const userId = (person: TestUser) => person.userId;
  assert.deepEqual((await readMessage(channel, 1)).reactions, [
    { emoji: '👍', userIds: [ann, bob].map(userId) },
    { emoji: '🎉', userIds: [bob].map(userId) },
  ]);
  await bob.reacts(channel, 1, '👍', false);
  await bob.reacts(channel, 1, '🎉', false);
  assert.deepEqual((await readMessage(channel, 1)).reactions, [{ emoji: '👍', userIds: [userId(ann)] }]);
});

test('the number of different reactions to a message is limited, and each can be removed', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'react!');
  const emoji = Array.from({ length: EMOJI_MAX + 1 }, (_, index) => String.fromCodePoint(0x1f600 + index));
  for (const one of emoji.slice(0, -1)) assert.equal((await bob.reacts(channel, 1, one)).status, 201);
  assertRejected(await bob.reacts(channel, 1, emoji.at(-1) ?? ''), 409, 'too-many-reactions');
  assert.equal(
    (await ann.reacts(channel, 1, emoji[0] ?? '')).status,
    201,
    'an existing reaction accepts further users',
  );
  assert.equal((await bob.reacts(channel, 1, emoji[1] ?? '', false)).status, 201);
  assert.equal((await bob.reacts(channel, 1, emoji.at(-1) ?? '')).status, 201);
});

test("a member cannot edit or delete another member's message", async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'mine');
  assertRejected(await bob.edits(channel, 1, 'yours'), 403, 'not-yours');
  assertRejected(await bob.deletes(channel, 1), 403, 'not-yours');
  assert.deepEqual(textsOf(await bob.readsAll(channel)), ['mine']);
});

test('only a message can be changed: not an edit, a reaction, a deletion or a missing entry', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  await ann.edits(channel, 1, 'two');
  await ann.reacts(channel, 1, '👍');
  for (const target of [2, 3, 4, 5, 1_000_000]) {
    assertRejected(await ann.edits(channel, target, 'three'), 404, 'no-message');
    assertRejected(await ann.deletes(channel, target), 404, 'no-message');
    assertRejected(await ann.reacts(channel, target, '👍'), 404, 'no-message');
  }
  assert.equal((await ann.reads(channel)).body.head, 3, 'nothing is stored');
});

test('a deleted message cannot be changed', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'gone');
  await ann.deletes(channel, 1);
  assertRejected(await ann.edits(channel, 1, 'back'), 409, 'deleted');
  assertRejected(await ann.deletes(channel, 1), 409, 'deleted');
  assertRejected(await bob.reacts(channel, 1, '👍'), 409, 'deleted');
});

test('a retry of each kind returns the first response, whatever the state of the message is', async () => {
  const channel = await ann.createsChannel('bob');
  await ann.says(channel, 'one');
  const [edit, reaction, deletion] = [newId(), newId(), newId()];
  const tries = [
    () => ann.edits(channel, 1, 'two', edit),
    () => ann.reacts(channel, 1, '👍', true, reaction),
    () => ann.deletes(channel, 1, deletion),
  ];
  const first: Entry[] = [];
  for (const attempt of tries) first.push((await attempt()).body as Entry);
  for (const [index, attempt] of tries.entries()) {
    const { status, body } = await attempt();
    assert.deepEqual([status, body.seq, body.id], [200, first[index]?.seq, first[index]?.id]);
  }
  assert.equal((await ann.reads(channel)).body.head, 4);
  assertRejected(await ann.edits(channel, 1, 'three', edit), 409, 'id-taken');
  assertRejected(await ann.deletes(channel, 1, edit), 409, 'id-taken');
  assertRejected(await bob.reacts(channel, 1, '👍', true, reaction), 409, 'id-taken');
});

test('simultaneous changes are all applied, and the row equals the result of its entries', async () => {
  const channel = await ann.createsChannel('bob');
  const { body: said } = await ann.says(channel, 'zero');
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      index % 3 === 0
        ? ann.edits(channel, 1, `edit ${index}`)
        : (index % 3 === 1 ? ann : bob).reacts(channel, 1, String.fromCodePoint(0x1f600 + index)),
    ),
  );
  for (const { status } of answers) assert.equal(status, 201);
  const [row, ...entries] = await bob.readsAll(channel);
  assert.equal(entries.length, 12);
  assert.deepEqual(entries.reduce(applyEntry, said), row);
});
