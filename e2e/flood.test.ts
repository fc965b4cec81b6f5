// Floods: one user exceeds the rate limits. Only they are rejected, with the time to retry; other users are not affected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { sampled } from '../harness/exhaustive.ts';
import { Laptop } from '../harness/laptop.ts';
import { Parley } from '../harness/parley-process.ts';
import { retryWhileBusy, signInUsers, type TestUser, textsOf } from '../harness/test-user.ts';

/** The default rate limit of a user, in messages per minute. */
const MESSAGES_PER_MINUTE = 300;
/** The number of messages of a flood, and how many of them are sent concurrently. */
const FLOOD = 360;
const CONCURRENCY = 20;

/** The number of connections that one user opens. */
const CONNECTIONS = sampled(120, 1_000);
/** The number of bodies that are too large. */
const BODIES = sampled(8, 100);

/** Performs an action many times, some concurrently; returns the results in order. */
async function repeat<T>(times: number, act: (turn: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let turn = next++; turn < times; turn = next++) results[turn] = await act(turn);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}

/** The number of responses by status. */
function statuses(answers: readonly { status: number }[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, group]) => [status, group.length]),
  );
}

/** Posts a message and returns the raw response; waits while the server is busy, as clients must. */
function post(user: TestUser, channel: string, message: string): Promise<Response> {
  const body = { id: newId(), after: 0, message };
  return retryWhileBusy(() => user.sendsRequest('POST', `/channels/${channel}/messages`, body));
}

test('a user who posts hundreds of messages at once is rate-limited alone, with the time to retry', async () => {
  // The clock does not advance by itself, so the pipe's quota per second must suffice for the whole flood.
  await using laptop = await Laptop.open({ callsPerSecond: 100_000 });
  const [mallory, ann, bob] = await signInUsers(laptop, 'mallory', 'ann', 'bob');
  using subscription = await bob.subscribes('general');
  // The whole flood happens within one minute.
  laptop.clock.advance(60_000 - (laptop.clock.now() % 60_000));
  const id = newId();
  const first = await mallory.says('general', 'hello', id);

  const flood = repeat(FLOOD, () => post(mallory, 'general', 'buy'));
  const texts = Array.from({ length: 20 }, (_, turn) => `ann ${turn}`);
  for (const text of texts) {
    const { status, body } = await ann.says('general', text);
    assert.equal(status, 201, JSON.stringify(body));
  }
  const responses = await flood;
  assert.deepEqual(statuses(responses), { 201: MESSAGES_PER_MINUTE - 1, 429: FLOOD - MESSAGES_PER_MINUTE + 1 });
  const refused = responses.find(({ status }) => status === 429) as Response;
  assert.match(refused.headers.get('retry-after') ?? '', /^(?:[1-5]\d|60)$/);
  assert.partialDeepStrictEqual(await refused.json(), { code: 'rate-limited' });

  // All messages of other members are delivered, in their order.
  const events = await subscription.receives(MESSAGES_PER_MINUTE + texts.length);
  assert.deepEqual(
    textsOf(events).filter((text) => text.startsWith('ann')),
    texts,
  );

  // A retry of a message that was stored returns it.
  assert.deepEqual(await mallory.says('general', 'hello', id), { status: 200, body: first.body });

  // A new message is accepted at the time of Retry-After, and not a second earlier.
  laptop.clock.advance(59_000 - (laptop.clock.now() % 60_000));
  const early = await post(mallory, 'random', 'buy');
  assert.deepEqual([early.status, early.headers.get('retry-after')], [429, '1']);
  laptop.clock.advance(1_000);
  assert.equal((await post(mallory, 'random', 'buy')).status, 201);
});

test('hundreds of connections of one user do not disturb other users or the server', async () => {
  await using parley = await Parley.launch();
  const [mallory, ann, bob] = await signInUsers(parley, 'mallory', 'ann', 'bob');
  using subscription = await bob.subscribes('general');
  const connections = await repeat(CONNECTIONS, () => mallory.subscribes('general'));
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
  const [mallory, ann] = await signInUsers(parley, 'mallory', 'ann');
  const huge = JSON.stringify({ id: newId(), message: 'x'.repeat(11 * 2 ** 20) });
  const flood = repeat(BODIES, async () => {
    // A server that rejects a request before reading its whole body may close the connection.
    const response = await mallory
      .sendsRequest('POST', '/channels/general/messages', huge)
      .catch(() => ({ status: 413 }));
    return { status: response.status };
  });
  for (let turn = 1; turn <= 10; turn += 1) assert.equal((await ann.says('general', `ann ${turn}`)).status, 201);
  assert.deepEqual(statuses(await flood), { 413: BODIES });
  assert.equal((await ann.reads('general')).body.head, 10);
});
