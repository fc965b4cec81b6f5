// Faults between a user and the table, for every kind of entry: it is stored once, or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import type { Rule, RuleState } from '@parley/local';
import { openEngineSuite } from '../harness/test-suite.ts';
import { textsOf } from '../harness/test-user.ts';

const { parley, users } = await openEngineSuite(['ann']);
const [ann] = users;

const FAULTS = `${parley.addresses.breakTheNetwork}faults`;

/** Replaces the active fault rules; each of those before must have been injected. */
async function setFaults(...rules: Rule[]): Promise<void> {
  const before = (await (await fetch(FAULTS)).json()) as { rules: RuleState[] };
  for (const { hop, fault, injected } of before.rules) assert.ok(injected > 0, `${hop} ${fault} was not injected`);
  const { status } = await fetch(FAULTS, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules, seed: 1 }),
  });
  assert.equal(status, 200);
}

test('when the response to an edit, a reaction or a deletion is lost, a retry returns the stored entry', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'one');
  const ids = [newId(), newId(), newId()] as const;
  const changes = [
    () => ann.edits(channel, 1, 'two', ids[0]),
    () => ann.reacts(channel, 1, '👍', true, ids[1]),
    () => ann.deletes(channel, 1, ids[2]),
  ];
  for (const [index, change] of changes.entries()) {
    await setFaults({ hop: 'http', fault: 'lose-answer', first: 1, only: 'POST' });
    await assert.rejects(change());
    await setFaults();
    const { status, body } = await change();
    assert.deepEqual([status, body.seq, body.id], [200, index + 2, ids[index]]);
  }
  assert.equal((await ann.readsAll(channel)).length, 4);
});

test('a reaction that arrives twice at once is stored once, and so is its removal', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'one');
  await setFaults({ hop: 'handler', fault: 'duplicate', only: 'HttpPost' });
  for (const on of [true, false]) assert.ok((await ann.reacts(channel, 1, '👍', on)).status < 300);
  await setFaults();
  const [message, ...entries] = await ann.readsAll(channel);
  assert.equal(entries.length, 2);
  assert.equal('reactions' in (message ?? {}), false);
});

test('when the table throttles for long, the response is 503 with Retry-After, and nothing is stored', async () => {
  const channel = await ann.createsChannel();
  await setFaults({ hop: 'table', fault: 'error', error: 'ThrottlingException', only: 'PutItem' });
  const answer = await ann.sendsRequest('POST', `/channels/${channel}/messages`, {
    id: newId(),
    after: 0,
    message: 'hi',
  });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1']);
  assert.equal(((await answer.json()) as { code: string }).code, 'busy');
  await setFaults();
  assert.deepEqual(await ann.readsAll(channel), []);
});

test('when every third response is lost, users who retry lose no message and store none twice', async () => {
  const channel = await ann.createsChannel();
  await setFaults(
    { hop: 'http', fault: 'lose-answer', every: 3, only: 'POST' },
    { hop: 'table', fault: 'conflict', chance: 0.2, only: 'PutItem' },
  );
  const words = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  const retryUntilStored = async (text: string) => {
    const id = newId();
    for (;;) {
      const status = await ann.says(channel, text, id).then(
        (answer) => answer.status,
        () => 503,
      );
      if (status === 200 || status === 201) return;
    }
  };
  await Promise.all(words.map(retryUntilStored));
  await setFaults();
  const entries = await ann.readsAll(channel);
  assert.deepEqual(textsOf(entries).sort(), [...words].sort());
  assert.deepEqual(
    entries.map(({ seq, count }) => [seq, count]),
    words.map((_, index) => [index + 1, index + 1]),
  );
});
