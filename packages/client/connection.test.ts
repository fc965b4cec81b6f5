import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { liveStory, Story, settled } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('nothing is dialled until something needs it', async (t) => {
  const story = new Story(t);
  await settled();
  assert.equal(story.sockets.length, 0);
  assert.deepEqual(story.states, ['idle']);
});

test('the credentials travel in the subprotocol, with the host of the HTTP endpoint', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.socket.url, 'wss://realtime.example/event/realtime');
  assert.deepEqual(story.socket.protocols, [
    'aws-appsync-event-ws',
    'header-eyJob3N0IjoiYXBpLmV4YW1wbGUiLCJ4LWFwaS1rZXkiOiJkYTItMSJ9',
  ]);
});

test('a connection greets first and subscribes when it is acknowledged', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens('');
  await settled();
  assert.deepEqual(story.socket.sent, ['{"type":"connection_init"}']);
  story.socket.says('{"type":"connection_ack","connectionTimeoutMs":300000}');
  await settled();
  assert.deepEqual(story.socket.sent.slice(1), [
    '{"type":"subscribe","channel":"/demo/lobby","id":"1","authorization":{"host":"api.example","x-api-key":"da2-2"}}',
  ]);
  assert.deepEqual(story.states, ['idle', 'dialling', 'greeting', 'live']);
});

test('a keep-alive before the acknowledgement is no acknowledgement', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens('{"type":"ka"}');
  assert.equal(story.client.state, 'greeting');
});

test('a socket that does not open is given up after 15 s', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  await story.silence(15_000);
  assert.equal(story.states.at(-1), 'waiting timed-out');
  assert.equal(story.socket.closed, true);
});

test('a connection that is not acknowledged is given up after 15 s', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens('');
  await story.silence(15_000);
  assert.equal(story.states.at(-1), 'waiting timed-out');
});

test('credentials that never come are given up after 15 s', async (t) => {
  const story = new Story(t, { authorization: () => new Promise(() => {}) });
  story.listens('/demo/lobby');
  await story.silence(15_000);
  assert.equal(story.states.at(-1), 'waiting timed-out');
  assert.equal(story.sockets.length, 0);
});

test('a lost connection is dialled again after a wait that is told', async (t) => {
  const { story } = await liveStory(t);
  story.socket.drops();
  assert.equal(story.states.at(-1), 'waiting lost');
  assert.equal(story.detail.retryAt, story.clock.now() + 500);
  await story.silence(499);
  assert.equal(story.sockets.length, 1);
  await story.silence(1);
  assert.equal(story.sockets.length, 2);
  assert.equal(story.client.state, 'dialling');
});

test('each failure in a row doubles the wait, up to half a minute', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    await settled();
    story.socket.drops();
    const wait = (story.detail.retryAt ?? 0) - story.clock.now();
    waits.push(wait);
    await story.silence(wait);
  }
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('waits are short again after a connection that lasted, and only then', async (t) => {
  const { story } = await liveStory(t);
  const waits: number[] = [];
  for (const lived of [1_000, 1_000, 30_000]) {
    await story.silence(lived);
    story.socket.drops();
    waits.push((story.detail.retryAt ?? 0) - story.clock.now());
    await story.silence(waits.at(-1) ?? 0);
    story.socket.opens();
    await settled();
  }
  assert.deepEqual(waits, [500, 1_000, 500]);
});

test('a thousand lost clients do not come back at one moment', async (t) => {
  const moments = new Set<number | undefined>();
  for (let index = 0; index < 1_000; index++) {
    const { story } = await liveStory(t);
    story.random = index / 1_000;
    story.socket.drops();
    moments.add(story.detail.retryAt);
  }
  assert.ok(moments.size > 850, `${moments.size} moments`);
});

test('a wake dials at once instead of waiting', async (t) => {
  const { story } = await liveStory(t);
  story.socket.drops();
  story.client.wake();
  await settled();
  assert.equal(story.sockets.length, 2);
  await story.silence(10_000);
  assert.equal(story.sockets.length, 2, 'the timer of the wait is gone');
});

