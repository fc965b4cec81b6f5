// What the client makes of credentials that AppSync, or the program itself, refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { Story, settled } from './testing/scripted-server.ts';

const REFUSAL =
  '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}],"type":"connection_error"}';

test('refused credentials are asked for again once, at once', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens(REFUSAL);
  story.socket.drops();
  await settled();
  assert.equal(story.sockets.length, 2);
  assert.equal(story.asked, 2);
  assert.match(atob(story.socket.protocols[1]?.slice('header-'.length) ?? ''), /da2-2/);
  story.socket.opens();
  assert.deepEqual(story.states, ['idle', 'dialling', 'greeting', 'dialling', 'greeting', 'live']);
});

test('credentials that are refused twice wait long, are said to be unauthorized, and are never given up', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens(REFUSAL);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    await settled();
    story.socket.opens(REFUSAL);
    assert.equal(story.states.at(-1), 'waiting unauthorized');
    waits.push((story.detail.retryAt ?? 0) - story.clock.now());
    await story.silence(waits.at(-1) ?? 0);
  }
  assert.deepEqual(waits, [15_000, 30_000, 60_000, 120_000, 150_000, 150_000]);
  assert.match(story.detail.error?.message ?? '', /^$|authorized/);
  story.socket.opens();
  assert.equal(story.client.state, 'live');
});

test('a person who signs in again need not wait', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens(REFUSAL);
  await settled();
  story.socket.opens(REFUSAL);
  story.client.wake();
  await settled();
  assert.equal(story.sockets.length, 3);
  assert.match(atob(story.socket.protocols[1]?.slice('header-'.length) ?? ''), /da2-3/);
});

test('a server that greets and then refuses, over and over, is not asked in a hot loop', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  for (let attempt = 0; attempt < 20; attempt++) {
    await settled();
    if (story.client.state !== 'waiting') {
      story.socket.opens();
      story.socket.says(REFUSAL);
    }
  }
  assert.equal(story.sockets.length, 2);
});

test('credentials that were refused are asked for again as such, until others are taken', async (t) => {
  const asked: boolean[] = [];
  const story = new Story(t, {
    authorization(refused) {
      asked.push(refused);
      return { Authorization: refused ? 'fresh' : 'old' };
    },
  });
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens(REFUSAL);
  await settled();
  story.socket.opens();
  await settled();
  assert.deepEqual(asked, [false, true, false], 'for the first connection, the second, and the subscription on it');
  assert.equal(story.states.at(-1), 'live');
});

for (const [name, frame] of Object.entries({
  'a type alone': '{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}',
  'a code alone': '{"type":"connection_error","errors":[{"message":"NoProtocolError","errorCode":400}]}',
  'a bad request': '{"type":"connection_error","errors":[{"errorType":"BadRequestException","message":"x"}]}',
}))
  test(`a refusal of the credentials is known by ${name}`, async (t) => {
    const story = new Story(t);
    story.listens('/demo/lobby');
    await settled();
    story.socket.opens(frame);
    await settled();
    story.socket.opens(frame);
    assert.equal(story.states.at(-1), 'waiting unauthorized');
  });

test('a refusal for another reason is waited for like a loss', async (t) => {
  const story = new Story(t);
  story.listens('/demo/lobby');
  await settled();
  story.socket.opens('{"type":"connection_error","errors":[{"errorType":"LimitExceededError","message":"slow down"}]}');
  assert.equal(story.states.at(-1), 'waiting refused');
  assert.equal(story.detail.retryAt, story.clock.now() + 500);
});

test('credentials that cannot be fetched now are a loss, with the cause', async (t) => {
  const cause = new TypeError('fetch failed');
  const story = new Story(t, { authorization: () => Promise.reject(cause) });
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.states.at(-1), 'waiting lost');
  assert.equal(story.detail.error?.cause, cause);
});

test('an authorization that throws at once is treated like one that rejects', async (t) => {
  const authorization = () => {
    throw new Error('not signed in yet');
  };
  const story = new Story(t, { authorization });
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.states.at(-1), 'waiting lost');
});

test('a program may say itself that it has no credentials', async (t) => {
  const authorization = () => Promise.reject(new ClientError('unauthorized', 'Nobody is signed in.'));
  const story = new Story(t, { authorization });
  story.listens('/demo/lobby');
  await settled();
  assert.equal(story.states.at(-1), 'waiting unauthorized');
  assert.equal(story.detail.retryAt, story.clock.now() + 15_000);
});
