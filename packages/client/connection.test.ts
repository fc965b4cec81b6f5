import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('no connection is opened until it is needed', async (t) => {
  const harness = new TestHarness(t);
  await settled();
  assert.equal(harness.sockets.length, 0);
  assert.deepEqual(harness.states, ['idle']);
});

test('the credentials are sent in the subprotocol, with the host of the HTTP endpoint', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.socket.url, 'wss://realtime.example/event/realtime');
  assert.deepEqual(harness.socket.protocols, [
    'aws-appsync-event-ws',
    'header-eyJob3N0IjoiYXBpLmV4YW1wbGUiLCJ4LWFwaS1rZXkiOiJkYTItMSJ9',
  ]);
});

test('a connection sends connection_init first and subscribes when it is acknowledged', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open('');
  await settled();
  assert.deepEqual(harness.socket.sent, ['{"type":"connection_init"}']);
  harness.socket.receive('{"type":"connection_ack","connectionTimeoutMs":300000}');
  await settled();
  assert.deepEqual(harness.socket.sent.slice(1), [
    '{"type":"subscribe","channel":"/demo/lobby","id":"1","authorization":{"host":"api.example","x-api-key":"da2-2"}}',
  ]);
  assert.deepEqual(harness.states, ['idle', 'connecting', 'handshaking', 'live']);
});

test('a keep-alive before the acknowledgement does not count as one', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open('{"type":"ka"}');
  assert.equal(harness.client.state, 'handshaking');
});

test('a socket that does not open times out after 15 s', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  await harness.advance(15_000);
  assert.equal(harness.states.at(-1), 'waiting timed-out');
  assert.equal(harness.socket.closed, true);
});

test('a connection that is not acknowledged times out after 15 s', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open('');
  await harness.advance(15_000);
  assert.equal(harness.states.at(-1), 'waiting timed-out');
});

test('credentials that never arrive time out after 15 s', async (t) => {
  const harness = new TestHarness(t, { authorization: () => new Promise(() => {}) });
  harness.subscribe('/demo/lobby');
  await harness.advance(15_000);
  assert.equal(harness.states.at(-1), 'waiting timed-out');
  assert.equal(harness.sockets.length, 0);
});

test('a lost connection is retried after a delay, which is reported', async (t) => {
  const { harness } = await liveHarness(t);
  harness.socket.drop();
  assert.equal(harness.states.at(-1), 'waiting lost');
  assert.equal(harness.detail.retryAt, harness.clock.now() + 500);
  await harness.advance(499);
  assert.equal(harness.sockets.length, 1);
  await harness.advance(1);
  assert.equal(harness.sockets.length, 2);
  assert.equal(harness.client.state, 'connecting');
});

test('each consecutive failure doubles the delay, up to half a minute', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  const delays: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    await settled();
    harness.socket.drop();
    const wait = (harness.detail.retryAt ?? 0) - harness.clock.now();
    delays.push(wait);
    await harness.advance(wait);
  }
  assert.deepEqual(delays, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('delays are short again only after a connection that lasted', async (t) => {
  const { harness } = await liveHarness(t);
  const delays: number[] = [];
  for (const lived of [1_000, 1_000, 30_000]) {
    await harness.advance(lived);
    harness.socket.drop();
    delays.push((harness.detail.retryAt ?? 0) - harness.clock.now());
    await harness.advance(delays.at(-1) ?? 0);
    harness.socket.open();
    await settled();
  }
  assert.deepEqual(delays, [500, 1_000, 500]);
});

test('a thousand clients that lost their connection do not reconnect at the same moment', async (t) => {
  const retryTimes = new Set<number | undefined>();
  for (let index = 0; index < 1_000; index++) {
    const { harness } = await liveHarness(t);
    harness.random = index / 1_000;
    harness.socket.drop();
    retryTimes.add(harness.detail.retryAt);
  }
  assert.ok(retryTimes.size > 850, `${retryTimes.size} different times`);
});

test('a wake connects at once instead of waiting', async (t) => {
  const { harness } = await liveHarness(t);
  harness.socket.drop();
  harness.client.wake();
  await settled();
  assert.equal(harness.sockets.length, 2);
  await harness.advance(10_000);
  assert.equal(harness.sockets.length, 2, 'the timer of the delay is cancelled');
});

test('a wake while connecting or live opens no other socket', async (t) => {
  const harness = new TestHarness(t);
  harness.client.wake();
  harness.subscribe('/demo/lobby');
  harness.client.wake();
  await settled();
  harness.client.wake();
  harness.socket.open();
  harness.client.wake();
  await settled();
  assert.equal(harness.sockets.length, 1);
});

test('a lost connection that is not needed is not reopened', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  lobby.stop();
  harness.socket.drop();
  assert.equal(harness.client.state, 'idle');
  await harness.advance(1_000);
  assert.equal(harness.sockets.length, 1);
});

