import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { ManualClock } from './testing/manual-clock.ts';
import { liveStory, type PeerSocket, type Story, settled } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('a connection gets its successor between one hour and half an hour before AppSync ends it', async (t) => {
  const { story } = await liveStory(t);
  await story.quiet(23 * HOUR + 14 * MINUTE);
  assert.equal(story.sockets.length, 1);
  await story.quiet(2 * MINUTE);
  assert.equal(story.sockets.length, 2);
  assert.equal(story.client.state, 'live');
});

test('clients that came together do not renew together', async (t) => {
  const moments: number[] = [];
  for (const random of [0, 0.999]) {
    const { story } = await liveStory(t, { random: () => random });
    let hours = 0;
    for (; story.sockets.length < 2; hours++) await story.quiet(MINUTE);
    moments.push(hours);
  }
  assert.deepEqual(moments, [23 * 60, 23 * 60 + 30]);
});

/** A client with credentials that end an hour after the start, until the test says otherwise. */
async function withToken(t: Parameters<typeof liveStory>[0]) {
  const start = new ManualClock().now();
  const token = { Authorization: 'token', expiresAt: start + HOUR };
  return { token, ...(await liveStory(t, { authorization: () => ({ ...token }) })) };
}

test('before its credentials end, a connection gets a successor that has new ones, and nobody sees a change', async (t) => {
  const { story, lobby, token } = await withToken(t);
  await story.quiet(57 * MINUTE);
  assert.equal(story.sockets.length, 1);
  token.expiresAt += HOUR;
  story.socket.says('{"type":"ka"}');
  while (story.sockets.length < 2) await story.silence(10_000);
  assert.ok(story.clock.now() < token.expiresAt - HOUR - MINUTE);
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  await story.quiet(50 * MINUTE);
  assert.deepEqual([story.sockets.length, story.sockets[0]?.closed], [2, true]);
  assert.deepEqual(lobby.states, ['away', 'asking', 'live']);
  await story.quiet(10 * MINUTE);
  assert.equal(story.sockets.length, 3);
});

test('when the credentials end is nobody else’s business: it is not sent', async (t) => {
  const { story } = await withToken(t);
  const [, encoded = ''] = /header-(.*)/.exec(story.socket.protocols.join(' ')) ?? [];
  assert.deepEqual(JSON.parse(Buffer.from(encoded, 'base64url').toString()), {
    host: 'api.example',
    Authorization: 'token',
  });
  assert.doesNotMatch(story.socket.sent.join(), /expiresAt/);
});

test('credentials that nobody renews do not make one connection after another', async (t) => {
  const { story } = await withToken(t);
  await story.quiet(57 * MINUTE);
  story.socket.says('{"type":"ka"}');
  while (story.sockets.length < 2) await story.silence(10_000);
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  await story.quiet(9 * MINUTE);
  assert.equal(story.sockets.length, 2);
  await story.quiet(2 * MINUTE);
  assert.equal(story.sockets.length, 3);
});

/** Lets the time pass until the client dials a successor. */
async function aDayPasses(story: Story): Promise<void> {
  await story.quiet(23 * HOUR + 14 * MINUTE);
  story.socket.says('{"type":"ka"}');
  while (story.sockets.length < 2) await story.silence(10_000);
}

/** A day later: the old socket is still open and the new one has just subscribed. */
async function takeover(t: Parameters<typeof liveStory>[0]) {
  const { story, lobby } = await liveStory(t);
  await aDayPasses(story);
  const [old, young] = story.sockets as [PeerSocket, PeerSocket];
  young.opens();
  await settled();
  return { story, lobby, old, young };
}

test('the successor subscribes before the old connection ends, and nobody sees a change', async (t) => {
  const { story, lobby, old, young } = await takeover(t);
  assert.deepEqual(young.ids('subscribe'), ['2']);
  young.says('{"id":"2","type":"subscribe_success"}');
  await story.silence(29_000);
  assert.equal(old.closed, false);
  await story.silence(1_000);
  assert.equal(old.closed, true);
  assert.deepEqual(old.ids('unsubscribe'), []);
  assert.deepEqual(lobby.states, ['away', 'asking', 'live']);
  assert.deepEqual(story.states, ['idle', 'dialling', 'greeting', 'live']);
});

test('an event that both connections bring is heard once, whichever is first', async (t) => {
  const { lobby, old, young } = await takeover(t);
  young.says('{"id":"2","type":"subscribe_success"}');
  old.says('{"id":"1","type":"data","event":"\\"a\\""}');
  young.says('{"id":"2","type":"data","event":"\\"a\\""}');
  young.says('{"id":"2","type":"data","event":"\\"b\\""}');
  old.says('{"id":"1","type":"data","event":"\\"b\\""}');
  assert.deepEqual(lobby.heard, ['a', 'b']);
});

