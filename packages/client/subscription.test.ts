import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

test('events are delivered in the order in which they arrive, as the values that were published', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.socket.receive('{"id":"1","type":"data","event":"{\\"text\\":\\"hi\\"}"}');
  harness.socket.receive('{"id":"1","type":"data","event":"\\"plain\\""}');
  harness.socket.receive('{"id":"1","type":"data","event":"null"}');
  assert.deepEqual(lobby.events, [{ text: 'hi' }, 'plain', null]);
});

test('an event in an array, as in the sample of AWS, is delivered too', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.socket.receive('{"id":"1","type":"data","event":["{\\"a\\":1}"]}');
  assert.deepEqual(lobby.events, [{ a: 1 }]);
});

test('the listener receives every state of a subscription', async (t) => {
  const harness = new TestHarness(t);
  const lobby = harness.subscribe('/demo/lobby');
  assert.deepEqual(lobby.states, [], 'no state is reported before subscribe has returned');
  await settled();
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"1","type":"subscribe_success"}');
  harness.socket.drop();
  assert.deepEqual(lobby.states, ['disconnected', 'subscribing', 'live', 'disconnected lost']);
});

test('after a loss every channel is subscribed again, with new ids and new credentials', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  const games = harness.subscribe('/demo/games');
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.drop();
  await harness.advance(500);
  harness.socket.open();
  await settled();
  assert.deepEqual(harness.socket.sent.slice(1), [
    '{"type":"subscribe","channel":"/demo/lobby","id":"3","authorization":{"host":"api.example","x-api-key":"da2-5"}}',
    '{"type":"subscribe","channel":"/demo/games","id":"4","authorization":{"host":"api.example","x-api-key":"da2-6"}}',
  ]);
  harness.socket.receive('{"id":"3","type":"subscribe_success"}');
  harness.socket.receive('{"id":"3","type":"data","event":"1"}');
  assert.deepEqual(lobby.events, [1]);
  assert.deepEqual(lobby.states, ['disconnected', 'subscribing', 'live', 'disconnected lost', 'subscribing', 'live']);
  assert.equal(games.states.at(-1), 'subscribing');
});

test('two subscriptions to one channel each receive each event once', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  const again = harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.receive('{"id":"1","type":"data","event":"1"}');
  harness.socket.receive('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual([lobby.events, again.events], [[1], [1]]);
  again.stop();
  harness.socket.receive('{"id":"1","type":"data","event":"2"}');
  assert.deepEqual([lobby.events, again.events], [[1, 2], [1]]);
});

test('a stopped subscription unsubscribes and receives no further events', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  lobby.stop();
  lobby.stop();
  assert.deepEqual(harness.socket.sent.slice(2), ['{"type":"unsubscribe","id":"1"}']);
  harness.socket.receive('{"id":"1","type":"data","event":"1"}');
  harness.socket.receive('{"id":"1","type":"unsubscribe_success"}');
  assert.deepEqual(lobby.events, []);
});

test('a subscription that is stopped before it is established unsubscribes once it is', async (t) => {
  const { harness } = await liveHarness(t);
  const games = harness.subscribe('/demo/games');
  await settled();
  games.stop();
  assert.deepEqual(harness.socket.ids('unsubscribe'), []);
  harness.socket.receive('{"id":"2","type":"data","event":"1"}');
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual(harness.socket.ids('unsubscribe'), ['2']);
  assert.deepEqual([games.events, games.states], [[], ['subscribing']]);
});

test('a subscription that is stopped synchronously is never requested', async (t) => {
  const { harness } = await liveHarness(t);
  harness.subscribe('/demo/games').stop();
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['1']);
});

test('a subscription that is created just as the connection is acknowledged is requested once', async (t) => {
  const { harness } = await liveHarness(t);
  harness.socket.drop();
  await harness.advance(500);
  harness.subscribe('/demo/games');
  harness.socket.open();
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['2', '3']);
});

test('a listener can stop its own subscription', async (t) => {
  const { harness } = await liveHarness(t);
  const events: unknown[] = [];
  const stop = harness.client.subscribe('/demo/games', (event) => {
    events.push(event);
    stop();
  });
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.receive('{"id":"2","type":"data","event":["1","2"]}');
  harness.socket.receive('{"id":"2","type":"data","event":"3"}');
  assert.deepEqual(events, [1]);
});

test('a listener that throws does not stop the others, and its error is not swallowed', async (t) => {
  const reported: unknown[] = [];
  // The test runner's own listeners are removed: they would treat the error as a failure of this test.
  const runnerListeners = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reported.push(error));
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of runnerListeners) process.on('uncaughtException', listener);
  });
  const { harness, lobby } = await liveHarness(t);
  const boom = new Error('boom');
  harness.client.subscribe('/demo/games', () => {
    throw boom;
  });
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.receive('{"id":"2","type":"data","event":"1"}');
  harness.socket.receive('{"id":"1","type":"data","event":"2"}');
  await settled();
  assert.deepEqual(reported, [boom]);
  assert.deepEqual(lobby.events, [2]);
  assert.equal(harness.client.state, 'live');
});

// Refused channels

