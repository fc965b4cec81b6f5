// What a listener hears when something goes wrong after a note is on disk: at the stream, the pipe and the API destination.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { aWay } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** A way with a listener on the board, and the rules at work. */
async function heard(t: TestContext, rules: Rule[]) {
  const way = await aWay(t);
  const listener = await way.listens('wall');
  way.engine.faults.set(rules, 1);
  return { way, listener };
}

/** What is heard of three notes on one board. */
async function ofThree(t: TestContext, rule: Rule, count = 3): Promise<string[]> {
  const { way, listener } = await heard(t, [rule]);
  for (const name of ['one', 'two', 'three']) assert.equal(await way.posts('wall', name), '201');
  const names = await listener.hears(count);
  await listener.peer.receivesNothing();
  return names;
}

const THREE = ['one', 'two', 'three'];

test('a record that the stream delays holds back its shard, and the order is kept', async (t) => {
  assert.deepEqual(await ofThree(t, { hop: 'stream', fault: 'delay', first: 1, delayMs: 50 }), THREE);
});

test('a record that the stream gives twice is heard twice', async (t) => {
  assert.deepEqual(await ofThree(t, { hop: 'stream', fault: 'duplicate', first: 1 }, 4), ['one', ...THREE]);
});

test('a stream that cannot be read is read again', async (t) => {
  assert.deepEqual(await ofThree(t, { hop: 'stream', fault: 'error', first: 1 }), THREE);
});

test('a record that waits in the pipe holds back its own board, and the others pass', async (t) => {
  const { way, listener } = await heard(t, [{ hop: 'pipe', fault: 'delay', only: 'wall', first: 1, delayMs: 60_000 }]);
  const door = await way.listens('door');
  await way.posts('wall', 'waits');
  await way.posts('wall', 'behind');
  await way.posts('door', 'passes');
  assert.deepEqual(await door.hears(1), ['passes']);
  await listener.peer.receivesNothing();
  way.engine.faults.clear();
  assert.deepEqual(await listener.hears(2), ['waits', 'behind']);
});

test('a record of one board is passed by one of another board', async (t) => {
  const { way, listener } = await heard(t, [{ hop: 'pipe', fault: 'reorder', first: 1, delayMs: 60_000 }]);
  const door = await way.listens('door');
  await way.posts('wall', 'first');
  await listener.peer.receivesNothing();
  await way.posts('door', 'second');
  assert.deepEqual(await door.hears(1), ['second']);
  assert.deepEqual(await listener.hears(1), ['first']);
});

test('a record that the pipe delivers twice is heard twice', async (t) => {
  assert.deepEqual(await ofThree(t, { hop: 'pipe', fault: 'duplicate', first: 1 }, 4), ['one', ...THREE]);
});

test('a poller that crashes goes on from its checkpoint: nothing is lost', async (t) => {
  const { way, listener } = await heard(t, [{ hop: 'pipe', fault: 'crash', every: 2, times: 3 }]);
  for (const name of THREE) await way.posts('wall', name);
  const names = new Set<string>();
  while (names.size < THREE.length) for (const name of await listener.hears(1)) names.add(name);
  assert.deepEqual([...names], THREE);
});

test('a poller that crashes after a delivery repeats it', async (t) => {
  const names = await ofThree(t, { hop: 'pipe', fault: 'crash-after', first: 1 }, 4);
  assert.deepEqual(names, ['one', ...THREE]);
});

test('a call of the destination that is lost or refused is made again', async (t) => {
  for (const rule of [
    { fault: 'drop' },
    { fault: 'delay', delayMs: 10 },
    { fault: 'error' },
    { fault: 'error', status: 429, retryAfterSeconds: 1 },
    { fault: 'error', status: 400 },
  ] as const)
    assert.deepEqual(await ofThree(t, { hop: 'destination', first: 2, ...rule }), THREE, JSON.stringify(rule));
});

test('a call whose answer is lost, or that arrives twice, is heard twice', async (t) => {
  for (const fault of ['lose-answer', 'duplicate'] as const)
    assert.deepEqual(await ofThree(t, { hop: 'destination', fault, first: 1 }, 4), ['one', ...THREE], fault);
});

test('a target that hangs is given up after five seconds, and called again', async (t) => {
  const clock = new ManualClock();
  const way = await aWay(t, { clock });
  const listener = await way.listens('wall');
  way.engine.faults.set([{ hop: 'destination', fault: 'hang', first: 1 }], 1);
  const hangs = way.noted(({ fault }) => fault === 'hang');
  await way.posts('wall', 'late');
  await hangs;
  await listener.peer.receivesNothing();
  const again = way.noted(({ hop, step }) => hop === 'destination' && step === 'called');
  clock.advance(4_999);
  await listener.peer.receivesNothing();
  clock.advance(1);
  // What the pipe waits before it tries again, it begins to wait when it has heard of the failure.
  await listener.peer.receivesNothing();
  clock.advance(100);
  await again;
  assert.deepEqual(await listener.hears(1), ['late']);
});

test('a target that refuses the key stops the pipe; healing gives the connection back, and everything arrives', async (t) => {
  const { way, listener } = await heard(t, [{ hop: 'destination', fault: 'error', status: 401, first: 1 }]);
  const { events } = way.engine.services;
  const refused = new Promise<void>((resolve) => {
    const stop = events.subscribe((event) => {
      if (event['detail-type'] !== 'Connection Deauthorized') return;
      stop();
      resolve();
    });
  });
  for (const name of THREE) assert.equal(await way.posts('wall', name), '201');
  await refused;
  assert.equal(events.connection('notes').state, 'DEAUTHORIZED');
  await listener.peer.receivesNothing();
  way.engine.faults.clear();
  assert.deepEqual(await listener.hears(3), THREE);
  assert.equal(events.connection('notes').state, 'AUTHORIZED');
});

test('an engine is stopped at once, whatever was made to wait', async (t) => {
  const { way } = await heard(t, [
    { hop: 'pipe', fault: 'delay', delayMs: 60_000 },
    { hop: 'table', fault: 'delay', delayMs: 60_000, only: 'Scan' },
  ]);
  const waits = way.noted(({ fault }) => fault === 'delay');
  await way.posts('wall', 'waits');
  await waits;
  const scan = way.stored();
  await way.engine.stop();
  assert.deepEqual(await scan, ['waits']);
});

test('an engine starts with the faults that it is given', async (t) => {
  const way = await aWay(t, { faults: { rules: [{ hop: 'http', fault: 'error', first: 1 }], seed: 3 } });
  assert.equal(way.engine.faults.state.seed, 3);
  assert.equal(await way.posts('wall', 'refused'), '503 {"message":"Service Unavailable"}');
  assert.equal(await way.posts('wall', 'refused'), '201');
});
