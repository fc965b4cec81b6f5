// A person's own devices tell each other what is read; nobody else hears it or says it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseReadCursorSignal, userPath } from '@parley/chat';
import { Parley } from '../harness/parley-process.ts';
import { Ears, Person } from '../harness/test-user.ts';

let parley: Parley;
let ann: Person;
let bob: Person;
let phone: Person;

before(async () => {
  parley = await Parley.started();
  ann = await Person.signsIn(parley, 'ann');
  bob = await Person.signsIn(parley, 'bob');
  phone = await Person.signsIn(parley, 'bob');
});
after(() => parley[Symbol.asyncDispose]());

/** Publishes as the page does, over HTTP: the status and the body. */
async function publishes(person: Person, path: string, ...events: unknown[]) {
  const answer = await fetch(parley.at.eventsHttp, {
    method: 'POST',
    headers: { authorization: person.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: path, events: events.map((event) => JSON.stringify(event)) }),
  });
  return { status: answer.status, body: (await answer.json()) as { failed?: unknown[]; successful?: unknown[] } };
}

test('what is read on one device is heard on the other, without what does not belong to it', async () => {
  using ears = await Ears.open(parley, phone.token, userPath(bob.sub));
  const signal = { kind: 'read', channel: 'general', readSeq: 7, readCount: 5 };
  assert.equal((await publishes(bob, userPath(bob.sub), { ...signal, html: '<b>' })).status, 200);
  const [heard] = await ears.until(1);
  assert.deepEqual(heard, signal);
  assert.deepEqual(parseReadCursorSignal(heard), signal);
});

test('a signal of another form is refused alone', async () => {
  const { body } = await publishes(
    bob,
    userPath(bob.sub),
    { kind: 'typing' },
    { kind: 'read', channel: 'general', read: '7', readCount: 5 },
    { kind: 'read', channel: 7, readSeq: 7, readCount: 5 },
    null,
    { kind: 'read', channel: 'general', readSeq: 8, readCount: 6 },
  );
  assert.deepEqual([body.failed?.length, body.successful?.length], [4, 1]);
});

test("nobody listens to another person's devices, nor to everybody's", async () => {
  for (const path of [
    userPath(bob.sub),
    '/signals/users/*',
    '/signals/*',
    `${userPath(ann.sub)}/*`,
    `${userPath(ann.sub)}/x`,
  ])
    await assert.rejects(Ears.open(parley, ann.token, path), /nauthorized/, path);
});

test("nobody speaks as another person's device, nor on the log's namespace", async () => {
  const signal = { kind: 'read', channel: 'general', read: 1_000, readCount: 1_000 };
  for (const path of [
    userPath(bob.sub),
    '/signals/users',
    `${userPath(ann.sub)}/x`,
    `/serverlesschat/people/${ann.sub}`,
  ]) {
    const { status, body } = await publishes(ann, path, signal);
    assert.ok(status >= 400 || body.successful?.length === 0, `${path}: ${status} ${JSON.stringify(body)}`);
  }
  await assert.rejects(Ears.open(parley, ann.token, `/serverlesschat/people/${ann.sub}`), /nauthorized/);
});