test('an event that was published twice is heard twice through two connections', async (t) => {
  const { lobby, old, young } = await takeover(t);
  young.says('{"id":"2","type":"subscribe_success"}');
  for (const _ of [1, 2]) old.says('{"id":"1","type":"data","event":"\\"hi\\""}');
  for (const _ of [1, 2]) young.says('{"id":"2","type":"data","event":"\\"hi\\""}');
  assert.deepEqual(lobby.heard, ['hi', 'hi']);
});

test('an event that only one of the connections brings is heard', async (t) => {
  const { lobby, old, young } = await takeover(t);
  old.says('{"id":"1","type":"data","event":"1"}');
  young.says('{"id":"2","type":"data","event":"2"}');
  assert.deepEqual(lobby.heard, [1, 2]);
});

test('a copy that comes just after the old connection ended is still known', async (t) => {
  const { story, lobby, old, young } = await takeover(t);
  young.says('{"id":"2","type":"subscribe_success"}');
  await story.silence(29_999);
  old.says('{"id":"1","type":"data","event":"1"}');
  await story.silence(1);
  young.says('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual(lobby.heard, [1]);
  await story.silence(15_000);
  young.says('{"id":"2","type":"data","event":"1"}');
  young.says('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual(lobby.heard, [1, 1, 1]);
});

test('publishes go over the new connection', async (t) => {
  const { story, old, young } = await takeover(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  assert.deepEqual([old.ids('publish'), young.ids('publish')], [[], ['3']]);
  young.says('{"id":"3","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('a publish that is under way on the old connection gets its answer there', async (t) => {
  const { story } = await liveStory(t);
  await aDayPasses(story);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.sockets[1]?.opens();
  await settled();
  story.sockets[0]?.says('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('a person who was removed from a channel hears nothing more of it, on neither connection', async (t) => {
  const { lobby, old, young } = await takeover(t);
  young.says('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  old.says('{"id":"1","type":"data","event":"\\"secret\\""}');
  assert.deepEqual(lobby.heard, []);
  assert.equal(lobby.states.at(-1), 'refused unauthorized');
  assert.deepEqual(old.ids('unsubscribe'), ['1']);
});

test('a subscription that is stopped meanwhile is given back on both connections', async (t) => {
  const { lobby, old, young } = await takeover(t);
  lobby.stop();
  young.says('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual([old.ids('unsubscribe'), young.ids('unsubscribe')], [['1'], ['2']]);
});

test('a successor that fails leaves the old connection as it is and is tried again ten minutes later', async (t) => {
  const { story, lobby } = await liveStory(t);
  await aDayPasses(story);
  story.sockets[1]?.opens('{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}');
  await story.quiet(9 * MINUTE);
  assert.deepEqual([story.sockets.length, story.client.state, lobby.states.at(-1)], [2, 'live', 'live']);
  await story.quiet(2 * MINUTE);
  assert.equal(story.sockets.length, 3);
});

test('an old connection that ends before its successor is there is a loss like any other', async (t) => {
  const { story, lobby } = await liveStory(t);
  await aDayPasses(story);
  story.sockets[0]?.drops();
  assert.equal(story.states.at(-1), 'waiting lost');
  assert.equal(story.sockets[1]?.closed, true);
  await story.silence(500);
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  assert.equal(lobby.states.at(-1), 'live');
});

test('an old connection that ends after its successor took over is no loss', async (t) => {
  const { story, lobby, old, young } = await takeover(t);
  young.says('{"id":"2","type":"subscribe_success"}');
  old.drops();
  assert.deepEqual([story.states.at(-1), lobby.states.at(-1)], ['live', 'live']);
});

test('a network that came back gets a new connection, and the old one serves until then', async (t) => {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  });
  Object.assign(globalThis, { window: page });
  t.after(() => Reflect.deleteProperty(globalThis, 'window'));
  const { story, lobby } = await liveStory(t);
  page.dispatchEvent(new Event('online'));
  await settled();
  assert.equal(story.sockets.length, 2);
  story.sockets[0]?.says('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual(lobby.heard, [1]);
  story.client.close();
  assert.deepEqual(getEventListeners(page, 'online'), []);
});

test('closing the client in the middle of a takeover closes both connections', async (t) => {
  const { story, old, young } = await takeover(t);
  story.client.close();
  assert.deepEqual([old.closed, young.closed, story.clock.pending], [true, true, 0]);
});
