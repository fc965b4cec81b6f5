import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

test('a publish sends its events as texts and returns the result of each', async (t) => {
  const { harness } = await liveHarness(t);
  const publish = harness.client.publish('/demo/lobby', [{ text: 'hi' }, 'x']);
  await settled();
  assert.deepEqual(harness.socket.sent.slice(2), [
    '{"type":"publish","channel":"/demo/lobby","events":["{\\"text\\":\\"hi\\"}","\\"x\\""],"id":"2","authorization":{"host":"api.example","x-api-key":"da2-3"}}',
  ]);
  harness.socket.receive(
    '{"id":"2","type":"publish_success","successful":[{"identifier":"u-0","index":0}],"failed":[{"identifier":"u-1","index":1,"code":"E","message":"no"}]}',
  );
  assert.deepEqual(await publish, {
    successful: [{ identifier: 'u-0', index: 0 }],
    failed: [{ identifier: 'u-1', index: 1, code: 'E', message: 'no' }],
  });
  assert.equal(harness.clock.pending, 1, 'only the connection check still has a timer');
});

test('a publish without a connection connects, and is sent once', async (t) => {
  const harness = new TestHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.socket.open();
  await settled();
  assert.deepEqual(harness.socket.ids('publish'), ['1']);
  harness.socket.receive('{"id":"1","type":"publish_success","successful":[{"identifier":"u","index":0}],"failed":[]}');
  assert.equal((await publish).successful.length, 1);
});

test('a publish waits while the connection waits for its retry', async (t) => {
  const { harness } = await liveHarness(t);
  harness.socket.drop();
  const publish = harness.client.publish('/demo/lobby', [1]);
  await harness.advance(500);
  harness.socket.open();
  await settled();
  harness.socket.receive(
    `{"id":"${harness.socket.ids('publish')}","type":"publish_success","successful":[],"failed":[]}`,
  );
  assert.deepEqual(await publish, { successful: [], failed: [] });
});

test('a publish whose connection is lost before the response fails as lost and is never sent again', async (t) => {
  const { harness } = await liveHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.socket.drop();
  await assert.rejects(publish, { code: 'lost', retryable: true });
  await harness.advance(500);
  harness.socket.open();
  await settled();
  assert.deepEqual(harness.socket.ids('publish'), []);
});

test('a publish without a response fails after 15 s, and the error says whether it was sent', async (t) => {
  const { harness } = await liveHarness(t);
  const sent = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.clock.advance(15_000);
  await assert.rejects(sent, { code: 'timed-out', message: 'The publish to /demo/lobby got no response in time.' });

  const offline = new TestHarness(t);
  const unsent = offline.client.publish('/demo/lobby', [1]);
  await settled();
  offline.clock.advance(15_000);
  await assert.rejects(unsent, { code: 'timed-out', message: 'The publish to /demo/lobby got no connection in time.' });
});

test('a publish that timed out before its credentials arrived is not sent when they arrive', async (t) => {
  let resolveCredentials: (authorization: { Authorization: string }) => void = () => {};
  let isSlow = false;
  const { harness } = await liveHarness(t, {
    authorization: () => (isSlow ? new Promise((resolve) => (resolveCredentials = resolve)) : { Authorization: 'ey' }),
  });
  isSlow = true;
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.clock.advance(15_000);
  await assert.rejects(publish, { code: 'timed-out' });
  resolveCredentials({ Authorization: 'ey' });
  await settled();
  assert.deepEqual(harness.socket.ids('publish'), []);
});

test('a response that arrives too late is ignored', async (t) => {
  const { harness } = await liveHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.clock.advance(15_000);
  await assert.rejects(publish);
  harness.socket.receive('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  harness.socket.receive('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  assert.equal(harness.client.state, 'live');
});

for (const [frame, code] of [
  ['{"id":"2","type":"publish_error","errors":[{"errorType":"UnauthorizedException"}]}', 'unauthorized'],
  ['{"id":"2","type":"publish_error","errors":[{"errorType":"LimitExceededError","message":"slow"}]}', 'refused'],
  ['{"id":"2","type":"error","errors":[{"errorType":"BadRequestException"}]}', 'refused'],
  ['{"id":"2","type":"publish_error"}', 'refused'],
] as const)
  test(`a refused publish fails as ${code}: ${frame}`, async (t) => {
    const { harness, lobby } = await liveHarness(t);
    const publish = harness.client.publish('/demo/lobby', [1]);
    await settled();
    harness.socket.receive(frame);
    await assert.rejects(publish, { code, retryable: false });
    assert.equal(lobby.states.at(-1), 'live');
  });

test('a frame of another operation with the id of a publish does not complete it', async (t) => {
  const { harness } = await liveHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.socket.receive('{"id":"2","type":"data","event":"1"}');
  harness.socket.receive('{"id":"2","type":"subscribe_success"}');
  harness.socket.receive('{"id":"2","type":"publish_success","successful":[],"failed":[]}');
  await publish;
});

test('events that AppSync would refuse are rejected before the client connects or sends', async (t) => {
  const harness = new TestHarness(t);
  await assert.rejects(harness.client.publish('/demo/lobby', ['x'.repeat(245_759)]), { code: 'too-large' });
  await assert.rejects(harness.client.publish('/demo/lobby', [1, 2, 3, 4, 5, 6]), { code: 'too-large' });
  await assert.rejects(harness.client.publish('/demo/lobby', []), { code: 'too-large' });
  await assert.rejects(harness.client.publish('/demo/lobby', [1n]), { code: 'refused' });
  await settled();
  assert.equal(harness.sockets.length, 0);
});

test('unsent publishes fail at once when the credentials are refused', async (t) => {
  const refusal = '{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}';
  const harness = new TestHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.socket.open(refusal);
  await settled();
  harness.socket.open(refusal);
  await assert.rejects(publish, { code: 'unauthorized' });
});

test('a publish whose credentials cannot be fetched fails as lost and does not affect subscriptions', async (t) => {
  let isOffline = false;
  const { harness, lobby } = await liveHarness(t, {
    authorization: () => (isOffline ? Promise.reject(new Error('offline')) : { Authorization: 'ey' }),
  });
  isOffline = true;
  await assert.rejects(harness.client.publish('/demo/lobby', [1]), { code: 'lost', retryable: true });
  assert.equal(lobby.states.at(-1), 'live');
});

test('too many pending publishes are refused, which limits memory', async (t) => {
  const harness = new TestHarness(t);
  const publishes = Array.from({ length: 400 }, () => harness.client.publish('/demo/lobby', [1]));
  const outcomes = Promise.allSettled(publishes);
  harness.client.close();
  const codes = (await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
  assert.equal(codes.filter((code) => code === 'too-large').length, 25);
  assert.equal(codes.filter((code) => code === 'closed').length, 375);
});

test('completed publishes make room for others', async (t) => {
  const { harness } = await liveHarness(t);
  for (let count = 0; count < 400; count++) {
    const publish = harness.client.publish('/demo/lobby', [count]);
    await settled();
    const id = harness.socket.ids('publish').at(-1);
    harness.socket.receive(`{"id":"${id}","type":"publish_success","successful":[],"failed":[]}`);
    await publish;
    harness.socket.sent = [];
  }
});

test('closing the client fails pending publishes as closed', async (t) => {
  const { harness } = await liveHarness(t);
  const publish = harness.client.publish('/demo/lobby', [1]);
  await settled();
  harness.client.close();
  await assert.rejects(publish, { code: 'closed', retryable: false });
});
