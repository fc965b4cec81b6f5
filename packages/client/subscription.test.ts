import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { liveStory, Story, settled } from './testing/scripted-server.ts';

test('events are heard in the order they come, as the values that were published', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.socket.says('{"id":"1","type":"data","event":"{\\"text\\":\\"hi\\"}"}');
  story.socket.says('{"id":"1","type":"data","event":"\\"plain\\""}');
  story.socket.says('{"id":"1","type":"data","event":"null"}');
  assert.deepEqual(lobby.heard, [{ text: 'hi' }, 'plain', null]);
});

test('an event in an array, as the sample of AWS shows it, is heard too', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.socket.says('{"id":"1","type":"data","event":["{\\"a\\":1}"]}');
  assert.deepEqual(lobby.heard, [{ a: 1 }]);
});

test('the states of a subscription are told from the first on', async (t) => {
  const story = new Story(t);
  const lobby = story.listens('/demo/lobby');
  assert.deepEqual(lobby.states, [], 'nothing is told before subscribe has returned');
  await settled();
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"1","type":"subscribe_success"}');
  story.socket.drops();
  assert.deepEqual(lobby.states, ['away', 'asking', 'live', 'away lost']);
});

test('after a drop every channel is asked for again, with fresh ids and fresh credentials', async (t) => {
  const { story, lobby } = await liveStory(t);
  const games = story.listens('/demo/games');
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  story.socket.drops();
  await story.silence(500);
  story.socket.opens();
  await settled();
  assert.deepEqual(story.socket.sent.slice(1), [
    '{"type":"subscribe","channel":"/demo/lobby","id":"3","authorization":{"host":"api.example","x-api-key":"da2-5"}}',
    '{"type":"subscribe","channel":"/demo/games","id":"4","authorization":{"host":"api.example","x-api-key":"da2-6"}}',
  ]);
  story.socket.says('{"id":"3","type":"subscribe_success"}');
  story.socket.says('{"id":"3","type":"data","event":"1"}');
  assert.deepEqual(lobby.heard, [1]);
  assert.deepEqual(lobby.states, ['away', 'asking', 'live', 'away lost', 'asking', 'live']);
  assert.equal(games.states.at(-1), 'asking');
});

test('two subscriptions to one channel each hear each event once', async (t) => {
  const { story, lobby } = await liveStory(t);
  const again = story.listens('/demo/lobby');
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  story.socket.says('{"id":"1","type":"data","event":"1"}');
  story.socket.says('{"id":"2","type":"data","event":"1"}');
  assert.deepEqual([lobby.heard, again.heard], [[1], [1]]);
  again.stop();
  story.socket.says('{"id":"1","type":"data","event":"2"}');
  assert.deepEqual([lobby.heard, again.heard], [[1, 2], [1]]);
});

test('a stopped subscription unsubscribes and hears nothing more', async (t) => {
  const { story, lobby } = await liveStory(t);
  lobby.stop();
  lobby.stop();
  assert.deepEqual(story.socket.sent.slice(2), ['{"type":"unsubscribe","id":"1"}']);
  story.socket.says('{"id":"1","type":"data","event":"1"}');
  story.socket.says('{"id":"1","type":"unsubscribe_success"}');
  assert.deepEqual(lobby.heard, []);
});

test('a subscription that is stopped before it is established unsubscribes when it is', async (t) => {
  const { story } = await liveStory(t);
  const games = story.listens('/demo/games');
  await settled();
  games.stop();
  assert.deepEqual(story.socket.ids('unsubscribe'), []);
  story.socket.says('{"id":"2","type":"data","event":"1"}');
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual(story.socket.ids('unsubscribe'), ['2']);
  assert.deepEqual([games.heard, games.states], [[], ['asking']]);
});

test('a subscription that is stopped in the same breath is never asked for', async (t) => {
  const { story } = await liveStory(t);
  story.listens('/demo/games').stop();
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['1']);
});

test('a subscription that is made just as the connection is acknowledged is asked for once', async (t) => {
  const { story } = await liveStory(t);
  story.socket.drops();
  await story.silence(500);
  story.listens('/demo/games');
  story.socket.opens();
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['2', '3']);
});

test('a listener may stop its own subscription', async (t) => {
  const { story } = await liveStory(t);
  const heard: unknown[] = [];
  const stop = story.client.subscribe('/demo/games', (event) => {
    heard.push(event);
    stop();
  });
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  story.socket.says('{"id":"2","type":"data","event":["1","2"]}');
  story.socket.says('{"id":"2","type":"data","event":"3"}');
  assert.deepEqual(heard, [1]);
});

test('a listener that throws does not stop the others, and its error is not swallowed', async (t) => {
  const reported: unknown[] = [];
  // The test runner's own listeners are put aside, as they would take the error for a failure of this test.
  const own = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reported.push(error));
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of own) process.on('uncaughtException', listener);
  });
  const { story, lobby } = await liveStory(t);
  const boom = new Error('boom');
  story.client.subscribe('/demo/games', () => {
    throw boom;
  });
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  story.socket.says('{"id":"2","type":"data","event":"1"}');
  story.socket.says('{"id":"1","type":"data","event":"2"}');
  await settled();
  assert.deepEqual(reported, [boom]);
  assert.deepEqual(lobby.heard, [2]);
  assert.equal(story.client.state, 'live');
});

