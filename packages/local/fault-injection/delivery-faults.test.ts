// Faults after a note is on disk, as a subscriber observes them: at the stream, the pipe and the API destination.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { openMessagePath } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** A message path with a subscriber of the board, and the rules in force. */
async function openWithRules(t: TestContext, rules: Rule[]) {
  const path = await openMessagePath(t);
  const subscriber = await path.subscribe('wall');
  path.engine.faults.set(rules, 1);
  return { path, subscriber };
}

/** The notes that a subscriber receives after three posts to one board. */
async function receivedOfThree(t: TestContext, rule: Rule, count = 3): Promise<string[]> {
  const { path, subscriber } = await openWithRules(t, [rule]);
  for (const name of ['one', 'two', 'three']) assert.equal(await path.post('wall', name), '201');
  const names = await subscriber.receive(count);
  await subscriber.peer.receivesNothing();
  return names;
}

const THREE = ['one', 'two', 'three'];

test('a record that the stream delays delays its shard, and the order is kept', async (t) => {
  assert.deepEqual(await receivedOfThree(t, { hop: 'stream', fault: 'delay', first: 1, delayMs: 50 }), THREE);
});

test('a record that the stream returns twice is received twice', async (t) => {
  assert.deepEqual(await receivedOfThree(t, { hop: 'stream', fault: 'duplicate', first: 1 }, 4), ['one', ...THREE]);
});

test('a stream that cannot be read is read again', async (t) => {
  assert.deepEqual(await receivedOfThree(t, { hop: 'stream', fault: 'error', first: 1 }), THREE);
});

test('a record that is delayed in the pipe delays its own board only', async (t) => {
  const { path, subscriber } = await openWithRules(t, [
    { hop: 'pipe', fault: 'delay', only: 'wall', first: 1, delayMs: 60_000 },
  ]);
  const doorSubscriber = await path.subscribe('door');
  await path.post('wall', 'waits');
  await path.post('wall', 'behind');
  await path.post('door', 'passes');
  assert.deepEqual(await doorSubscriber.receive(1), ['passes']);
  await subscriber.peer.receivesNothing();
  path.engine.faults.clear();
  assert.deepEqual(await subscriber.receive(2), ['waits', 'behind']);
});

test('a poller that crashes continues at its checkpoint, and nothing is lost', async (t) => {
  const { path, subscriber } = await openWithRules(t, [{ hop: 'pipe', fault: 'crash', every: 2, times: 3 }]);
  for (const name of THREE) await path.post('wall', name);
  const names = new Set<string>();
  while (names.size < THREE.length) for (const name of await subscriber.receive(1)) names.add(name);
  assert.deepEqual([...names], THREE);
});

test('a poller that crashes after a delivery repeats it', async (t) => {
  const names = await receivedOfThree(t, { hop: 'pipe', fault: 'crash-after', first: 1 }, 4);
  assert.deepEqual(names, ['one', ...THREE]);
});

test('a call to the destination that is lost or rejected is retried', async (t) => {
  for (const rule of [
    { fault: 'drop' },
    { fault: 'delay', delayMs: 10 },
    { fault: 'error' },
    { fault: 'error', status: 429, retryAfterSeconds: 1 },
    { fault: 'error', status: 400 },
  ] as const)
    assert.deepEqual(await receivedOfThree(t, { hop: 'destination', first: 2, ...rule }), THREE, JSON.stringify(rule));
});

test('a call whose answer is lost, or that arrives twice, is received twice', async (t) => {
  for (const fault of ['lose-answer', 'duplicate'] as const)
    assert.deepEqual(await receivedOfThree(t, { hop: 'destination', fault, first: 1 }, 4), ['one', ...THREE], fault);
});

test('a target that hangs is called again after its timeout of five seconds', async (t) => {
  const clock = new ManualClock();
  const path = await openMessagePath(t, { clock });
  const subscriber = await path.subscribe('wall');
  path.engine.faults.set([{ hop: 'destination', fault: 'hang', first: 1 }], 1);
  const hangs = path.untilStep(({ fault }) => fault === 'hang');
  await path.post('wall', 'late');
  await hangs;
  await subscriber.peer.receivesNothing();
  const again = path.untilStep(({ hop, step }) => hop === 'destination' && step === 'called');
  clock.advance(4_999);
  await subscriber.peer.receivesNothing();
  clock.advance(1);
  // The pipe starts its backoff only after it has received the failure.
  await subscriber.peer.receivesNothing();
  clock.advance(100);
  await again;
  assert.deepEqual(await subscriber.receive(1), ['late']);
});

test('a target that rejects the key stops the pipe; clearing the rules authorizes the connection, and everything arrives', async (t) => {
  const { path, subscriber } = await openWithRules(t, [{ hop: 'destination', fault: 'error', status: 401, first: 1 }]);
  const { events } = path.engine.services;
  const deauthorized = new Promise<void>((resolve) => {
    const stop = events.subscribe((event) => {
      if (event['detail-type'] !== 'Connection Deauthorized') return;
      stop();
      resolve();
    });
  });
  for (const name of THREE) assert.equal(await path.post('wall', name), '201');
  await deauthorized;
  assert.equal(events.connection('notes').state, 'DEAUTHORIZED');
  await subscriber.peer.receivesNothing();
  path.engine.faults.clear();
  assert.deepEqual(await subscriber.receive(3), THREE);
  assert.equal(events.connection('notes').state, 'AUTHORIZED');
});

test('an engine stops at once, whatever is delayed', async (t) => {
  const { path } = await openWithRules(t, [
    { hop: 'pipe', fault: 'delay', delayMs: 60_000 },
    { hop: 'table', fault: 'delay', delayMs: 60_000, only: 'Scan' },
  ]);
  const waits = path.untilStep(({ fault }) => fault === 'delay');
  await path.post('wall', 'waits');
  await waits;
  const scan = path.stored();
  await path.engine.stop();
  assert.deepEqual(await scan, ['waits']);
});

test('an engine starts with the faults of its options', async (t) => {
  const path = await openMessagePath(t, { faults: { rules: [{ hop: 'http', fault: 'error', first: 1 }], seed: 3 } });
  assert.equal(path.engine.faults.state.seed, 3);
  assert.equal(await path.post('wall', 'one'), '503 {"message":"Service Unavailable"}');
  assert.equal(await path.post('wall', 'one'), '201');
});
