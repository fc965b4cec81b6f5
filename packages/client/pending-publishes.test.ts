import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveStory, Story, settled } from './testing/scripted-server.ts';

test('a publish sends its events as texts and returns what became of each', async (t) => {
  const { story } = await liveStory(t);
  const publish = story.client.publish('/demo/lobby', [{ text: 'hi' }, 'x']);
  await settled();
  assert.deepEqual(story.socket.sent.slice(2), [
    '{"type":"publish","channel":"/demo/lobby","events":["{\\"text\\":\\"hi\\"}","\\"x\\""],"id":"2","authorization":{"host":"api.example","x-api-key":"da2-3"}}',
  ]);
  story.socket.says(
    '{"id":"2","type":"publish_success","successful":[{"identifier":"u-0","index":0}],"failed":[{"identifier":"u-1","index":1,"code":"E","message":"no"}]}',
  );
  assert.deepEqual(await publish, {
    successful: [{ identifier: 'u-0', index: 0 }],
    failed: [{ identifier: 'u-1', index: 1, code: 'E', message: 'no' }],
  });
  assert.equal(story.clock.pending, 1, 'only the watch over the connection still has a timer');
});

test('a publish dials when there is no connection, and is sent once', async (t) => {
  const story = new Story(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.socket.opens();
  await settled();
  assert.deepEqual(story.socket.ids('publish'), ['1']);
  story.socket.says('{"id":"1","type":"publish_success","successful":[{"identifier":"u","index":0}],"failed":[]}');
  assert.equal((await publish).successful.length, 1);
});

test('a publish waits while the connection does', async (t) => {
  const { story } = await liveStory(t);
  story.socket.drops();
  const publish = story.client.publish('/demo/lobby', [1]);
  await story.silence(500);
  story.socket.opens();
  await settled();
  story.socket.says(`{"id":"${story.socket.ids('publish')}","type":"publish_success","successful":[],"failed":[]}`);
  assert.deepEqual(await publish, { successful: [], failed: [] });
});

test('a publish whose connection is lost before the answer fails as lost and is never sent again', async (t) => {
  const { story } = await liveStory(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.socket.drops();
  await assert.rejects(publish, { code: 'lost', retryable: true });
  await story.silence(500);
  story.socket.opens();
  await settled();
  assert.deepEqual(story.socket.ids('publish'), []);
});

test('a publish that is not answered fails after 15 s, and says whether it was sent', async (t) => {
  const { story } = await liveStory(t);
  const sent = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.clock.advance(15_000);
  await assert.rejects(sent, { code: 'timed-out', message: 'The publish to /demo/lobby had no answer in time.' });

  const offline = new Story(t);
  const unsent = offline.client.publish('/demo/lobby', [1]);
  await settled();
  offline.clock.advance(15_000);
  await assert.rejects(unsent, { code: 'timed-out', message: 'The publish to /demo/lobby had no connection in time.' });
});

test('a publish that was given up before its credentials came is not sent when they come', async (t) => {
  let give: (authorization: { Authorization: string }) => void = () => {};
  let isSlow = false;
  const { story } = await liveStory(t, {
    authorization: () => (isSlow ? new Promise((resolve) => (give = resolve)) : { Authorization: 'ey' }),
  });
  isSlow = true;
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.clock.advance(15_000);
  await assert.rejects(publish, { code: 'timed-out' });
  give({ Authorization: 'ey' });
  await settled();
  assert.deepEqual(story.socket.ids('publish'), []);
});

test('an answer that comes too late is ignored', async (t) => {
  const { story } = await liveStory(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.clock.advance(15_000);
  await assert.rejects(publish);
  story.socket.says('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  story.socket.says('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  assert.equal(story.client.state, 'live');
});

for (const [frame, code] of [
  ['{"id":"2","type":"publish_error","errors":[{"errorType":"UnauthorizedException"}]}', 'unauthorized'],
  ['{"id":"2","type":"publish_error","errors":[{"errorType":"LimitExceededError","message":"slow"}]}', 'refused'],
  ['{"id":"2","type":"error","errors":[{"errorType":"BadRequestException"}]}', 'refused'],
  ['{"id":"2","type":"publish_error"}', 'refused'],
] as const)
  test(`a refused publish fails as ${code}: ${frame}`, async (t) => {
    const { story, lobby } = await liveStory(t);
    const publish = story.client.publish('/demo/lobby', [1]);
    await settled();
    story.socket.says(frame);
    await assert.rejects(publish, { code, retryable: false });
    assert.equal(lobby.states.at(-1), 'live');
  });

test('a foreign frame with the id of a publish does not answer it', async (t) => {
  const { story } = await liveStory(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.socket.says('{"id":"2","type":"data","event":"1"}');
  story.socket.says('{"id":"2","type":"subscribe_success"}');
  story.socket.says('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('events that AppSync would not take are refused before anything is sent or dialled', async (t) => {
  const story = new Story(t);
  await assert.rejects(story.client.publish('/demo/lobby', ['x'.repeat(245_759)]), { code: 'too-large' });
  await assert.rejects(story.client.publish('/demo/lobby', [1, 2, 3, 4, 5, 6]), { code: 'too-large' });
  await assert.rejects(story.client.publish('/demo/lobby', []), { code: 'too-large' });
  await assert.rejects(story.client.publish('/demo/lobby', [1n]), { code: 'refused' });
  await settled();
  assert.equal(story.sockets.length, 0);
});

test('publishes that wait for a connection hear at once that the credentials are refused', async (t) => {
  const refusal = '{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}';
  const story = new Story(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.socket.opens(refusal);
  await settled();
  story.socket.opens(refusal);
  await assert.rejects(publish, { code: 'unauthorized' });
});

test('a publish whose credentials cannot be fetched fails with the cause and leaves the rest alone', async (t) => {
  let isOffline = false;
  const { story, lobby } = await liveStory(t, {
    authorization: () => (isOffline ? Promise.reject(new Error('offline')) : { Authorization: 'ey' }),
  });
  isOffline = true;
  await assert.rejects(story.client.publish('/demo/lobby', [1]), { code: 'lost', retryable: true });
  assert.equal(lobby.states.at(-1), 'live');
});

test('a flood of publishes is refused before it fills the memory', async (t) => {
  const story = new Story(t);
  const publishes = Array.from({ length: 400 }, () => story.client.publish('/demo/lobby', [1]));
  const outcomes = Promise.allSettled(publishes);
  story.client.close();
  const codes = (await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
  assert.equal(codes.filter((code) => code === 'too-large').length, 25);
  assert.equal(codes.filter((code) => code === 'closed').length, 375);
});

test('publishes that have their answer make room for others', async (t) => {
  const { story } = await liveStory(t);
  for (let count = 0; count < 400; count++) {
    const publish = story.client.publish('/demo/lobby', [count]);
    await settled();
    const id = story.socket.ids('publish').at(-1);
    story.socket.says(`{"id":"${id}","type":"publish_success","successful":[],"failed":[]}`);
    await publish;
    story.socket.sent = [];
  }
});

test('closing the client fails what waits for an answer as closed', async (t) => {
  const { story } = await liveStory(t);
  const publish = story.client.publish('/demo/lobby', [1]);
  await settled();
  story.client.close();
  await assert.rejects(publish, { code: 'closed', retryable: false });
});
