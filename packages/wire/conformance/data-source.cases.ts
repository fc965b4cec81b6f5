// Data sources and functions called directly: sections 6.6 and 6.7 of the reference, with `SOURCED_NAMESPACES` of `fixture.ts`.
import assert from 'node:assert/strict';
import { connected, error, posted, subscribed } from './peer.ts';
import type { Case } from './target.ts';

export const sourceCases: readonly Case[] = [
  {
    number: '80',
    mark: 'H',
    says: 'runtime.earlyReturn in a request skips the data source and the response',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/early/a');
      const { status, body } = await posted(target, '{"channel":"/early/a","events":["1"]}');
      assert.equal(status, 200);
      assert.deepEqual(body['failed'], []);
      await peer.hears({ id: 's', type: 'data', event: '1' });
    },
  },
  {
    number: '80b',
    mark: 'H',
    says: 'the response sees the result of the data source and what the request put into stash',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/phased/a');
      await posted(target, '{"channel":"/phased/a","events":["1"]}');
      const { event } = await peer.hearsJson();
      assert.deepEqual(JSON.parse(String(event)), { stash: { from: 'request' }, result: { count: 1 } });
    },
  },
  {
    number: '81',
    mark: 'H',
    says: 'a function called directly gets the whole context, every key of it',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/direct/a');
      const { body } = await posted(target, String.raw`{"channel":"/direct/a","events":["{\"n\":1}"]}`);
      const [taken] = body['successful'] as { identifier: string }[];
      const seen = JSON.parse(String((await peer.hearsJson())['event']));
      const { headers, ...request } = seen.request;
      assert.equal(typeof headers, 'object');
      assert.deepEqual(
        { ...seen, request },
        {
          identity: null,
          result: null,
          request: { domainName: null },
          info: {
            channel: { path: '/direct/a', segments: ['direct', 'a'] },
            channelNamespace: { name: 'direct' },
            operation: 'PUBLISH',
          },
          error: null,
          prev: null,
          stash: {},
          outErrors: [],
          events: [{ id: taken?.identifier, payload: { n: 1 } }],
        },
      );
    },
  },
  {
    number: '82',
    mark: 'H',
    says: 'a function that answers a subscribe with true has failed',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/direct/true","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      await peer.hears({
        id: 's',
        type: 'subscribe_error',
        errors: [error('HandlerExecutionError', 'Unable to process request')],
      });
    },
  },
  {
    number: '83',
    mark: 'H',
    says: 'a function accepts a subscribe with null and refuses it with an error',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/direct/null');
      peer.says(
        `{"type":"subscribe","id":"e","channel":"/direct/error","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const { id, type } = await peer.hearsJson();
      assert.deepEqual([id, type], ['e', 'subscribe_error']);
    },
  },
  {
    number: '84',
    mark: 'H',
    says: 'a function that answers a publish with an error fails it, and its words stay inside',
    needs: 'sources',
    async run(target) {
      const { status, body } = await posted(target, '{"channel":"/direct/error","events":["1"]}');
      assert.ok(status >= 400, String(status));
      assert.ok(Array.isArray(body['errors']));
      assert.doesNotMatch(JSON.stringify(body), /secret words/);
    },
  },
  {
    number: '85',
    mark: 'H',
    says: 'a function that is not waited for changes nothing, even when it throws',
    needs: 'sources',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/later/throws');
      const { status, body } = await posted(target, '{"channel":"/later/throws","events":["1"]}');
      assert.equal(status, 200);
      assert.deepEqual(body['failed'], []);
      await peer.hears({ id: 's', type: 'data', event: '1' });
    },
  },
];
