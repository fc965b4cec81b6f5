// Publishing over the WebSocket: section 2 of the reference.
import assert from 'node:assert/strict';
import { connected, error, type Peer, subscribed, UNAUTHORIZED } from './peer.ts';
import type { Case, Target } from './target.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function answerTo(target: Target, peer: Peer, channel: string, events: string): Promise<Record<string, unknown>> {
  peer.says(
    `{"type":"publish","id":"p","channel":"${channel}","events":${events},"authorization":{"x-api-key":"${target.apiKey}"}}`,
  );
  return peer.hearsJson();
}

export const publishCases: readonly Case[] = [
  {
    number: '41',
    mark: 'H',
    says: 'events are published without a subscription and without connection_init',
    async run(target) {
      using peer = await connected(target);
      const answer = await answerTo(target, peer, '/default/a', String.raw`["{\"a\":1}","2"]`);
      assert.deepEqual(
        { id: answer['id'], type: answer['type'], failed: answer['failed'] },
        { id: 'p', type: 'publish_success', failed: [] },
      );
      const successful = answer['successful'] as { identifier: string; index: number }[];
      assert.deepEqual(
        successful.map(({ index }) => index),
        [0, 1],
      );
      for (const { identifier } of successful) assert.match(identifier, UUID);
    },
  },
  {
    number: '42, 43',
    mark: 'H',
    says: 'a publisher hears its own events: one frame each, each the JSON text that was sent',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/fortytwo');
      peer.says(
        String.raw`{"type":"publish","id":"p","channel":"default/fortytwo","events":["{\"text\":\"\\\"quoted\\\", \\\\ and ✓ 😀\"}","2"],"authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const heard = [await peer.hearsJson(), await peer.hearsJson(), await peer.hearsJson()];
      const events = heard.filter(({ type }) => type === 'data').map(({ event }) => event);
      assert.deepEqual(events, [String.raw`{"text":"\"quoted\", \\ and ✓ 😀"}`, '2']);
    },
  },
  {
    number: '44',
    mark: 'H',
    says: 'an event is any JSON value',
    async run(target) {
      using peer = await connected(target);
      const answer = await answerTo(target, peer, '/default/a', String.raw`["true","1","\"s\"","[1]","{}"]`);
      assert.equal(answer['type'], 'publish_success');
    },
  },
  {
    number: '45',
    mark: 'H',
    says: 'a sixth event refuses the publish',
    async run(target) {
      using peer = await connected(target);
      const answer = await answerTo(target, peer, '/default/a', '["1","2","3","4","5","6"]');
      const errors = [error('InvalidInputError', 'input exceeded 5 event limit')];
      assert.deepEqual(answer, { id: 'p', type: 'publish_error', errors });
    },
  },
  {
    number: '46',
    mark: 'H',
    says: 'a bad key refuses the publish and leaves the connection open',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        '{"type":"publish","id":"p","channel":"/default/a","events":["1"],"authorization":{"x-api-key":"da2-bad"}}',
      );
      await peer.hears({ id: 'p', type: 'publish_error', errors: [UNAUTHORIZED] });
      await peer.hearsNothing();
    },
  },
  {
    number: '47',
    mark: 'H',
    says: 'an unknown namespace gives UnauthorizedException without a message',
    async run(target) {
      using peer = await connected(target);
      const answer = await answerTo(target, peer, '/nowhere/a', '["1"]');
      assert.deepEqual(answer, { id: 'p', type: 'publish_error', errors: [error('UnauthorizedException')] });
    },
  },
  {
    number: '48, 49',
    mark: 'H',
    says: 'a malformed channel and a wildcard are refused under the id of the publish',
    async run(target) {
      using peer = await connected(target);
      for (const channel of ['/default/b/c/d/e/f', `/default/${'x'.repeat(51)}`, '/default/*', '/default/a b']) {
        const { id, type } = await answerTo(target, peer, channel, '["1"]');
        assert.deepEqual({ id, type }, { id: 'p', type: 'publish_error' }, channel);
      }
    },
  },
  {
    number: '50',
    mark: 'H',
    needs: 'sign',
    says: 'a signature covers the channel and the events as texts, with < > and / in them',
    async run(target) {
      using peer = await connected(target);
      const body = { channel: '/iam/a', events: ['"<b>a/b</b>"'] };
      const authorization = await target.sign?.(JSON.stringify(body));
      peer.says(JSON.stringify({ type: 'publish', id: 'p', ...body, authorization }));
      assert.equal((await peer.hearsJson())['type'], 'publish_success');
    },
  },
  {
    number: '51',
    mark: 'M',
    says: 'an unknown type is answered by error, and the connection stays open',
    async run(target) {
      using peer = await connected(target);
      peer.says('{"type":"start","id":"x"}');
      const errors = [error('UnsupportedOperation', 'Operation not supported through the realtime channel')];
      await peer.hears({ id: 'x', type: 'error', errors });
      await peer.hearsNothing();
    },
  },
  {
    number: '52',
    mark: 'M',
    needs: 'advance',
    says: 'the 26th publish of one second is refused, and the next second is free',
    async run(target) {
      using peer = await connected(target);
      for (let at = 0; at < 25; at++)
        assert.equal((await answerTo(target, peer, '/default/a', '["1"]'))['type'], 'publish_success');
      const { type, errors } = await answerTo(target, peer, '/default/a', '["1"]');
      assert.equal(type, 'publish_error');
      assert.equal((errors as { errorType: string }[])[0]?.errorType, 'LimitExceededError');
      target.advance?.(1000);
      assert.equal((await answerTo(target, peer, '/default/a', '["1"]'))['type'], 'publish_success');
    },
  },
  {
    number: '38f',
    mark: 'I',
    says: 'what is no JSON object is answered by error, and the connection stays open',
    async run(target) {
      using peer = await connected(target);
      const errors = [error('UnsupportedOperation', 'Operation not supported through the realtime channel')];
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
        peer.says(text);
        await peer.hears({ type: 'error', errors });
      }
      peer.says(Buffer.from('{"type":"connection_init"}'));
      await peer.hears({ type: 'error', errors });
      await peer.hearsNothing();
    },
  },
  {
    number: '43f',
    mark: 'I',
    says: 'missing or mistyped fields refuse the publish, and nothing is broadcast',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/*');
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
        peer.says(`{"type":"publish","id":"p",${fields},${key}}`);
        assert.equal((await peer.hearsJson())['type'], 'publish_error', fields);
      }
    },
  },
];
