// Cases of publishing over the WebSocket.
import assert from 'node:assert/strict';
import {
  connect,
  error,
  firstError,
  indexesOf,
  type Peer,
  publishFrame,
  responseCase,
  subscribe,
  UNAUTHORIZED,
} from './peer.ts';
import { type Case, defineCase, type Target } from './target.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function send(target: Target, peer: Peer, channel: string, events = '["1"]'): Promise<Record<string, unknown>> {
  peer.send(publishFrame(target, channel, events));
  return peer.next();
}

const rejected = (...errors: object[]) => ({ id: 'p', type: 'publish_error', errors });
const UNSUPPORTED = error('UnsupportedOperation', 'Operation not supported through the realtime channel');

export const publishCases: readonly Case[] = [
  defineCase('41 [H] events are published without a subscription and without connection_init', async (target) => {
    using peer = await connect(target);
    const response = await send(target, peer, '/default/a', String.raw`["{\"a\":1}","2"]`);
    assert.deepEqual(
      { id: response['id'], type: response['type'], failed: response['failed'] },
      { id: 'p', type: 'publish_success', failed: [] },
    );
    const successful = response['successful'] as { identifier: string; index: number }[];
    assert.deepEqual(indexesOf(successful), [0, 1]);
    for (const { identifier } of successful) assert.match(identifier, UUID);
  }),
  defineCase('42, 43 [H] a publisher receives its own events, one frame each, unchanged', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/fortytwo');
    peer.send(
      String.raw`{"type":"publish","id":"p","channel":"default/fortytwo","events":["{\"text\":\"\\\"quoted\\\", \\\\ and ✓ 😀\"}","2"],"authorization":{"x-api-key":"${target.apiKey}"}}`,
    );
    const frames = [await peer.next(), await peer.next(), await peer.next()];
    const events = frames.filter(({ type }) => type === 'data').map(({ event }) => event);
    assert.deepEqual(events, [String.raw`{"text":"\"quoted\", \\ and ✓ 😀"}`, '2']);
  }),
  defineCase('44 [H] an event is any JSON value', async (target) => {
    using peer = await connect(target);
    const response = await send(target, peer, '/default/a', String.raw`["true","1","\"s\"","[1]","{}"]`);
    assert.equal(response['type'], 'publish_success');
  }),
  responseCase(
    '45 [H] a sixth event fails the publish',
    (target) => publishFrame(target, '/default/a', '["1","2","3","4","5","6"]'),
    rejected(error('InvalidInputError', 'input exceeded 5 event limit')),
  ),
  responseCase(
    '46 [H] a bad key fails the publish and leaves the connection open',
    (target) => publishFrame({ ...target, apiKey: 'da2-bad' }, '/default/a', '["1"]'),
    rejected(UNAUTHORIZED),
  ),
  responseCase(
    '47 [H] an unknown namespace gives UnauthorizedException without a message',
    (target) => publishFrame(target, '/nowhere/a', '["1"]'),
    rejected(error('UnauthorizedException')),
  ),
  defineCase('48, 49 [H] a malformed channel and a wildcard are rejected under the publish id', async (target) => {
    using peer = await connect(target);
    for (const channel of ['/default/b/c/d/e/f', `/default/${'x'.repeat(51)}`, '/default/*', '/default/a b']) {
      const { id, type } = await send(target, peer, channel);
      assert.deepEqual({ id, type }, { id: 'p', type: 'publish_error' }, channel);
    }
  }),
  defineCase('50 [H] a signature covers the channel and the event texts', { needs: 'sign' }, async (target) => {
    using peer = await connect(target);
    const body = { channel: '/iam/a', events: ['"<b>a/b</b>"'] };
    const authorization = await target.sign?.(JSON.stringify(body));
    peer.send(JSON.stringify({ type: 'publish', id: 'p', ...body, authorization }));
    assert.equal((await peer.next())['type'], 'publish_success');
  }),
  responseCase(
    '51 [M] an unknown type is answered with error, and the connection stays open',
    () => '{"type":"start","id":"x"}',
    { id: 'x', type: 'error', errors: [UNSUPPORTED] },
  ),
  defineCase('52 [M] the 26th publish of one second is rejected', { needs: 'advance' }, async (target) => {
    using peer = await connect(target);
    for (let at = 0; at < 25; at++) assert.equal((await send(target, peer, '/default/a'))['type'], 'publish_success');
    const { type, errors } = await send(target, peer, '/default/a');
    assert.equal(type, 'publish_error');
    assert.equal(firstError({ errors }).errorType, 'LimitExceededError');
    target.advance?.(1000);
    assert.equal((await send(target, peer, '/default/a'))['type'], 'publish_success');
  }),
  defineCase('38f [I] a frame that is not a JSON object is answered with error', async (target) => {
    using peer = await connect(target);
    const errors = [UNSUPPORTED];
    for (const text of [
      '',
      'hello',
      'null',
      '[]',
      '42',
      '"x"',
      '{"type":"ka"} trailing',
      '{',
      `${'['.repeat(100_000)}`,
    ]) {
      peer.send(text);
      await peer.receives({ type: 'error', errors });
    }
    peer.send(Buffer.from('{"type":"connection_init"}'));
    await peer.receives({ type: 'error', errors });
    await peer.receivesNothing();
  }),
  defineCase('43f [I] missing or mistyped fields fail the publish, and nothing is broadcast', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/*');
    const key = `"authorization":{"x-api-key":"${target.apiKey}"}`;
    for (const fields of [
      '"events":["1"]',
      '"channel":"/default/a"',
      '"channel":"/default/a","events":[]',
      '"channel":"/default/a","events":"1"',
      '"channel":"/default/a","events":[1]',
      '"channel":"/default/a","events":["not json"]',
      '"channel":"/default/a","events":[""]',
      '"channel":"/default/a","events":["1",null]',
      '"channel":["/default/a"],"events":["1"]',
      '"channel":{"$gt":""},"events":["1"]',
      '"channel":"__proto__/a","events":["1"]',
      '"channel":"constructor/a","events":["1"]',
    ]) {
      peer.send(`{"type":"publish","id":"p",${fields},${key}}`);
      assert.equal((await peer.next())['type'], 'publish_error', fields);
    }
  }),
];
