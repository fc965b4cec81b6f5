// Attacks: one person floods the chat. They alone are refused, and told when to come back; everybody else talks on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { Laptop } from '../harness/laptop.ts';
import { Parley } from '../harness/parley-process.ts';
import { TestUser, textsOf } from '../harness/test-user.ts';

/** What one person may send in a minute, unless the stack says otherwise. */
const A_MINUTE = 300;
/** How many the flooder sends, and how many of them at once. */
const FLOOD = 1_000;
const AT_ONCE = 20;

/** Does something many times, some of it at once; the answers in their order. */
async function floods<T>(times: number, act: (turn: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let turn = next++; turn < times; turn = next++) answers[turn] = await act(turn);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

/** How many answers there are of each status. */
function statuses(answers: readonly { status: number }[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, group]) => [status, group.length]),
  );
}

/** Signs people in. */
function arrive<Names extends readonly string[]>(parley: Laptop | Parley, ...names: Names) {
  return Promise.all(names.map((name) => TestUser.signsIn(parley, name))) as Promise<{ [At in keyof Names]: TestUser }>;
}

const says = (person: TestUser, channel: string, message: string) =>
  person.sendsRequest('POST', `/channels/${channel}/messages`, { id: newId(), message });

test('a user who posts a thousand messages at once is rate-limited alone, with the time to retry', async () => {
  await using laptop = await Laptop.open();
  const [mallory, ann] = await arrive(laptop, 'mallory', 'ann');
  // The whole flood falls into one minute.
  laptop.clock.advance(60_000 - (laptop.clock.now() % 60_000));

  const flood = floods(FLOOD, () => says(mallory, 'general', 'buy'));
  for (let turn = 0; turn < 20; turn += 1) {
    const { status, body } = await ann.says('general', `ann ${turn}`);
    assert.equal(status, 201, JSON.stringify(body));
  }
  const answers = await flood;
  assert.deepEqual(statuses(answers), { 201: A_MINUTE, 429: FLOOD - A_MINUTE });
  const refused = answers.find(({ status }) => status === 429) as Response;
  assert.match(refused.headers.get('retry-after') ?? '', /^(?:[1-5]\d|60)$/);
  assert.partialDeepStrictEqual(await refused.json(), { code: 'rate-limited' });

  // The refusal says when to come back: not a second earlier, and then without fail.
  laptop.clock.advance(59_000 - (laptop.clock.now() % 60_000));
  const early = await says(mallory, 'random', 'buy');
  assert.deepEqual([early.status, early.headers.get('retry-after')], [429, '1']);
  laptop.clock.advance(1_000);
  assert.equal((await says(mallory, 'random', 'buy')).status, 201);
});

test('while one user floods a channel, messages of other members are delivered', async () => {
  await using parley = await Parley.launch();
  const [mallory, ann, bob] = await arrive(parley, 'mallory', 'ann', 'bob');
  using subscription = await bob.subscribes('general');
  const flood = floods(FLOOD, () => says(mallory, 'general', 'buy'));
  const said = Array.from({ length: 20 }, (_, turn) => `ann ${turn}`);
  for (const words of said) assert.equal((await ann.says('general', words)).status, 201);
  const heard = () => textsOf(subscription.events).filter((words) => words !== 'buy');
  while (heard().length < said.length) await subscription.receives(subscription.events.length + 1);
  assert.deepEqual(heard(), said);
  assert.ok((statuses(await flood)[429] ?? 0) > 0);
});

test('a rate-limited user can retry a stored message and gets its response', async () => {
  await using laptop = await Laptop.open();
  const mallory = await TestUser.signsIn(laptop, 'mallory');
  const id = newId();
  const first = await mallory.says('general', 'hello', id);
  const answers = await floods(A_MINUTE, () => says(mallory, 'general', 'buy'));
  assert.deepEqual(statuses(answers), { 201: A_MINUTE - 1, 429: 1 });
  assert.deepEqual(await mallory.says('general', 'hello', id), { status: 200, body: first.body });
});

test('a thousand connections of one user do not disturb other users or the server', async () => {
  await using parley = await Parley.launch();
  const [mallory, ann, bob] = await arrive(parley, 'mallory', 'ann', 'bob');
  using subscription = await bob.subscribes('general');
  const connections = await floods(1_000, () => mallory.subscribes('general'));
  try {
    for (let turn = 1; turn <= 10; turn += 1) {
      assert.equal((await ann.says('general', `ann ${turn}`)).status, 201);
      await subscription.receives(turn);
    }
  } finally {
    for (const one of connections) one[Symbol.dispose]();
  }
  assert.equal(await parley.stop(), 0);
});

test('bodies of more than ten megabytes are rejected without being stored, while other users continue', async () => {
  await using parley = await Parley.launch();
  const [mallory, ann] = await arrive(parley, 'mallory', 'ann');
  const huge = JSON.stringify({ id: newId(), message: 'x'.repeat(11 * 2 ** 20) });
  const flood = floods(100, async () => {
    // A server that refuses before it has read all may close the connection under the rest.
    const answer = await mallory
      .sendsRequest('POST', '/channels/general/messages', huge)
      .catch(() => ({ status: 413 }));
    return { status: answer.status };
  });
  for (let turn = 1; turn <= 10; turn += 1) assert.equal((await ann.says('general', `ann ${turn}`)).status, 201);
  assert.deepEqual(statuses(await flood), { 413: 100 });
  assert.equal((await ann.reads('general')).body.head, 10);
});
