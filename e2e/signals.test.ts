// Limits of signals: over all connections of a user, and from users whom the receiver has blocked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalPath, userPath } from '@parley/chat';
import { EventsClient } from '@parley/client';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers, TestSubscription, type TestUser } from '../harness/test-user.ts';
import { SIGNAL_RATE_LIMIT } from '../packages/cloud/db/rate-limits.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'mallory', 'mallory']);
const [ann, bob, mallory, again] = users;
const { eventsHttp: http, eventsRealtime: realtime } = laptop.addresses;

/** Publishes over HTTP; returns the status and the type of an error. */
async function publish(user: TestUser, channel: string, ...events: unknown[]) {
  const response = await fetch(http, {
    method: 'POST',
    headers: { authorization: user.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, events: events.map((event) => JSON.stringify(event)) }),
  });
  const { errors, successful } = (await response.json()) as {
    errors?: { errorType: string }[];
    successful?: unknown[];
  };
  return { status: response.status, type: errors?.[0]?.errorType, successful: successful?.length };
}

const TYPING = { kind: 'typing' };

test('attack: one user with many connections and sessions publishes no more signals than with one', async () => {
  const { limit } = SIGNAL_RATE_LIMIT;
  const channels = [await ann.createsChannel('mallory', 'bob'), await ann.createsChannel('mallory', 'bob')];
  const subscriptions = await Promise.all(
    channels.map((channel) => TestSubscription.open(laptop, bob.token, signalPath(channel))),
  );
  const clients = Array.from(
    { length: 10 },
    (_, index) =>
      new EventsClient({
        http,
        realtime,
        authorization: () => ({ Authorization: (index % 2 ? mallory : again).token }),
      }),
  );
  const attempts = clients.flatMap((client, index) =>
    Array.from({ length: 15 }, () =>
      client.publish(signalPath(channels[index % 2] ?? ''), [TYPING]).then(
        () => true,
        () => false,
      ),
    ),
  );
  const accepted = (await Promise.all(attempts)).filter(Boolean).length;
  assert.equal(accepted, limit);
  const own = { kind: 'read', channel: 'general', readSeq: 1, readCount: 1 };
  for (const [user, path, event] of [
    [mallory, signalPath(channels[0] ?? ''), TYPING],
    [again, userPath(mallory.userId), own],
    [mallory, userPath(bob.userId), { kind: 'channel-added' }],
  ] as const)
    assert.deepEqual(await publish(user, path, event), { status: 403, type: 'RateLimited', successful: undefined });

  // Others are not limited by it, and the next minute begins at zero.
  assert.equal((await publish(bob, signalPath(channels[0] ?? ''), TYPING)).successful, 1);
  laptop.clock.advance(60_000);
  assert.equal((await publish(mallory, signalPath(channels[0] ?? ''), TYPING)).successful, 1);
  const received = () => subscriptions.reduce((sum, { events }) => sum + events.length, 0);
  await laptop.until('all signals are delivered', () => received() >= limit + 2);
  assert.equal(received(), limit + 2);
  for (const client of clients) client.close();
  for (const subscription of subscriptions) subscription[Symbol.dispose]();
});

test('a batch counts each of its signals, and none is published when one is too many', async () => {
  const [eve] = await signInUsers(laptop, 'eve');
  const read = { kind: 'read', channel: 'general', readSeq: 1, readCount: 1 };
  const batch = [read, read, read, read, read];
  for (let done = 0; done < SIGNAL_RATE_LIMIT.limit - 3; done += 1)
    assert.equal((await publish(eve, userPath(eve.userId), read)).status, 200);
  assert.equal((await publish(eve, userPath(eve.userId), ...batch)).type, 'RateLimited');
  assert.equal((await publish(eve, userPath(eve.userId), read, read, read)).successful, 3);
  assert.equal((await publish(eve, userPath(eve.userId), read)).type, 'RateLimited');
});

test('attack: a blocked user cannot make the page of the blocker ask for new channels, and does not learn of the block', async () => {
  const [eve, fay] = await signInUsers(laptop, 'eve', 'fay');
  laptop.clock.advance(60_000);
  using subscription = await TestSubscription.open(laptop, fay.token, userPath(fay.userId));
  const signal = { kind: 'channel-added' };
  const before = await publish(eve, userPath(fay.userId), signal);
  await subscription.receives(1);
  assert.equal((await fay.requests('PUT', `/users/me/blocks/${eve.userId}`)).status, 200);
  assert.deepEqual(await publish(eve, userPath(fay.userId), signal), before);
  assert.equal((await publish(ann, userPath(fay.userId), signal)).successful, 1);
  const events = (await subscription.receives(2)) as unknown as { userId: string }[];
  assert.deepEqual(
    events.map(({ userId }) => userId),
    [eve.userId, ann.userId],
  );
});
