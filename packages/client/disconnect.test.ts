import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

const MINUTE = 60_000;

test('a disconnected client closes its socket and opens none, however long it waits', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.client.disconnect();
  assert.deepEqual(
    [harness.socket.closed, harness.client.state, lobby.states.at(-1)],
    [true, 'idle', 'disconnected lost'],
  );
  await harness.advance(24 * 60 * MINUTE);
  assert.deepEqual([harness.sockets.length, harness.clock.pending], [1, 0]);
});

test('wake() connects a disconnected client, with all of its subscriptions', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.client.disconnect();
  harness.client.wake();
  await settled();
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.receive('{"id":"2","type":"data","event":"7"}');
  assert.deepEqual(
    [lobby.states, lobby.events],
    [['disconnected', 'subscribing', 'live', 'disconnected lost', 'subscribing', 'live'], [7]],
  );
});

test('a new subscription connects a disconnected client', async (t) => {
  const { harness } = await liveHarness(t);
  harness.client.disconnect();
  harness.subscribe('/demo/hall');
  await settled();
  harness.socket.open();
  await settled();
  assert.equal(harness.socket.ids('subscribe').length, 2);
});

test('a client that waits for its next attempt, or is connecting, disconnects too', async (t) => {
  const { harness } = await liveHarness(t);
  harness.socket.drop();
  harness.client.disconnect();
  await harness.advance(10 * MINUTE);
  assert.deepEqual([harness.sockets.length, harness.client.state], [1, 'idle']);
  harness.client.wake();
  await settled();
  harness.client.disconnect();
  assert.deepEqual([harness.sockets.length, harness.socket.closed, harness.client.state], [2, true, 'idle']);
});

test('a publish without a response fails when the client disconnects', async (t) => {
  const { harness } = await liveHarness(t);
  const result = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.client.disconnect();
  await assert.rejects(result, { code: 'lost' });
});

test('a client without subscriptions stays idle when it is woken', async (t) => {
  const harness = new TestHarness(t);
  harness.client.wake();
  await settled();
  assert.equal(harness.sockets.length, 0);
});

test('a closed client stays closed', async (t) => {
  const { harness } = await liveHarness(t);
  harness.client.close();
  harness.client.disconnect();
  harness.client.wake();
  assert.equal(harness.client.state, 'closed');
});
