// Frames that no server should send.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveHarness } from './testing/scripted-server.ts';

test('a broadcast_error is passed on to the subscription', async (t) => {
  const { harness, lobby } = await liveHarness(t);
  harness.socket.receive(
    '{"id":"1","type":"broadcast_error","errors":[{"errorType":"MessageProcessingError","message":"oops"}]}',
  );
  assert.equal(lobby.states.at(-1), 'live lost');
  assert.match(lobby.errors[0]?.message ?? '', /MessageProcessingError: oops/);
});

for (const event of ['"{"', '""', '"undefined"', '{}', '{"toString":1}', '[{}]'])
  test(`an event that is not JSON text (${event}) is reported as lost, and later events are delivered`, async (t) => {
    const { harness, lobby } = await liveHarness(t);
    harness.socket.receive(`{"id":"1","type":"data","event":${event}}`);
    harness.socket.receive('{"id":"1","type":"data","event":"1"}');
    assert.deepEqual([lobby.events, lobby.states.at(-1)], [[1], 'live lost']);
  });

for (const frame of [
  '{"type":"data","event":"1"}',
  '{"type":"data","id":"99","event":"1"}',
  '{"type":"data","id":1,"event":"1"}',
  '{"type":"data","id":"__proto__","event":"1"}',
  '{"type":"data","id":null}',
  '{"type":"subscribe_success","id":"constructor"}',
  '{"type":"hologram","id":"1"}',
  '{"type":"error","errors":[{"errorType":"UnsupportedOperation"}]}',
  '{"type":"connection_ack","connectionTimeoutMs":1}',
  '{"type":"ka","id":"1"}',
  '{"id":"1","type":"subscribe_success"}',
  '{"id":"1","type":"publish_success"}',
  '{"id":"1","type":"unsubscribe_error","errors":"?"}',
  'not json',
  '',
  'null',
  '[[[',
  `${'['.repeat(100_000)}`,
])
  test(`the frame ${frame.slice(0, 60)} has no effect`, async (t) => {
    const { harness, lobby } = await liveHarness(t);
    const before = harness.socket.sent.length;
    harness.socket.receive(frame);
    harness.socket.receive(new ArrayBuffer(4));
    await harness.advanceWithKeepAlives(120_000);
    harness.socket.receive('{"id":"1","type":"data","event":"\\"after\\""}');
    assert.deepEqual([lobby.events, lobby.states.at(-1), harness.client.state], [['after'], 'live', 'live']);
    assert.equal(harness.socket.sent.length, before);
    assert.equal(harness.sockets.length, 1);
  });