test('a refused channel does not affect the others and is not requested in a loop', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  const secret = harness.subscribe('/demo/secret');
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  await harness.advanceWithKeepAlives(60 * 60_000);
  harness.socket.receive('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual(secret.states, ['subscribing', 'refused unauthorized']);
  assert.equal(secret.errors[0]?.message, 'AppSync refused /demo/secret: UnauthorizedException');
  assert.deepEqual([lobby.states.at(-1), lobby.events], ['live', [1]]);
  assert.deepEqual(harness.socket.ids('subscribe'), ['1', '2']);
  assert.equal(harness.sockets.length, 1);
});

test('a refused channel is requested again on the next connection', async (t) => {
  const { harness } = await liveHarness(t);
  const secret = harness.subscribe('/demo/secret');
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  harness.socket.drop();
  await harness.advance(500);
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"4","type":"subscribe_success"}');
  assert.deepEqual(secret.states, ['subscribing', 'refused unauthorized', 'disconnected lost', 'subscribing', 'live']);
});

test('a wake requests a refused channel again and leaves live ones unchanged', async (t) => {
  const { harness } = await liveHarness(t);
  const secret = harness.subscribe('/demo/secret');
  await settled();
  harness.socket.receive(
    '{"id":"2","type":"subscribe_error","errors":[{"errorType":"BadRequestException","message":"Invalid Channel Format"}]}',
  );
  harness.client.wake();
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['1', '2', '3']);
  harness.socket.receive('{"id":"3","type":"subscribe_success"}');
  assert.deepEqual(secret.states, ['subscribing', 'refused refused', 'subscribing', 'live']);
  harness.client.wake();
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['1', '2', '3']);
});

test('a refused channel that is stopped is not requested again', async (t) => {
  const { harness } = await liveHarness(t);
  const secret = harness.subscribe('/demo/secret');
  await settled();
  harness.socket.receive('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  secret.stop();
  harness.client.wake();
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['1', '2']);
  assert.deepEqual(harness.socket.ids('unsubscribe'), []);
});

test('an error frame with the id of a subscription makes it refused', async (t) => {
  const { harness } = await liveHarness(t);
  const games = harness.subscribe('/demo/games');
  await settled();
  harness.socket.receive('{"id":"2","type":"error","errors":[{"errorType":"UnsupportedOperation","message":"no"}]}');
  assert.equal(games.states.at(-1), 'refused refused');
});

test('a refusal that arrives after the success is ignored', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.socket.receive('{"id":"1","type":"subscribe_error","errors":[]}');
  harness.socket.receive('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual([lobby.states.at(-1), lobby.events], ['live', [1]]);
});

// Missing responses

test('a subscribe request without a response is repeated under another id after 15 s', async (t) => {
  const { harness } = await liveHarness(t);
  const games = harness.subscribe('/demo/games');
  await settled();
  await harness.advance(15_000);
  assert.deepEqual(harness.socket.ids('subscribe'), ['1', '2', '3']);
  assert.deepEqual(games.states, ['subscribing', 'subscribing timed-out']);
  harness.socket.receive('{"id":"3","type":"subscribe_success"}');
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual(harness.socket.ids('unsubscribe'), ['2'], 'the late one is unsubscribed');
  harness.socket.receive('{"id":"2","type":"data","event":"1"}');
  harness.socket.receive('{"id":"3","type":"data","event":"1"}');
  assert.deepEqual(games.events, [1]);
});

test('a subscription whose credentials fail is requested again, and the others stay live', async (t) => {
  let isOffline = false;
  const { harness, lobby } = await liveHarness(t, {
    authorization: () => (isOffline ? Promise.reject(new Error('offline')) : { Authorization: 'Bearer ey' }),
  });
  isOffline = true;
  const games = harness.subscribe('/demo/games');
  await settled();
  isOffline = false;
  await harness.advance(15_000);
  assert.equal(games.states.at(-1), 'subscribing lost');
  harness.socket.receive('{"id":"3","type":"subscribe_success"}');
  assert.equal(games.states.at(-1), 'live');
  assert.equal(lobby.states.at(-1), 'live');
});

test('a subscription without credentials is refused', async (t) => {
  let isSignedIn = true;
  const { harness } = await liveHarness(t, {
    authorization: () => {
      if (!isSignedIn) throw new ClientError('unauthorized', 'No user is signed in.');
      return { Authorization: 'ey' };
    },
  });
  isSignedIn = false;
  const games = harness.subscribe('/demo/games');
  await settled();
  assert.deepEqual(games.states, ['subscribing', 'refused unauthorized']);
});

test('a connection that is lost while credentials are fetched leaves no subscribe request behind', async (t) => {
  let resolveCredentials: (authorization: { 'x-api-key': string }) => void = () => {};
  let isSlow = false;
  const { harness } = await liveHarness(t, {
    authorization: () =>
      isSlow
        ? new Promise((resolve) => {
            resolveCredentials = resolve;
          })
        : { 'x-api-key': 'da2-1' },
  });
  isSlow = true;
  const games = harness.subscribe('/demo/games');
  await settled();
  harness.socket.drop();
  isSlow = false;
  resolveCredentials({ 'x-api-key': 'da2-2' });
  await settled();
  assert.deepEqual(harness.socket.ids('subscribe'), ['1']);
  assert.deepEqual(games.states, ['subscribing', 'disconnected lost']);
});
