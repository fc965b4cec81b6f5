// Detection of connections that are silent or dead.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('a keep-alive each minute keeps a connection open for hours', async (t) => {
  const { harness } = await liveHarness(t);
  await harness.advanceWithKeepAlives(5 * HOUR);
  assert.equal(harness.sockets.length, 1);
});

test('any frame counts as a keep-alive', async (t) => {
  const { harness } = await liveHarness(t);
  for (let minute = 0; minute < 5; minute++) {
    harness.socket.receive('{"id":"1","type":"data","event":"1"}');
    await harness.advance(MINUTE);
  }
  assert.equal(harness.sockets.length, 1);
});

test('a connection without a keep-alive for 65 s gets a successor, and stays in use until the successor is live', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  await harness.advance(64_000);
  assert.equal(harness.sockets.length, 1);
  await harness.advance(10_000);
  assert.equal(harness.sockets.length, 2);
  assert.equal(harness.client.state, 'live');
  harness.sockets[0]?.receive('{"id":"1","type":"data","event":"\\"still delivered\\""}');
  assert.deepEqual(lobby.events, ['still delivered']);
});

test('a subscription is live again once it has left a socket that may have been dead, as events may be missing', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  await harness.advance(74_000);
  harness.sockets[1]?.open();
  await settled();
  assert.equal(lobby.states.at(-1), 'subscribing');
  harness.sockets[0]?.receive('{"id":"1","type":"data","event":"1"}');
  harness.sockets[1]?.receive('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual([lobby.states.at(-1), lobby.events], ['live', [1]]);
});

test('a silent connection whose successor fails is lost', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  await harness.advance(70_000);
  harness.sockets[1]?.drop();
  assert.equal(harness.states.at(-1), 'waiting lost');
  assert.equal(lobby.states.at(-1), 'disconnected lost');
  assert.equal(harness.sockets[0]?.closed, true);
});

test('a peer that vanished without closing the connection is detected within 85 s', async (t) => {
  const { harness } = await liveHarness(t);
  await harness.advance(85_000);
  assert.equal(harness.states.at(-1), 'waiting timed-out');
});

test('silence for as long as AppSync allows is an immediate loss', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open('{"type":"connection_ack","connectionTimeoutMs":30000}');
  await harness.advance(29_000);
  assert.equal(harness.client.state, 'live');
  await harness.advance(1_000);
  assert.equal(harness.states.at(-1), 'waiting lost');
});

for (const timeout of ['0', '-1', '"soon"', 'null', '[]', '1e999'])
  test(`a connection timeout of ${timeout} from the server does not end the connection early`, async (t) => {
    const harness = new TestHarness(t);
    harness.subscribe('/demo/lobby');
    await settled();
    harness.socket.open(`{"type":"connection_ack","connectionTimeoutMs":${timeout}}`);
    await harness.advanceWithKeepAlives(10 * MINUTE);
    assert.deepEqual([harness.client.state, harness.sockets.length], ['live', 1]);
  });

test('a laptop that slept for hours reconnects as soon as it wakes', async (t) => {
  const { harness } = await liveHarness(t);
  harness.clock.sleep(8 * HOUR);
  await harness.advance(0);
  assert.equal(harness.states.at(-1), 'waiting lost');
  await harness.advance(1_000);
  assert.equal(harness.sockets.length, 2);
});

test('a timer that is minutes late makes the connection suspected, even if a buffered frame was just read', async (t) => {
  const { harness } = await liveHarness(t);
  harness.clock.sleep(10_000 + 2 * MINUTE);
  harness.socket.receive('{"type":"ka"}');
  await harness.advance(0);
  assert.equal(harness.sockets.length, 2);
});

test('a hidden page, whose timers run once a minute, is not mistaken for a suspended one', async (t) => {
  const { harness } = await liveHarness(t);
  for (let minute = 0; minute < 30; minute++) {
    harness.clock.sleep(MINUTE);
    harness.socket.receive('{"type":"ka"}');
    await harness.advance(0);
  }
  assert.equal(harness.sockets.length, 1);
});

test('a clock that is set back an hour does not disable the detection', async (t) => {
  const { harness } = await liveHarness(t);
  harness.clock.setBack(HOUR);
  await harness.advance(70_000);
  await harness.advance(10_000);
  assert.equal(harness.sockets.length, 2);
});

test('a page that becomes visible checks the connection immediately', async (t) => {
  const { harness } = await liveHarness(t);
  harness.clock.sleep(70_000);
  harness.client.wake();
  await settled();
  assert.equal(harness.sockets.length, 2);
});