// Refused channels

test('a refused channel does not disturb the others and is not asked for in a loop', async (t) => {
  const { story, lobby } = await liveStory(t);
  const secret = story.listens('/demo/secret');
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  await story.quiet(60 * 60_000);
  story.socket.says('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual(secret.states, ['asking', 'refused unauthorized']);
  assert.equal(secret.errors[0]?.message, 'AppSync refused /demo/secret: UnauthorizedException');
  assert.deepEqual([lobby.states.at(-1), lobby.heard], ['live', [1]]);
  assert.deepEqual(story.socket.ids('subscribe'), ['1', '2']);
  assert.equal(story.sockets.length, 1);
});

test('a refused channel is asked for again on the next connection', async (t) => {
  const { story } = await liveStory(t);
  const secret = story.listens('/demo/secret');
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  story.socket.drops();
  await story.silence(500);
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"4","type":"subscribe_success"}');
  assert.deepEqual(secret.states, ['asking', 'refused unauthorized', 'away lost', 'asking', 'live']);
});

test('a refused channel is asked for again by a wake, and the live ones are left alone', async (t) => {
  const { story } = await liveStory(t);
  const secret = story.listens('/demo/secret');
  await settled();
  story.socket.says(
    '{"id":"2","type":"subscribe_error","errors":[{"errorType":"BadRequestException","message":"Invalid Channel Format"}]}',
  );
  story.client.wake();
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['1', '2', '3']);
  story.socket.says('{"id":"3","type":"subscribe_success"}');
  assert.deepEqual(secret.states, ['asking', 'refused refused', 'asking', 'live']);
  story.client.wake();
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['1', '2', '3']);
});

test('a refused channel that is stopped is not asked for again', async (t) => {
  const { story } = await liveStory(t);
  const secret = story.listens('/demo/secret');
  await settled();
  story.socket.says('{"id":"2","type":"subscribe_error","errors":[{"errorType":"UnauthorizedException"}]}');
  secret.stop();
  story.client.wake();
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['1', '2']);
  assert.deepEqual(story.socket.ids('unsubscribe'), []);
});

test('an error frame with the id of a subscription refuses it', async (t) => {
  const { story } = await liveStory(t);
  const games = story.listens('/demo/games');
  await settled();
  story.socket.says('{"id":"2","type":"error","errors":[{"errorType":"UnsupportedOperation","message":"no"}]}');
  assert.equal(games.states.at(-1), 'refused refused');
});

test('a refusal that comes after the success is not believed', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.socket.says('{"id":"1","type":"subscribe_error","errors":[]}');
  story.socket.says('{"id":"1","type":"data","event":"1"}');
  assert.deepEqual([lobby.states.at(-1), lobby.heard], ['live', [1]]);
});

// Answers that do not come

test('a subscribe without an answer is asked again under another id after 15 s', async (t) => {
  const { story } = await liveStory(t);
  const games = story.listens('/demo/games');
  await settled();
  await story.silence(15_000);
  assert.deepEqual(story.socket.ids('subscribe'), ['1', '2', '3']);
  assert.deepEqual(games.states, ['asking', 'asking timed-out']);
  story.socket.says('{"id":"3","type":"subscribe_success"}');
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  assert.deepEqual(story.socket.ids('unsubscribe'), ['2'], 'the late one is given back');
  story.socket.says('{"id":"2","type":"data","event":"1"}');
  story.socket.says('{"id":"3","type":"data","event":"1"}');
  assert.deepEqual(games.heard, [1]);
});

test('credentials that fail for one subscribe are asked for again, and the others go on', async (t) => {
  let isOffline = false;
  const { story, lobby } = await liveStory(t, {
    authorization: () => (isOffline ? Promise.reject(new Error('offline')) : { Authorization: 'Bearer ey' }),
  });
  isOffline = true;
  const games = story.listens('/demo/games');
  await settled();
  isOffline = false;
  await story.silence(15_000);
  assert.equal(games.states.at(-1), 'asking lost');
  story.socket.says('{"id":"3","type":"subscribe_success"}');
  assert.equal(games.states.at(-1), 'live');
  assert.equal(lobby.states.at(-1), 'live');
});

test('credentials that are denied for one subscribe refuse that channel', async (t) => {
  let isSignedIn = true;
  const { story } = await liveStory(t, {
    authorization: () => {
      if (!isSignedIn) throw new ClientError('unauthorized', 'Nobody is signed in.');
      return { Authorization: 'ey' };
    },
  });
  isSignedIn = false;
  const games = story.listens('/demo/games');
  await settled();
  assert.deepEqual(games.states, ['asking', 'refused unauthorized']);
});

test('a connection that is lost while credentials are fetched leaves nothing half asked', async (t) => {
  let give: (authorization: { 'x-api-key': string }) => void = () => {};
  let isSlow = false;
  const { story } = await liveStory(t, {
    authorization: () =>
      isSlow
        ? new Promise((resolve) => {
            give = resolve;
          })
        : { 'x-api-key': 'da2-1' },
  });
  isSlow = true;
  const games = story.listens('/demo/games');
  await settled();
  story.socket.drops();
  isSlow = false;
  give({ 'x-api-key': 'da2-2' });
  await settled();
  assert.deepEqual(story.socket.ids('subscribe'), ['1']);
  assert.deepEqual(games.states, ['asking', 'away lost']);
});
