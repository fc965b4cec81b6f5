// Cases of publishing over HTTP.
import assert from 'node:assert/strict';
import { connect, error, firstError, indexesOf, post, request, subscribe, UNAUTHORIZED } from './peer.ts';
import { type Case, defineCase } from './target.ts';

export const httpCases: readonly Case[] = [
  defineCase('53 [H] one event is accepted, with a channel without a leading slash', async (target) => {
    const { status, headers, body } = await post(target, String.raw`{"channel":"default/a","events":["{\"a\":1}"]}`);
    assert.equal(status, 200);
    const [accepted] = body['successful'] as { identifier: string; index: number }[];
    assert.deepEqual(body, { failed: [], successful: [{ identifier: accepted?.identifier, index: 0 }] });
    assert.match(String(headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
  }),
  defineCase('54 [H] five events cause five frames', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/fiftyfour');
    const { body } = await post(target, '{"channel":"/default/fiftyfour","events":["0","1","2","3","4"]}');
    assert.deepEqual(indexesOf(body['successful']), [0, 1, 2, 3, 4]);
    const events: unknown[] = [];
    for (let at = 0; at < 5; at++) events.push((await peer.next())['event']);
    assert.deepEqual(events.sort(), ['0', '1', '2', '3', '4']);
  }),
  defineCase('55 [H] six events fail the request', async (target) => {
    const { status, body } = await post(target, '{"channel":"/default/a","events":["0","1","2","3","4","5"]}');
    assert.equal(status, 400);
    assert.deepEqual(body, { errors: [error('BadRequestException', 'Input exceeded 5 event limit')] });
  }),
  defineCase('56, 57 [H] a bad key and no key are rejected, with the error type in a header', async (target) => {
    for (const headers of [
      { 'x-api-key': 'da2-bad' },
      {},
      { authorization: 'what-is-this' },
      { cookie: 'session=1' },
    ]) {
      const response = await post(target, '{"channel":"/default/a","events":["1"]}', headers as Record<string, string>);
      assert.deepEqual(response.body, { errors: [UNAUTHORIZED] });
      assert.equal(response.status, 401);
      assert.equal(response.headers['x-amzn-errortype'], 'UnauthorizedException');
    }
  }),
  defineCase('58 [H] an unknown namespace gives UnauthorizedException without a message', async (target) => {
    const { body } = await post(target, '{"channel":"/nowhere/a","events":["1"]}');
    assert.deepEqual(body, { errors: [error('UnauthorizedException')] });
  }),
  defineCase('59 [H] a namespace that allows only IAM rejects an API key with 403', async (target) => {
    const { status, body } = await post(target, '{"channel":"/iam/a","events":["1"]}');
    assert.equal(status, 403);
    assert.equal(firstError(body).errorType, 'UnauthorizedException');
  }),
  defineCase('60 [H] an event of 1 MiB is listed as failed, and the request succeeds', async (target) => {
    const event = JSON.stringify('x'.repeat(1024 * 1024));
    const { status, body } = await post(target, JSON.stringify({ channel: '/default/a', events: [event] }));
    assert.equal(status, 200);
    const [failed] = body['failed'] as { identifier: string }[];
    assert.deepEqual(failed, {
      code: 'EventTooLargeException',
      identifier: failed?.identifier,
      index: 0,
      message: 'Transformed event is larger than 240KB',
    });
  }),
  defineCase('61 [M] a valid event is delivered beside one that is too large', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/sixtyone');
    const limit = 240 * 1024;
    const events = [JSON.stringify('x'.repeat(limit - 1)), JSON.stringify('y'.repeat(limit - 2))];
    const { body } = await post(target, JSON.stringify({ channel: '/default/sixtyone', events }));
    assert.deepEqual(indexesOf(body['failed']), [0]);
    assert.deepEqual(indexesOf(body['successful']), [1]);
    await peer.receives({ id: 's', type: 'data', event: events[1] });
    await peer.receivesNothing();
  }),
  defineCase('62 [I] an invalid body or event fails the request', async (target) => {
    for (const body of [
      '{"channel":"/default/a","events":[{"a":1}]}',
      '{"channel":"/default/a","events":["not json"]}',
      '{"channel":"/default/a","events":[]}',
      '{"channel":"/default/a"}',
      '',
      'null',
      '[]',
      '"x"',
      '{"channel":',
      '['.repeat(100_000),
    ]) {
      const response = await post(target, body);
      assert.equal(response.status, 400, body.slice(0, 60));
      assert.equal(firstError(response.body).errorType, 'BadRequestException');
    }
  }),
  defineCase('63 [H] a signature covers the request body', { needs: 'sign' }, async (target) => {
    const body = '{"channel":"/iam/a","events":["1"]}';
    const { status } = await post(target, body, { ...(await target.sign?.(body)) });
    assert.equal(status, 200);
  }),
  defineCase('64 [H] a malformed channel is rejected with 4xx', async (target) => {
    for (const channel of ['/default/b/c/d/e/f', `/default/${'x'.repeat(51)}`, '/default/*', 'a_b']) {
      const { status, body } = await post(target, JSON.stringify({ channel, events: ['1'] }));
      assert.equal(status, 400, channel);
      assert.deepEqual(body, { errors: [error('BadRequestException', 'Invalid Channel Format')] });
    }
  }),
  defineCase('64a [I] a page of any origin may publish', async (target) => {
    const preflight = await request(target, 'OPTIONS', '', {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-api-key',
    });
    assert.ok(preflight.status === 200 || preflight.status === 204);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    assert.match(String(preflight.headers['access-control-allow-headers']), /x-api-key|\*/);
    const response = await post(target, '{"channel":"/default/a","events":["1"]}');
    assert.equal(response.headers['access-control-allow-origin'], '*');
  }),
  defineCase('48f [I] a body over 1.2 MB and another method are rejected with 4xx', async (target) => {
    const large = await post(
      target,
      JSON.stringify({ channel: '/default/a', events: [JSON.stringify('x'.repeat(1_300_000))] }),
    );
    assert.equal(large.status, 413);
    const { status } = await request(target, 'PUT', '{}', { 'x-api-key': target.apiKey });
    assert.ok(status >= 400 && status < 500);
  }),
];
