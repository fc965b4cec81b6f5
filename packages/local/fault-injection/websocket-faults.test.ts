// What a listener hears when something goes wrong at the end of the way: at the broadcast and at one socket.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { aWay, type Listener, type Way } from '../testing/message-path.ts';
import type { Rule } from './index.ts';

/** Ann and Bob hear a board, and the rules are at work. */
async function two(t: TestContext, rule: Rule, options = {}) {
  const way = await aWay(t, options);
  const ann = await way.listens('wall');
  const bob = await way.listens('wall');
  way.engine.faults.set([rule], 1);
  return { way, ann, bob };
}

async function post(way: Way, ...names: string[]): Promise<void> {
  for (const name of names) assert.equal(await way.posts('wall', name), '201');
}

/** Nothing is on its way to them, or on its way to the broadcast. */
async function hearNothing(...listeners: Listener[]): Promise<void> {
  for (const { peer } of listeners) await peer.receivesNothing();
}

test('an event that is dropped is heard by nobody, and the next ones are', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'broadcast', fault: 'drop', first: 1 });
  await post(way, 'lost', 'there');
  for (const one of [ann, bob]) assert.deepEqual(await one.hears(1), ['there']);
  assert.deepEqual(await way.stored(), ['lost', 'there']);
});

test('an event that is broadcast twice is heard twice by everybody', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'broadcast', fault: 'duplicate', first: 1 });
  await post(way, 'one', 'two');
  for (const one of [ann, bob]) assert.deepEqual(await one.hears(3), ['one', 'one', 'two']);
});

test('an event that is delayed or overtaken is heard after the one behind it', async (t) => {
  for (const fault of ['delay', 'reorder'] as const) {
    const { way, ann, bob } = await two(t, { hop: 'broadcast', fault, first: 1, delayMs: 60_000 });
    await post(way, 'one', 'two');
    if (fault === 'delay') {
      for (const one of [ann, bob]) assert.deepEqual(await one.hears(1), ['two']);
      way.engine.faults.clear();
      for (const one of [ann, bob]) assert.deepEqual(await one.hears(1), ['one']);
    } else for (const one of [ann, bob]) assert.deepEqual(await one.hears(2), ['two', 'one']);
  }
});

test('a frame that is lost is lost for one listener', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'socket', fault: 'drop', first: 1 });
  await post(way, 'one', 'two');
  assert.deepEqual(await ann.hears(1), ['two']);
  assert.deepEqual(await bob.hears(2), ['one', 'two']);
});

test('a frame that comes twice comes twice to one listener', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'socket', fault: 'duplicate', first: 1 });
  await post(way, 'one', 'two');
  assert.deepEqual(await ann.hears(3), ['one', 'one', 'two']);
  assert.deepEqual(await bob.hears(2), ['one', 'two']);
});

test('a frame that is delayed holds back what follows it on its socket, and nobody else', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'socket', fault: 'delay', first: 1, delayMs: 60_000 });
  await post(way, 'one', 'two');
  assert.deepEqual(await bob.hears(2), ['one', 'two']);
  await hearNothing(ann);
  way.engine.faults.clear();
  assert.deepEqual(await ann.hears(2), ['one', 'two']);
});

test('a connection that is cut ends without a word, and the other listener hears on', async (t) => {
  const { way, ann, bob } = await two(t, { hop: 'socket', fault: 'cut', first: 1 });
  await post(way, 'one');
  assert.equal(await ann.peer.closed(), 1006);
  assert.deepEqual(await bob.hears(1), ['one']);
});

test('a silent socket stays open and says nothing, hears nothing, is not given up, and ends when all is healed', async (t) => {
  const clock = new ManualClock();
  const { way, ann, bob } = await two(t, { hop: 'socket', fault: 'silent', first: 1 }, { clock });
  let frames = 0;
  ann.peer.ws.on('message', () => (frames += 1));
  await post(way, 'one', 'two');
  assert.deepEqual(await bob.hears(2), ['one', 'two']);
  await way.delivered();
  ann.peer.send('{"type":"unsubscribe","id":"is-anything-there"}');
  // Two rounds of keep-alives: enough for the engine to give up who shows no sign.
  for (let round = 0; round < 3; round += 1) {
    clock.advance(60_000);
    await bob.peer.receives({ type: 'ka' });
    await hearNothing(bob);
  }
  assert.deepEqual([frames, ann.peer.ws.readyState], [0, ann.peer.ws.OPEN]);
  way.engine.faults.clear();
  assert.equal(await ann.peer.closed(), 1006);
});

test('a WebSocket is refused with a status, and the next one opens', async (t) => {
  const { way } = await two(t, { hop: 'socket', fault: 'error', status: 429, first: 1 });
  await assert.rejects(way.listens('wall'), /429/);
  const third = await way.listens('wall');
  third.peer.ws.close();
  await once(third.peer.ws, 'close');
});