test('a wake while dialling or while all is well dials nothing', async (t) => {
  const story = new Story(t);
  story.client.wake();
  story.listens('/demo/lobby');
  story.client.wake();
  await settled();
  story.client.wake();
  story.socket.opens();
  story.client.wake();
  await settled();
  assert.equal(story.sockets.length, 1);
});

test('a lost connection that nobody needs is not dialled again', async (t) => {
  const { story, lobby } = await liveStory(t);
  lobby.stop();
  story.socket.drops();
  assert.equal(story.client.state, 'idle');
  await story.silence(1_000);
  assert.equal(story.sockets.length, 1);
});

test('a wait that nobody needs any more ends without a dial', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.socket.drops();
  lobby.stop();
  await story.silence(1_000);
  assert.equal(story.sockets.length, 1);
  assert.equal(story.client.state, 'idle');
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.sockets.length, 2);
});

test('an address that the WebSocket does not take is a wait, not a crash', async (t) => {
  const story = new Story(t, {
    WebSocket: class {
      constructor() {
        throw new SyntaxError('The URL is not allowed.');
      }
    } as never,
  });
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.states.at(-1), 'waiting lost');
  assert.ok(story.detail.error?.cause instanceof SyntaxError);
});

test('an address that is none is refused when the client is made', (t) => {
  assert.throws(() => new Story(t, { http: 'api.example' }), {
    code: 'refused',
    message: '"api.example" is not an address.',
  });
  assert.throws(() => new Story(t, { realtime: '' }), ClientError);
});

test('a closed client closes its socket, sets no timer and tells everybody', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.client.close();
  assert.equal(story.socket.closed, true);
  assert.equal(story.clock.pending, 0);
  assert.equal(story.states.at(-1), 'closed closed');
  assert.deepEqual(lobby.states, ['away', 'asking', 'live', 'away closed']);
});

test('a closed client stays closed', async (t) => {
  const { story } = await liveStory(t);
  story.client.close();
  story.client.close();
  story.client.wake();
  story.socket.drops();
  await story.silence(HOUR);
  assert.deepEqual([story.client.state, story.sockets.length], ['closed', 1]);
  assert.throws(() => story.listens('/demo/lobby'), { code: 'closed' });
  await assert.rejects(story.client.publish('/demo/lobby', [1]), { code: 'closed' });
  await assert.rejects(story.client.post('/demo/lobby', [1]), { code: 'closed' });
});

test('a client that is closed while it dials leaves no socket behind', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  story.client.close();
  await settled();
  assert.equal(story.sockets.length, 0);
  assert.equal(story.clock.pending, 0);
});

test('a watcher that closes the client in the middle of the news leaves nobody with old news', async (t) => {
  const { story } = await liveStory(t);
  const early: string[] = [];
  const late: string[] = [];
  story.client.watch((state) => {
    early.push(state);
    if (state === 'waiting') story.client.close();
  });
  story.client.watch((state) => late.push(state));
  story.socket.drops();
  assert.deepEqual(early, ['live', 'waiting', 'closed']);
  assert.deepEqual(late, ['live', 'closed']);
  assert.equal(story.clock.pending, 0);
});

test('a watcher that closes the client as it dials leaves no socket behind', async (t) => {
  const story = new Story(t);
  story.client.watch((state) => {
    if (state === 'dialling') story.client.close();
  });
  story.listens('/demo/lobby');
  await settled();
  assert.deepEqual([story.sockets.length, story.clock.pending], [0, 0]);
});

test('a watcher that wakes the connection as soon as it waits does not wait', async (t) => {
  const { story } = await liveStory(t);
  story.client.watch((state) => {
    if (state === 'waiting') story.client.wake();
  });
  const late: string[] = [];
  story.client.watch((state) => late.push(state));
  story.socket.drops();
  assert.deepEqual(late, ['live', 'dialling']);
  await settled();
  assert.equal(story.client.state, 'dialling');
  await story.silence(14_000);
  assert.equal(story.sockets.length, 2);
});

test('a watcher that was stopped hears nothing more', async (t) => {
  const { story } = await liveStory(t);
  const states: string[] = [];
  const stop = story.client.watch((state) => states.push(state));
  stop();
  story.socket.drops();
  assert.deepEqual(states, ['live']);
});
