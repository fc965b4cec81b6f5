// Faults at the end of the message path, as subscribers observe them: at the broadcast and at one socket.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { type MessagePath, openMessagePath, type Subscriber } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** A message path with two subscribers of a board, and a rule in force. */
async function openWithTwo(t: TestContext, rule: Rule, options = {}) {
  const path = await openMessagePath(t, options);
  const ann = await path.subscribe('wall');
  const bob = await path.subscribe('wall');
  path.engine.faults.set([rule], 1);
  return { path, ann, bob };
}

async function post(path: MessagePath, ...names: string[]): Promise<void> {
  for (const name of names) assert.equal(await path.post('wall', name), '201');
}

/** Checks that nothing is being sent to the subscribers. */
async function expectNothing(...subscribers: Subscriber[]): Promise<void> {
  for (const { peer } of subscribers) await peer.receivesNothing();
}

test('a dropped event reaches no subscriber, and the next one does', async (t) => {
  const { path, ann, bob } = await openWithTwo(t, { hop: 'broadcast', fault: 'drop', first: 1 });
  await post(path, 'lost', 'there');
  for (const one of [ann, bob]) assert.deepEqual(await one.receive(1), ['there']);
  assert.deepEqual(await path.stored(), ['lost', 'there']);
});

test('a dropped frame is lost for one subscriber', async (t) => {
  const { path, ann, bob } = await openWithTwo(t, { hop: 'socket', fault: 'drop', first: 1 });
  await post(path, 'one', 'two');
  assert.deepEqual(await ann.receive(1), ['two']);
  assert.deepEqual(await bob.receive(2), ['one', 'two']);
});

test('a duplicated frame is received twice by one subscriber', async (t) => {
  const { path, ann, bob } = await openWithTwo(t, { hop: 'socket', fault: 'duplicate', first: 1 });
  await post(path, 'one', 'two');
  assert.deepEqual(await ann.receive(3), ['one', 'one', 'two']);
  assert.deepEqual(await bob.receive(2), ['one', 'two']);
});

test('a delayed frame delays the following ones on its socket only', async (t) => {
  const { path, ann, bob } = await openWithTwo(t, { hop: 'socket', fault: 'delay', first: 1, delayMs: 60_000 });
  await post(path, 'one', 'two');
  assert.deepEqual(await bob.receive(2), ['one', 'two']);
  await expectNothing(ann);
  path.engine.faults.clear();
  assert.deepEqual(await ann.receive(2), ['one', 'two']);
});

test('a cut connection ends without a close frame, and the other subscriber continues', async (t) => {
  const { path, ann, bob } = await openWithTwo(t, { hop: 'socket', fault: 'cut', first: 1 });
  await post(path, 'one');
  assert.equal(await ann.peer.closed(), 1006);
  assert.deepEqual(await bob.receive(1), ['one']);
});

test('a silent socket stays open, sends and receives nothing, is not closed, and ends when the rules are cleared', async (t) => {
  const clock = new ManualClock();
  const { path, ann, bob } = await openWithTwo(t, { hop: 'socket', fault: 'silent', first: 1 }, { clock });
  let frames = 0;
  ann.peer.ws.on('message', () => (frames += 1));
  await post(path, 'one', 'two');
  assert.deepEqual(await bob.receive(2), ['one', 'two']);
  await path.untilDelivered();
  ann.peer.send('{"type":"unsubscribe","id":"is-anything-there"}');
  // Two keep-alive intervals: enough for the engine to close a connection without any sign of life.
  for (let round = 0; round < 3; round += 1) {
    clock.advance(60_000);
    await bob.peer.receives({ type: 'ka' });
    await expectNothing(bob);
  }
  assert.deepEqual([frames, ann.peer.ws.readyState], [0, ann.peer.ws.OPEN]);
  path.engine.faults.clear();
  assert.equal(await ann.peer.closed(), 1006);
});

test('a WebSocket handshake is rejected with a status, and the next one succeeds', async (t) => {
  const { path } = await openWithTwo(t, { hop: 'socket', fault: 'error', status: 429, first: 1 });
  await assert.rejects(path.subscribe('wall'), /429/);
  const third = await path.subscribe('wall');
  third.peer.ws.close();
  await once(third.peer.ws, 'close');
});
