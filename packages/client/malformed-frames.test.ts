// What no server should send.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveStory } from './testing/scripted-server.ts';

test('AppSync telling that it could not deliver is passed on', async (t) => {
  const { story, lobby } = await liveStory(t);
  story.socket.says(
    '{"id":"1","type":"broadcast_error","errors":[{"errorType":"MessageProcessingError","message":"oops"}]}',
  );
  assert.equal(lobby.states.at(-1), 'live lost');
  assert.match(lobby.errors[0]?.message ?? '', /MessageProcessingError: oops/);
});

for (const event of ['"{"', '""', '"undefined"', '{}', '{"toString":1}', '[{}]'])
  test(`an event that is no JSON text (${event}) is told as lost and hurts nobody`, async (t) => {
    const { story, lobby } = await liveStory(t);
    story.socket.says(`{"id":"1","type":"data","event":${event}}`);
    story.socket.says('{"id":"1","type":"data","event":"1"}');
    assert.deepEqual([lobby.heard, lobby.states.at(-1)], [[1], 'live lost']);
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
  test(`the frame ${frame.slice(0, 60)} changes nothing`, async (t) => {
    const { story, lobby } = await liveStory(t);
    const before = story.socket.sent.length;
    story.socket.says(frame);
    story.socket.says(new ArrayBuffer(4));
    await story.quiet(120_000);
    story.socket.says('{"id":"1","type":"data","event":"\\"after\\""}');
    assert.deepEqual([lobby.heard, lobby.states.at(-1), story.client.state], [['after'], 'live', 'live']);
    assert.equal(story.socket.sent.length, before);
    assert.equal(story.sockets.length, 1);
  });