test('a delay ends without a connection if none is needed any more', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.socket.drop();
  lobby.stop();
  await harness.advance(1_000);
  assert.equal(harness.sockets.length, 1);
  assert.equal(harness.client.state, 'idle');
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.sockets.length, 2);
});

test('a URL that the WebSocket constructor refuses leads to waiting, not to a crash', async (t) => {
  const harness = new TestHarness(t, {
    WebSocket: class {
      constructor() {
        throw new SyntaxError('The URL is not allowed.');
      }
    } as never,
  });
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.states.at(-1), 'waiting lost');
  assert.ok(harness.detail.error?.cause instanceof SyntaxError);
});

test('an endpoint that is not a URL is refused when the client is created', (t) => {
  assert.throws(() => new TestHarness(t, { http: 'api.example' }), {
    code: 'refused',
    message: '"api.example" is not a URL.',
  });
  assert.throws(() => new TestHarness(t, { realtime: '' }), ClientError);
});

test('a closed client closes its socket, cancels its timers and notifies its listeners', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.client.close();
  assert.equal(harness.socket.closed, true);
  assert.equal(harness.clock.pending, 0);
  assert.equal(harness.states.at(-1), 'closed closed');
  assert.deepEqual(lobby.states, ['disconnected', 'subscribing', 'live', 'disconnected closed']);
});

test('a closed client stays closed', async (t) => {
  const { harness } = await liveHarness(t);
  harness.client.close();
  harness.client.close();
  harness.client.wake();
  harness.socket.drop();
  await harness.advance(HOUR);
  assert.deepEqual([harness.client.state, harness.sockets.length], ['closed', 1]);
  assert.throws(() => harness.subscribe('/demo/lobby'), { code: 'closed' });
  await assert.rejects(harness.client.publish('/demo/lobby', [1]), { code: 'closed' });
  await assert.rejects(harness.client.post('/demo/lobby', [1]), { code: 'closed' });
});

test('a client that is closed while it connects leaves no socket open', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  harness.client.close();
  await settled();
  assert.equal(harness.sockets.length, 0);
  assert.equal(harness.clock.pending, 0);
});

test('a watcher that closes the client during a notification leaves no other watcher with an outdated state', async (t) => {
  const { harness } = await liveHarness(t);
  const first: string[] = [];
  const second: string[] = [];
  harness.client.watch((state) => {
    first.push(state);
    if (state === 'waiting') harness.client.close();
  });
  harness.client.watch((state) => second.push(state));
  harness.socket.drop();
  assert.deepEqual(first, ['live', 'waiting', 'closed']);
  assert.deepEqual(second, ['live', 'closed']);
  assert.equal(harness.clock.pending, 0);
});

test('a watcher that closes the client as it connects leaves no socket open', async (t) => {
  const harness = new TestHarness(t);
  harness.client.watch((state) => {
    if (state === 'connecting') harness.client.close();
  });
  harness.subscribe('/demo/lobby');
  await settled();
  assert.deepEqual([harness.sockets.length, harness.clock.pending], [0, 0]);
});

test('a watcher that calls wake as soon as the connection waits skips the delay', async (t) => {
  const { harness } = await liveHarness(t);
  harness.client.watch((state) => {
    if (state === 'waiting') harness.client.wake();
  });
  const second: string[] = [];
  harness.client.watch((state) => second.push(state));
  harness.socket.drop();
  assert.deepEqual(second, ['live', 'connecting']);
  await settled();
  assert.equal(harness.client.state, 'connecting');
  await harness.advance(14_000);
  assert.equal(harness.sockets.length, 2);
});

test('a watcher that was stopped receives no further states', async (t) => {
  const { harness } = await liveHarness(t);
  const states: string[] = [];
  const stop = harness.client.watch((state) => states.push(state));
  stop();
  harness.socket.drop();
  assert.deepEqual(states, ['live']);
});
