// Cases of handlers, with the code in `fixture.ts`.
import assert from 'node:assert/strict';
import {
  connect,
  error,
  firstError,
  indexesOf,
  post,
  publishFrame,
  subscribe,
  subscribeFrame,
  UNAUTHORIZED,
} from './peer.ts';
import { type Case, defineCase } from './target.ts';

export const handlerCases: readonly Case[] = [
  defineCase('66 [H] an event that onPublish filters out is not broadcast', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/filter/a');
    const { status, body } = await post(
      target,
      String.raw`{"channel":"/filter/a","events":["{\"n\":1}","{\"drop\":true}","{\"n\":3}"]}`,
    );
    assert.equal(status, 200);
    assert.deepEqual(body['failed'], []);
    await peer.receives({ id: 's', type: 'data', event: '{"n":1}' });
    await peer.receives({ id: 's', type: 'data', event: '{"n":3}' });
    await peer.receivesNothing();
  }),
  defineCase('67, 69 [H] subscribers receive the payload of onPublish; error: null is not an error', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/rewrite/a');
    const text = Buffer.from('"\\\n\t✓ 😀 ‮abc').toString('base64');
    const { body } = await post(target, JSON.stringify({ channel: '/rewrite/a', events: [JSON.stringify({ text })] }));
    assert.deepEqual(body['failed'], []);
    const { event } = await peer.next();
    assert.deepEqual(JSON.parse(String(event)), { text: '"\\\n\t✓ 😀 ‮abc' });
  }),
  defineCase('68 [H] an event with an error is listed as failed; the others are delivered', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/picky/a');
    const { status, body } = await post(
      target,
      String.raw`{"channel":"/picky/a","events":["{\"bad\":true}","{\"n\":2}"]}`,
    );
    assert.equal(status, 200);
    const [failed] = body['failed'] as { index: number; message: string }[];
    assert.deepEqual([failed?.index, failed?.message], [0, 'too bad']);
    assert.deepEqual(indexesOf(body['successful']), [1]);
    await peer.receives({ id: 's', type: 'data', event: '{"n":2}' });
    await peer.receivesNothing();
  }),
  defineCase('70 [H] an empty list broadcasts nothing, and the request succeeds', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/nothing/a');
    const { status } = await post(target, '{"channel":"/nothing/a","events":["1","2"]}');
    assert.equal(status, 200);
    await peer.receivesNothing();
  }),
  defineCase('71 [H] an unknown event id is an error', async (target) => {
    const { status, body } = await post(target, '{"channel":"/stranger/a","events":["1"]}');
    assert.ok(status >= 400);
    assert.ok(Array.isArray(body['errors']));
  }),
  defineCase('72 [H] util.error fails the publish with its message, over HTTP with 403', async (target) => {
    const { status, body } = await post(target, '{"channel":"/impossible/a","events":["1"]}');
    assert.equal(status, 403);
    assert.equal(firstError(body).message, 'Not possible!');
    using peer = await connect(target);
    peer.send(publishFrame(target, '/impossible/a', '["1"]'));
    const frame = await peer.next();
    assert.equal(frame['type'], 'publish_error');
    assert.equal(firstError(frame).message, 'Not possible!');
  }),
  defineCase('73 [H] util.unauthorized fails the publish, over HTTP with 401', async (target) => {
    const { status } = await post(target, '{"channel":"/private/a","events":["1"]}');
    assert.equal(status, 401);
    using peer = await connect(target);
    peer.send(publishFrame(target, '/private/a', '["1"]'));
    await peer.receives({ id: 'p', type: 'publish_error', errors: [UNAUTHORIZED] });
  }),
  defineCase('74 [H] onSubscribe rejects with Unauthorized, or with the type of util.error', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's', '/private/a'));
    const { type, errors } = await peer.next();
    assert.equal(type, 'subscribe_error');
    assert.equal(firstError({ errors }).errorType, 'Unauthorized');
    peer.send(subscribeFrame(target, 's', '/refused/a'));
    await peer.receives({ id: 's', type: 'subscribe_error', errors: [error('NotHere', 'Not here')] });
  }),
  defineCase('75, 77, 79 [H] ctx has info and payloads, and no identity for an API key', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/context/a');
    const { body } = await post(target, String.raw`{"channel":"context/a/","events":["{\"n\":1}"]}`);
    const [accepted] = body['successful'] as { identifier: string }[];
    const context = JSON.parse(String((await peer.next())['event']));
    assert.deepEqual(context.info, {
      channel: { path: '/context/a', segments: ['context', 'a'] },
      channelNamespace: { name: 'context' },
      operation: 'PUBLISH',
    });
    assert.equal(context.type, 'object');
    assert.equal(context.identity, null);
    assert.equal(context.id, accepted?.identifier);
  }),
  defineCase('76 [M] onSubscribe receives a wildcard as it was written', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's', 'context/*'));
    const { errors } = await peer.next();
    const info = JSON.parse(firstError({ errors }).message ?? '');
    assert.deepEqual(info.channel, { path: '/context/*', segments: ['context', '*'] });
    assert.equal(info.operation, 'SUBSCRIBE');
  }),
  defineCase('78 [H] a header that was sent twice is a list in ctx, and cookie is left out', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/context/a');
    await post(target, '{"channel":"/context/a","events":["1"]}', {
      'x-api-key': target.apiKey,
      animal: ['duck', 'goose'],
      cookie: 'a=b',
    });
    const { headers } = JSON.parse(String((await peer.next())['event']));
    assert.deepEqual(headers.animal, ['duck', 'goose']);
    assert.equal(headers.cookie, undefined);
  }),
  defineCase('88 [H] the size limit applies to the event that the handler returns', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/grow/a');
    const { status, body } = await post(target, '{"channel":"/grow/a","events":["1"]}');
    assert.equal(status, 200);
    assert.equal((body['failed'] as { code: string }[])[0]?.code, 'EventTooLargeException');
    await peer.receivesNothing();
  }),
];
