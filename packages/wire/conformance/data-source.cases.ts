// Cases of data sources and directly invoked functions, with `SOURCED_NAMESPACES` of `fixture.ts`.
import assert from 'node:assert/strict';
import { connect, error, post, subscribe, subscribeFrame } from './peer.ts';
import { type Case, defineCase } from './target.ts';

const sourceCase = (title: string, run: Case['run']) => defineCase(title, { needs: 'sources' }, run);

export const sourceCases: readonly Case[] = [
  sourceCase('80 [H] runtime.earlyReturn skips the data source and the response', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/early/a');
    const { status, body } = await post(target, '{"channel":"/early/a","events":["1"]}');
    assert.equal(status, 200);
    assert.deepEqual(body['failed'], []);
    await peer.receives({ id: 's', type: 'data', event: '1' });
  }),
  sourceCase('80b [H] the response has the result of the data source and the stash', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/phased/a');
    await post(target, '{"channel":"/phased/a","events":["1"]}');
    const { event } = await peer.next();
    assert.deepEqual(JSON.parse(String(event)), { stash: { from: 'request' }, result: { count: 1 } });
  }),
  sourceCase('81 [H] a directly invoked function receives the whole context with every key', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/direct/a');
    const { body } = await post(target, String.raw`{"channel":"/direct/a","events":["{\"n\":1}"]}`);
    const [accepted] = body['successful'] as { identifier: string }[];
    const context = JSON.parse(String((await peer.next())['event']));
    const { headers, ...request } = context.request;
    assert.equal(typeof headers, 'object');
    assert.deepEqual(
      { ...context, request },
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
        events: [{ id: accepted?.identifier, payload: { n: 1 } }],
      },
    );
  }),
  sourceCase('82 [H] a function that returns true for a subscribe fails', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's', '/direct/true'));
    await peer.receives({
      id: 's',
      type: 'subscribe_error',
      errors: [error('HandlerExecutionError', 'Unable to process request')],
    });
  }),
  sourceCase('83 [H] a function accepts a subscribe with null and rejects it with an error', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/direct/null');
    peer.send(subscribeFrame(target, 'e', '/direct/error'));
    const { id, type } = await peer.next();
    assert.deepEqual([id, type], ['e', 'subscribe_error']);
  }),
  sourceCase('84 [H] a function fails a publish with an error, whose text is not disclosed', async (target) => {
    const { status, body } = await post(target, '{"channel":"/direct/error","events":["1"]}');
    assert.ok(status >= 400, String(status));
    assert.ok(Array.isArray(body['errors']));
    assert.doesNotMatch(JSON.stringify(body), /secret words/);
  }),
  sourceCase('85 [H] a function that is not awaited changes nothing, even when it throws', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/later/throws');
    const { status, body } = await post(target, '{"channel":"/later/throws","events":["1"]}');
    assert.equal(status, 200);
    assert.deepEqual(body['failed'], []);
    await peer.receives({ id: 's', type: 'data', event: '1' });
  }),
];
