// Read cursor signals between the devices of one user, which other users can neither receive nor publish.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReadCursorSignal, userPath } from '@parley/chat';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestSubscription, type TestUser } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann', 'bob', 'bob']);
const [ann, bob, phone] = users;

/** Publishes over HTTP; returns the status and the body. */
async function publish(person: TestUser, path: string, ...events: unknown[]) {
  const answer = await fetch(parley.addresses.eventsHttp, {
    method: 'POST',
    headers: { authorization: person.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: path, events: events.map((event) => JSON.stringify(event)) }),
  });
  return { status: answer.status, body: (await answer.json()) as { failed?: unknown[]; successful?: unknown[] } };
}

test("a read cursor reaches the user's other devices, without unknown fields", async () => {
  using subscription = await TestSubscription.open(parley, phone.token, userPath(bob.userId));
  const signal = { kind: 'read', channel: 'general', readSeq: 7, readCount: 5 };
  assert.equal((await publish(bob, userPath(bob.userId), { ...signal, html: '<b>' })).status, 200);
  const [received] = await subscription.receives(1);
  assert.deepEqual(received, signal);
  assert.deepEqual(parseReadCursorSignal(received), signal);
  const mark = { ...signal, readSeq: 3, readCount: 2, readVersion: 1 };
  await publish(bob, userPath(bob.userId), mark, { kind: 'list-changed', channel: 'general' });
  const [, second, third] = await subscription.receives(3);
  assert.deepEqual([second, third], [mark, { kind: 'list-changed' }]);
});

test('an invalid signal is rejected, the valid ones of its batch are delivered', async () => {
  const { body } = await publish(
    bob,
    userPath(bob.userId),
    { kind: 'typing' },
    { kind: 'read', channel: 'general', readSeq: '7', readCount: 5 },
    { kind: 'read', channel: 7, readSeq: 7, readCount: 5 },
    null,
    { kind: 'read', channel: 'general', readSeq: 8, readCount: 6 },
  );
  assert.deepEqual([body.failed?.length, body.successful?.length], [4, 1]);
});

test('a user cannot subscribe to the device path of another user, nor to all', async () => {
  for (const path of [
    userPath(bob.userId),
    '/signals/users/*',
    '/signals/*',
    `${userPath(ann.userId)}/*`,
    `${userPath(ann.userId)}/x`,
  ])
    await assert.rejects(TestSubscription.open(parley, ann.token, path), /nauthorized/, path);
});

test("a user cannot publish on the device path of another user, nor on the log's namespace", async () => {
  const signal = { kind: 'read', channel: 'general', readSeq: 1_000, readCount: 1_000 };
  for (const path of [
    userPath(bob.userId),
    '/signals/users',
    `${userPath(ann.userId)}/x`,
    `/serverlesschat/people/${ann.userId}`,
  ]) {
    const { status, body } = await publish(ann, path, signal);
    assert.ok(status >= 400 || body.successful?.length === 0, `${path}: ${status} ${JSON.stringify(body)}`);
  }
  await assert.rejects(TestSubscription.open(parley, ann.token, `/serverlesschat/people/${ann.userId}`), /nauthorized/);
});
