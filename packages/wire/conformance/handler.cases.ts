// Handlers: section 6 of the reference, with the code of `fixture.ts`.
import assert from 'node:assert/strict';
import { connected, error, posted, subscribed, UNAUTHORIZED } from './peer.ts';
import type { Case } from './target.ts';

export const handlerCases: readonly Case[] = [
  {
    number: '66',
    mark: 'H',
    says: 'an event that onPublish leaves out is not broadcast',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/filter/a');
      const { status, body } = await posted(
        target,
        String.raw`{"channel":"/filter/a","events":["{\"n\":1}","{\"drop\":true}","{\"n\":3}"]}`,
      );
      assert.equal(status, 200);
      assert.deepEqual(body['failed'], []);
      await peer.hears({ id: 's', type: 'data', event: '{"n":1}' });
      await peer.hears({ id: 's', type: 'data', event: '{"n":3}' });
      await peer.hearsNothing();
    },
  },
  {
    number: '67, 69',
    mark: 'H',
    says: 'subscribers get the payload that onPublish returned, and error: null is no error',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/rewrite/a');
      const text = Buffer.from('"\\\n\t✓ 😀 ‮abc').toString('base64');
      const { body } = await posted(
        target,
        JSON.stringify({ channel: '/rewrite/a', events: [JSON.stringify({ text })] }),
      );
      assert.deepEqual(body['failed'], []);
      const { event } = await peer.hearsJson();
      assert.deepEqual(JSON.parse(String(event)), { text: '"\\\n\t✓ 😀 ‮abc' });
    },
  },
  {
    number: '68',
    mark: 'H',
    says: 'an event with an error is listed as failed; the others are delivered',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/picky/a');
      const { status, body } = await posted(
        target,
        String.raw`{"channel":"/picky/a","events":["{\"bad\":true}","{\"n\":2}"]}`,
      );
      assert.equal(status, 200);
      const [failed] = body['failed'] as { index: number; message: string }[];
      assert.deepEqual([failed?.index, failed?.message], [0, 'too bad']);
      assert.deepEqual(
        (body['successful'] as { index: number }[]).map(({ index }) => index),
        [1],
      );
      await peer.hears({ id: 's', type: 'data', event: '{"n":2}' });
      await peer.hearsNothing();
    },
  },
  {
    number: '70',
    mark: 'H',
    says: 'an empty list broadcasts nothing, and the request succeeds',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/nothing/a');
      const { status } = await posted(target, '{"channel":"/nothing/a","events":["1","2"]}');
      assert.equal(status, 200);
      await peer.hearsNothing();
    },
  },
  {
    number: '71',
    mark: 'H',
    says: 'an id that did not come in is an error',
    async run(target) {
      const { status, body } = await posted(target, '{"channel":"/stranger/a","events":["1"]}');
      assert.ok(status >= 400);
      assert.ok(Array.isArray(body['errors']));
    },
  },
  {
    number: '72',
    mark: 'H',
    says: 'util.error refuses the publish with its message, over HTTP with 403',
    async run(target) {
      const { status, body } = await posted(target, '{"channel":"/impossible/a","events":["1"]}');
      assert.equal(status, 403);
      assert.equal((body['errors'] as { message: string }[])[0]?.message, 'Not possible!');
      using peer = await connected(target);
      peer.says(
        `{"type":"publish","id":"p","channel":"/impossible/a","events":["1"],"authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const answer = await peer.hearsJson();
      assert.equal(answer['type'], 'publish_error');
      assert.equal((answer['errors'] as { message: string }[])[0]?.message, 'Not possible!');
    },
  },
  {
    number: '73',
    mark: 'H',
    says: 'util.unauthorized refuses the publish, over HTTP with 401',
    async run(target) {
      const { status } = await posted(target, '{"channel":"/private/a","events":["1"]}');
      assert.equal(status, 401);
      using peer = await connected(target);
      peer.says(
        `{"type":"publish","id":"p","channel":"/private/a","events":["1"],"authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      await peer.hears({ id: 'p', type: 'publish_error', errors: [UNAUTHORIZED] });
    },
  },
  {
    number: '74',
    mark: 'H',
    says: 'util.unauthorized in onSubscribe refuses with the type Unauthorized, util.error with its own words',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/private/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const { type, errors } = await peer.hearsJson();
      assert.equal(type, 'subscribe_error');
      assert.equal((errors as { errorType: string }[])[0]?.errorType, 'Unauthorized');
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/refused/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      await peer.hears({ id: 's', type: 'subscribe_error', errors: [error('NotHere', 'Not here')] });
    },
  },
  {
    number: '75, 77, 79',
    mark: 'H',
    says: 'ctx has the channel, the namespace, the operation, parsed payloads, and no identity for an API key',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/context/a');
      const { body } = await posted(target, String.raw`{"channel":"context/a/","events":["{\"n\":1}"]}`);
      const [taken] = body['successful'] as { identifier: string }[];
      const seen = JSON.parse(String((await peer.hearsJson())['event']));
      assert.deepEqual(seen.info, {
        channel: { path: '/context/a', segments: ['context', 'a'] },
        channelNamespace: { name: 'context' },
        operation: 'PUBLISH',
      });
      assert.equal(seen.type, 'object');
      assert.equal(seen.identity, null);
      assert.equal(seen.id, taken?.identifier);
    },
  },
  {
    number: '76',
    mark: 'M',
    says: 'onSubscribe sees a wildcard as it was written',
    async run(target) {
      using peer = await connected(target);
      peer.says(`{"type":"subscribe","id":"s","channel":"context/*","authorization":{"x-api-key":"${target.apiKey}"}}`);
      const { errors } = await peer.hearsJson();
      const info = JSON.parse((errors as { message: string }[])[0]?.message ?? '');
      assert.deepEqual(info.channel, { path: '/context/*', segments: ['context', '*'] });
      assert.equal(info.operation, 'SUBSCRIBE');
    },
  },
  {
    number: '78',
    mark: 'H',
    says: 'a header that was sent twice is a list in ctx, and cookie is not there',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/context/a');
      await posted(target, '{"channel":"/context/a","events":["1"]}', {
        'x-api-key': target.apiKey,
        animal: ['duck', 'goose'],
        cookie: 'a=b',
      });
      const { headers } = JSON.parse(String((await peer.hearsJson())['event']));
      assert.deepEqual(headers.animal, ['duck', 'goose']);
      assert.equal(headers.cookie, undefined);
    },
  },
  {
    number: '88',
    mark: 'H',
    says: 'the size counts after the handler: a small event that it made large is not broadcast',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/grow/a');
      const { status, body } = await posted(target, '{"channel":"/grow/a","events":["1"]}');
      assert.equal(status, 200);
      assert.equal((body['failed'] as { code: string }[])[0]?.code, 'EventTooLargeException');
      await peer.hearsNothing();
    },
  },
];
