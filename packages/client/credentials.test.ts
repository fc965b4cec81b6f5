// Behaviour of the client when AppSync, or the application itself, refuses the credentials.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './index.ts';
import { settled, TestHarness } from './testing/scripted-server.ts';

const REFUSAL =
  '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}],"type":"connection_error"}';

test('refused credentials are requested again once, immediately', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open(REFUSAL);
  harness.socket.drop();
  await settled();
  assert.equal(harness.sockets.length, 2);
  assert.equal(harness.authorizations, 2);
  assert.match(atob(harness.socket.protocols[1]?.slice('header-'.length) ?? ''), /da2-2/);
  harness.socket.open();
  assert.deepEqual(harness.states, ['idle', 'connecting', 'handshaking', 'connecting', 'handshaking', 'live']);
});

test('credentials that are refused twice are reported as unauthorized and retried without end, with long delays', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open(REFUSAL);
  const delays: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    await settled();
    harness.socket.open(REFUSAL);
    assert.equal(harness.states.at(-1), 'waiting unauthorized');
    delays.push((harness.detail.retryAt ?? 0) - harness.clock.now());
    await harness.advance(delays.at(-1) ?? 0);
  }
  assert.deepEqual(delays, [15_000, 30_000, 60_000, 120_000, 150_000, 150_000]);
  assert.match(harness.detail.error?.message ?? '', /^$|authorized/);
  harness.socket.open();
  assert.equal(harness.client.state, 'live');
});

test('a wake after a new sign-in connects without the delay', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open(REFUSAL);
  await settled();
  harness.socket.open(REFUSAL);
  harness.client.wake();
  await settled();
  assert.equal(harness.sockets.length, 3);
  assert.match(atob(harness.socket.protocols[1]?.slice('header-'.length) ?? ''), /da2-3/);
});

test('a server that acknowledges and then refuses, repeatedly, does not cause a busy loop', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  for (let attempt = 0; attempt < 20; attempt++) {
    await settled();
    if (harness.client.state !== 'waiting') {
      harness.socket.open();
      harness.socket.receive(REFUSAL);
    }
  }
  assert.equal(harness.sockets.length, 2);
});

test('credentials are requested with renew until AppSync accepts new ones', async (t) => {
  const requests: boolean[] = [];
  const harness = new TestHarness(t, {
    authorization(renew) {
      requests.push(renew);
      return { Authorization: renew ? 'fresh' : 'old' };
    },
  });
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open(REFUSAL);
  await settled();
  harness.socket.open();
  await settled();
  assert.deepEqual(requests, [false, true, false], 'one for each connection, one for the subscription');
  assert.equal(harness.states.at(-1), 'live');
});

for (const [name, frame] of Object.entries({
  'a type alone': '{"type":"connection_error","errors":[{"errorType":"UnauthorizedException"}]}',
  'a code alone': '{"type":"connection_error","errors":[{"message":"NoProtocolError","errorCode":400}]}',
  'a bad request': '{"type":"connection_error","errors":[{"errorType":"BadRequestException","message":"x"}]}',
}))
  test(`a refusal of the credentials is recognized by ${name}`, async (t) => {
    const harness = new TestHarness(t);
    harness.subscribe('/demo/lobby');
    await settled();
    harness.socket.open(frame);
    await settled();
    harness.socket.open(frame);
    assert.equal(harness.states.at(-1), 'waiting unauthorized');
  });

test('a refusal for another reason is retried like a loss', async (t) => {
  const harness = new TestHarness(t);
  harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open(
    '{"type":"connection_error","errors":[{"errorType":"LimitExceededError","message":"slow down"}]}',
  );
  assert.equal(harness.states.at(-1), 'waiting refused');
  assert.equal(harness.detail.retryAt, harness.clock.now() + 500);
});

test('credentials that cannot be fetched are reported as lost, with the cause', async (t) => {
  const cause = new TypeError('fetch failed');
  const harness = new TestHarness(t, { authorization: () => Promise.reject(cause) });
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.states.at(-1), 'waiting lost');
  assert.equal(harness.detail.error?.cause, cause);
});

test('an authorization that throws synchronously is treated like one that rejects', async (t) => {
  const authorization = () => {
    throw new Error('not signed in yet');
  };
  const harness = new TestHarness(t, { authorization });
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.states.at(-1), 'waiting lost');
});

test('an application can report that it has no credentials', async (t) => {
  const authorization = () => Promise.reject(new ClientError('unauthorized', 'No user is signed in.'));
  const harness = new TestHarness(t, { authorization });
  harness.subscribe('/demo/lobby');
  await settled();
  assert.equal(harness.states.at(-1), 'waiting unauthorized');
  assert.equal(harness.detail.retryAt, harness.clock.now() + 15_000);
});
