// Many subscribers: they reconnect at once, were away for long, or are devices of one user.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openParleySuite } from '../harness/test-suite.ts';
import { type TestSubscription, type TestUser, textsOf } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';

/** The number of subscribers that lose their connection at once. */
const SUBSCRIBERS = sampled(300, 1_000);

const { parley, users } = await openParleySuite(['ann', 'bob'], ...HIGH_MESSAGE_RATE);
const [ann, bob] = users;

async function subscribeAll(
  t: TestContext,
  user: TestUser,
  channel: string,
  count: number,
): Promise<TestSubscription[]> {
  const subscription = await Promise.all(Array.from({ length: count }, () => user.subscribes(channel)));
  t.after(() => subscription.forEach((one) => void one[Symbol.dispose]()));
  return subscription;
}

test('hundreds of subscribers that lose the server at once all reconnect, and miss nothing afterwards', async (t) => {
  const channel = await ann.createsChannel();
  const opening = performance.now();
  const subscriptions = await subscribeAll(t, ann, channel, SUBSCRIBERS);
  const opened = performance.now() - opening;
  await ann.says(channel, 'before');
  await Promise.all(subscriptions.map((subscription) => subscription.receives(1)));
  await parley.kill();
  await parley.start();
  const began = performance.now();
  await Promise.all(subscriptions.map((subscription) => subscription.live()));
  const took = performance.now() - began;
  t.diagnostic(
    `${SUBSCRIBERS} subscribed within ${Math.round(opened)} ms, and reconnected after ${Math.round(took)} ms`,
  );
  const { body } = await ann.says(channel, 'after');
  for (const subscription of subscriptions) {
    for (let count = 2; subscription.events.at(-1)?.id !== body.id; count += 1) await subscription.receives(count);
    // A client that reconnected before the pipe's checkpoint was written may receive the first event again, with the same seq.
    assert.deepEqual([...new Set(subscription.events.map(({ seq }) => seq))], [1, 2]);
  }
});

test('a reader who was away for 500 messages reads each once and in order, and receives later ones', async (t) => {
  const channel = await ann.createsChannel();
  const [before] = await subscribeAll(t, ann, channel, 1);
  await ann.says(channel, 'before');
  const received = [...((await before?.receives(1)) ?? [])];
  before?.[Symbol.dispose]();
  await fillChannel(parley, channel, 500, ann.userId, { after: 1, textOf: (seq) => `${seq - 1}` });
  const [after] = await subscribeAll(t, ann, channel, 1);
  // In the order of the page: subscribes first, then reads.
  const missed = (await ann.readsAll(channel)).filter(({ seq }) => seq > (received.at(-1)?.seq ?? 0));
  const { body } = await ann.says(channel, 'after');
  await until('the last message is received', () => after?.events.some(({ id }) => id === body.id) ?? false);
  // The pipe may still have been delivering what was read.
  const last = after?.events.filter(({ seq }) => seq > (missed.at(-1)?.seq ?? 0)) ?? [];
  assert.deepEqual(textsOf([...received, ...missed, ...last]), [
    'before',
    ...Array.from({ length: 500 }, (_, index) => `${index + 1}`),
    'after',
  ]);
});

test("five devices of one user receive each message once, also the user's own", async (t) => {
  const channel = await ann.createsChannel('bob');
  const devices = await subscribeAll(t, ann, channel, 5);
  for (let n = 1; n <= 20; n += 1) await (n % 2 === 0 ? ann : bob).says(channel, `${n}`);
  for (const device of devices) {
    const received = await device.receives(20);
    assert.deepEqual(
      textsOf(received),
      Array.from({ length: 20 }, (_, index) => `${index + 1}`),
    );
  }
});
