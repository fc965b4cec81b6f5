// Publishing over HTTP: section 3 of the reference.
import assert from 'node:assert/strict';
import { asked, connected, error, posted, subscribed, UNAUTHORIZED } from './peer.ts';
import type { Case } from './target.ts';

export const httpCases: readonly Case[] = [
  {
    number: '53',
    mark: 'H',
    says: 'one event is taken, the channel written without a slash',
    async run(target) {
      const { status, headers, body } = await posted(
        target,
        String.raw`{"channel":"default/a","events":["{\"a\":1}"]}`,
      );
      assert.equal(status, 200);
      const [taken] = body['successful'] as { identifier: string; index: number }[];
      assert.deepEqual(body, { failed: [], successful: [{ identifier: taken?.identifier, index: 0 }] });
      assert.match(String(headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
    },
  },
  {
    number: '54',
    mark: 'H',
    says: 'five events give five frames',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/fiftyfour');
      const { body } = await posted(target, '{"channel":"/default/fiftyfour","events":["0","1","2","3","4"]}');
      assert.deepEqual(
        (body['successful'] as { index: number }[]).map(({ index }) => index),
        [0, 1, 2, 3, 4],
      );
      const heard: unknown[] = [];
      for (let at = 0; at < 5; at++) heard.push((await peer.hearsJson())['event']);
      assert.deepEqual(heard.sort(), ['0', '1', '2', '3', '4']);
    },
  },
  {
    number: '55',
    mark: 'H',
    says: 'six events refuse the request',
    async run(target) {
      const { status, body } = await posted(target, '{"channel":"/default/a","events":["0","1","2","3","4","5"]}');
      assert.equal(status, 400);
      assert.deepEqual(body, { errors: [error('BadRequestException', 'Input exceeded 5 event limit')] });
    },
  },
  {
    number: '56, 57',
    mark: 'H',
    says: 'a bad key and no key are refused, and the name of the error is a header too',
    async run(target) {
      for (const headers of [
        { 'x-api-key': 'da2-bad' },
        {},
        { authorization: 'what-is-this' },
        { cookie: 'session=1' },
      ]) {
        const answer = await posted(
          target,
          '{"channel":"/default/a","events":["1"]}',
          headers as Record<string, string>,
        );
        assert.deepEqual(answer.body, { errors: [UNAUTHORIZED] });
        assert.equal(answer.status, 401);
        assert.equal(answer.headers['x-amzn-errortype'], 'UnauthorizedException');
      }
    },
  },
  {
    number: '58',
    mark: 'H',
    says: 'an unknown namespace gives UnauthorizedException without a message',
    async run(target) {
      const { body } = await posted(target, '{"channel":"/nowhere/a","events":["1"]}');
      assert.deepEqual(body, { errors: [error('UnauthorizedException')] });
    },
  },
  {
    number: '59',
    mark: 'H',
    says: 'a namespace that takes only IAM refuses an API key with 403',
    async run(target) {
      const { status, body } = await posted(target, '{"channel":"/iam/a","events":["1"]}');
      assert.equal(status, 403);
      assert.equal((body['errors'] as { errorType: string }[])[0]?.errorType, 'UnauthorizedException');
    },
  },
  {
    number: '60',
    mark: 'H',
    says: 'an event of 1 MiB is listed as failed, and the request succeeds',
    async run(target) {
      const event = JSON.stringify('x'.repeat(1024 * 1024));
      const { status, body } = await posted(target, JSON.stringify({ channel: '/default/a', events: [event] }));
      assert.equal(status, 200);
      const [failed] = body['failed'] as { identifier: string }[];
      assert.deepEqual(failed, {
        code: 'EventTooLargeException',
        identifier: failed?.identifier,
        index: 0,
        message: 'Transformed event is larger than 240KB',
      });
    },
  },
  {
    number: '61',
    mark: 'M',
    says: 'beside an event that is too large a good one is delivered',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/sixtyone');
      const limit = 240 * 1024;
      const events = [JSON.stringify('x'.repeat(limit - 1)), JSON.stringify('y'.repeat(limit - 2))];
      const { body } = await posted(target, JSON.stringify({ channel: '/default/sixtyone', events }));
      assert.deepEqual(
        (body['failed'] as { index: number }[]).map(({ index }) => index),
        [0],
      );
      assert.deepEqual(
        (body['successful'] as { index: number }[]).map(({ index }) => index),
        [1],
      );
      await peer.hears({ id: 's', type: 'data', event: events[1] });
      await peer.hearsNothing();
    },
  },
  {
    number: '62',
    mark: 'I',
    says: 'a body or an event that is not as it must be refuses the request',
    async run(target) {
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
        const answer = await posted(target, body);
        assert.equal(answer.status, 400, body.slice(0, 60));
        assert.equal((answer.body['errors'] as { errorType: string }[])[0]?.errorType, 'BadRequestException');
      }
    },
  },
  {
    number: '63',
    mark: 'H',
    needs: 'sign',
    says: 'a signature covers the body that is sent',
    async run(target) {
      const body = '{"channel":"/iam/a","events":["1"]}';
      const { status } = await posted(target, body, { ...(await target.sign?.(body)) });
      assert.equal(status, 200);
    },
  },
  {
    number: '64',
    mark: 'H',
    says: 'a malformed channel is refused with 4xx',
    async run(target) {
      for (const channel of ['/default/b/c/d/e/f', `/default/${'x'.repeat(51)}`, '/default/*', 'a_b']) {
        const { status, body } = await posted(target, JSON.stringify({ channel, events: ['1'] }));
        assert.equal(status, 400, channel);
        assert.deepEqual(body, { errors: [error('BadRequestException', 'Invalid Channel Format')] });
      }
    },
  },
  {
    number: '64a',
    mark: 'I',
    says: 'a page of any origin may publish',
    async run(target) {
      const preflight = await asked(target, 'OPTIONS', '', {
        origin: 'https://example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key',
      });
      assert.ok(preflight.status === 200 || preflight.status === 204);
      assert.equal(preflight.headers['access-control-allow-origin'], '*');
      assert.match(String(preflight.headers['access-control-allow-headers']), /x-api-key|\*/);
      const answer = await posted(target, '{"channel":"/default/a","events":["1"]}');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
    },
  },
  {
    number: '48f',
    mark: 'I',
    says: 'a body over 1.2 MB and another method are refused with 4xx',
    async run(target) {
      const large = await posted(
        target,
        JSON.stringify({ channel: '/default/a', events: [JSON.stringify('x'.repeat(1_300_000))] }),
      );
      assert.equal(large.status, 413);
      const { status } = await asked(target, 'PUT', '{}', { 'x-api-key': target.apiKey });
      assert.ok(status >= 400 && status < 500);
    },
  },
];
