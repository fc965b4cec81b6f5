import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { ManualClock } from './testing/manual-clock.ts';
import { liveHarness, type ScriptedSocket, settled, type TestHarness } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('a connection gets its successor between one hour and half an hour before AppSync ends it', async (t) => {
  const { harness } = await liveHarness(t);
  await harness.advanceWithKeepAlives(23 * HOUR + 14 * MINUTE);
  assert.equal(harness.sockets.length, 1);
  await harness.advanceWithKeepAlives(2 * MINUTE);
  assert.equal(harness.sockets.length, 2);
  assert.equal(harness.client.state, 'live');
});

test('clients that connected together do not renew together', async (t) => {
  const moments: number[] = [];
  for (const random of [0, 0.999]) {
    const { harness } = await liveHarness(t, { random: () => random });
    let hours = 0;
    for (; harness.sockets.length < 2; hours++) await harness.advanceWithKeepAlives(MINUTE);
    moments.push(hours);
  }
  assert.deepEqual(moments, [23 * 60, 23 * 60 + 30]);
});

/** A client with credentials that expire an hour after the start, until the test changes them. */
async function withToken(t: Parameters<typeof liveHarness>[0]) {
  const start = new ManualClock().now();
  const token = { Authorization: 'token', expiresAt: start + HOUR };
  return { token, ...(await liveHarness(t, { authorization: () => ({ ...token }) })) };
}

test('before its credentials expire, a connection gets a successor with new ones, and no state changes', async (t) => {
  const { harness, lobby, token } = await withToken(t);
  await harness.advanceWithKeepAlives(57 * MINUTE);
  assert.equal(harness.sockets.length, 1);
  token.expiresAt += HOUR;
  harness.socket.receive('{"type":"ka"}');
  while (harness.sockets.length < 2) await harness.advance(10_000);
  assert.ok(harness.clock.now() < token.expiresAt - HOUR - MINUTE);
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  await harness.advanceWithKeepAlives(50 * MINUTE);
  assert.deepEqual([harness.sockets.length, harness.sockets[0]?.closed], [2, true]);
  assert.deepEqual(lobby.states, ['disconnected', 'subscribing', 'live']);
  await harness.advanceWithKeepAlives(10 * MINUTE);
  assert.equal(harness.sockets.length, 3);
});

test('the expiry of the credentials is not sent', async (t) => {
  const { harness } = await withToken(t);
  const [, encoded = ''] = /header-(.*)/.exec(harness.socket.protocols.join(' ')) ?? [];
  assert.deepEqual(JSON.parse(Buffer.from(encoded, 'base64url').toString()), {
    host: 'api.example',
    Authorization: 'token',
  });
  assert.doesNotMatch(harness.socket.sent.join(), /expiresAt/);
});

test('credentials that are not renewed do not cause one connection after another', async (t) => {
  const { harness } = await withToken(t);
  await harness.advanceWithKeepAlives(57 * MINUTE);
  harness.socket.receive('{"type":"ka"}');
  while (harness.sockets.length < 2) await harness.advance(10_000);
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  await harness.advanceWithKeepAlives(9 * MINUTE);
  assert.equal(harness.sockets.length, 2);
  await harness.advanceWithKeepAlives(2 * MINUTE);
  assert.equal(harness.sockets.length, 3);
});

/** Advances the clock until the client opens a successor. */
async function advanceToRenewal(harness: TestHarness): Promise<void> {
  await harness.advanceWithKeepAlives(23 * HOUR + 14 * MINUTE);
  harness.socket.receive('{"type":"ka"}');
  while (harness.sockets.length < 2) await harness.advance(10_000);
}

/** A client in the overlap: the old socket is still open and its successor has just subscribed. */
async function overlappingSockets(t: Parameters<typeof liveHarness>[0]) {
  const { harness, lobby } = await liveHarness(t);
  await advanceToRenewal(harness);
  const [old, successor] = harness.sockets as [ScriptedSocket, ScriptedSocket];
  successor.open();
  await settled();
  return { harness, lobby, old, successor };
}

test('the successor subscribes before the old connection closes, and no state changes', async (t) => {
  const { harness, lobby, old, successor } = await overlappingSockets(t);
  assert.deepEqual(successor.ids('subscribe'), ['2']);
  successor.receive('{"id":"2","type":"subscribe_success"}');
  await harness.advance(29_000);
  assert.equal(old.closed, false);
  await harness.advance(1_000);
  assert.equal(old.closed, true);
  assert.deepEqual(old.ids('unsubscribe'), []);
  assert.deepEqual(lobby.states, ['disconnected', 'subscribing', 'live']);
  assert.deepEqual(harness.states, ['idle', 'connecting', 'handshaking', 'live']);
});

