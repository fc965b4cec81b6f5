// What the client makes of a connection that says nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveStory, Story, settled } from './testing/scripted-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('a keep-alive in every minute keeps a connection for hours', async (t) => {
  const { story } = await liveStory(t);
  await story.quiet(5 * HOUR);
  assert.equal(story.sockets.length, 1);
});

test('any frame is a sign of life', async (t) => {
  const { story } = await liveStory(t);
  for (let minute = 0; minute < 5; minute++) {
    story.socket.says('{"id":"1","type":"data","event":"1"}');
    await story.silence(MINUTE);
  }
  assert.equal(story.sockets.length, 1);
});

test('a connection without a keep-alive for 65 s gets a successor, and goes on until it is there', async (t) => {
  const { story, lobby } = await liveStory(t);
  await story.silence(64_000);
  assert.equal(story.sockets.length, 1);
  await story.silence(10_000);
  assert.equal(story.sockets.length, 2);
  assert.equal(story.client.state, 'live');
  story.sockets[0]?.says('{"id":"1","type":"data","event":"\\"still here\\""}');
  assert.deepEqual(lobby.heard, ['still here']);
});

test('a silent connection whose successor fails is lost', async (t) => {
  const { story, lobby } = await liveStory(t);
  await story.silence(70_000);
  story.sockets[1]?.drops();
  assert.equal(story.states.at(-1), 'waiting lost');
  assert.equal(lobby.states.at(-1), 'away lost');
  assert.equal(story.sockets[0]?.closed, true);
});

test('a peer that vanished without a word is noticed within 85 s', async (t) => {
  const { story } = await liveStory(t);
  await story.silence(85_000);
  assert.equal(story.states.at(-1), 'waiting timed-out');
});

test('silence for as long as AppSync itself allows is a loss at once', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens('{"type":"connection_ack","connectionTimeoutMs":30000}');
  await story.silence(29_000);
  assert.equal(story.client.state, 'live');
  await story.silence(1_000);
  assert.equal(story.states.at(-1), 'waiting lost');
});

for (const timeout of ['0', '-1', '"soon"', 'null', '[]', '1e999'])
  test(`a connection timeout of ${timeout} from the server does not end the connection early`, async (t) => {
    const story = new Story(t);
    story.listens('/demo/lobby');
    await settled();
    story.socket.opens(`{"type":"connection_ack","connectionTimeoutMs":${timeout}}`);
    await story.quiet(10 * MINUTE);
    assert.deepEqual([story.client.state, story.sockets.length], ['live', 1]);
  });

test('a laptop that slept through the night reconnects as soon as it wakes', async (t) => {
  const { story } = await liveStory(t);
  story.clock.jump(8 * HOUR);
  await story.silence(0);
  assert.equal(story.states.at(-1), 'waiting lost');
  await story.silence(1_000);
  assert.equal(story.sockets.length, 2);
});

test('a timer that is minutes late makes the connection suspect, even if an old frame was just read', async (t) => {
  const { story } = await liveStory(t);
  story.clock.jump(10_000 + 2 * MINUTE);
  story.socket.says('{"type":"ka"}');
  await story.silence(0);
  assert.equal(story.sockets.length, 2);
});

test('a hidden page, whose timers run once a minute, is not taken for asleep', async (t) => {
  const { story } = await liveStory(t);
  for (let minute = 0; minute < 30; minute++) {
    story.clock.jump(MINUTE);
    story.socket.says('{"type":"ka"}');
    await story.silence(0);
  }
  assert.equal(story.sockets.length, 1);
});

test('a clock that is set back an hour does not blind the watch', async (t) => {
  const { story } = await liveStory(t);
  story.clock.setBack(HOUR);
  await story.silence(70_000);
  await story.silence(10_000);
  assert.equal(story.sockets.length, 2);
});

test('a page that is shown again looks at the connection at once', async (t) => {
  const { story } = await liveStory(t);
  story.clock.jump(70_000);
  story.client.wake();
  await settled();
  assert.equal(story.sockets.length, 2);
});