test('an event that arrives on both connections is delivered once, in either order', async (t) => {
  const { lobby, old, successor } = await overlappingSockets(t);
  successor.receive('{"id":"2","type":"subscribe_success"}');
  old.receive('{"id":"1","type":"data","event":"\\"a\\""}');
  successor.receive('{"id":"2","type":"data","event":"\\"a\\""}');
  successor.receive('{"id":"2","type":"data","event":"\\"b\\""}');
  old.receive('{"id":"1","type":"data","event":"\\"b\\""}');
  assert.deepEqual(lobby.events, ['a', 'b']);
});

test('an event that was published twice is delivered twice over two connections', async (t) => {
  const { lobby, old, successor } = await overlappingSockets(t);
  successor.receive('{"id":"2","type":"subscribe_success"}');
  for (const _ of [1, 2]) old.receive('{"id":"1","type":"data","event":"\\"hi\\""}');
  for (const _ of [1, 2]) successor.receive('{"id":"2","type":"data","event":"\\"hi\\""}');
  assert.deepEqual(lobby.events, ['hi', 'hi']);
});

test('an event that arrives on only one of the connections is delivered', async (t) => {
  const { lobby, old, successor } = await overlappingSockets(t);
  old.receive('{"id":"1","type":"data","event":"1"}');
  successor.receive('{"id":"2","type":"data","event":"2"}');
  assert.deepEqual(lobby.events, [1, 2]);
});

test('a duplicate that arrives just after the old connection closed is still recognized', async (t) => {
  const { harness, lobby, old, successor } = await overlappingSockets(t);
  successor.receive('{"id":"2","type":"subscribe_success"}');
  await harness.advance(29_999);
  old.receive('{"id":"1","type":"data","event":"1"}');
  await harness.advance(1);
  successor.receive('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual(lobby.events, [1]);
  await harness.advance(15_000);
  successor.receive('{"id":"2","type":"data","event":"1"}');
  successor.receive('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual(lobby.events, [1, 1, 1]);
});

test('publishes use the new connection', async (t) => {
  const { harness, old, successor } = await overlappingSockets(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  assert.deepEqual([old.ids('publish'), successor.ids('publish')], [[], ['3']]);
  successor.receive('{"id":"3","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('a publish that is pending on the old connection gets its response there', async (t) => {
  const { harness } = await liveHarness(t);
  await advanceToRenewal(harness);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.sockets[1]?.open();
  await settled();
  harness.sockets[0]?.receive('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('a user who was removed from a channel receives no further events on either connection', async (t) => {
  const { lobby, old, successor } = await overlappingSockets(t);
  successor.receive('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  old.receive('{"id":"1","type":"data","event":"\\"secret\\""}');
  assert.deepEqual(lobby.events, []);
  assert.equal(lobby.states.at(-1), 'refused unauthorized');
  assert.deepEqual(old.ids('unsubscribe'), ['1']);
});

test('a subscription that is stopped during the overlap is unsubscribed on both connections', async (t) => {
  const { lobby, old, successor } = await overlappingSockets(t);
  lobby.stop();
  successor.receive('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual([old.ids('unsubscribe'), successor.ids('unsubscribe')], [['1'], ['2']]);
});

test('a successor that fails leaves the old connection in use and is retried ten minutes later', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  await advanceToRenewal(harness);
  harness.sockets[1]?.open('{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}');
  await harness.advanceWithKeepAlives(9 * MINUTE);
  assert.deepEqual([harness.sockets.length, harness.client.state, lobby.states.at(-1)], [2, 'live', 'live']);
  await harness.advanceWithKeepAlives(2 * MINUTE);
  assert.equal(harness.sockets.length, 3);
});

test('an old connection that closes before its successor is live is an ordinary loss', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  await advanceToRenewal(harness);
  harness.sockets[0]?.drop();
  assert.equal(harness.states.at(-1), 'waiting lost');
  assert.equal(harness.sockets[1]?.closed, true);
  await harness.advance(500);
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  assert.equal(lobby.states.at(-1), 'live');
});

test('an old connection that closes after its successor took over is not a loss', async (t) => {
  const { harness, lobby, old, successor } = await overlappingSockets(t);
  successor.receive('{"id":"2","type":"subscribe_success"}');
  old.drop();
  assert.deepEqual([harness.states.at(-1), lobby.states.at(-1)], ['live', 'live']);
});

test('the client opens a successor when the network is back, and the old connection stays in use until then', async (t) => {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  Object.assign(globalThis, { window: page });
  t.after(() => Reflect.deleteProperty(globalThis, 'window'));
  const { harness, lobby } = await liveHarness(t);
  page.dispatchEvent(new Event('online'));
  await settled();
  assert.equal(harness.sockets.length, 2);
  harness.sockets[0]?.receive('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual(lobby.events, [1]);
  harness.client.close();
  assert.deepEqual(getEventListeners(page, 'online'), []);
});

test('closing the client during the overlap closes both connections', async (t) => {
  const { harness, old, successor } = await overlappingSockets(t);
  harness.client.close();
  assert.deepEqual([old.closed, successor.closed, harness.clock.pending], [true, true, 0]);
});
