import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withApi } from '../../testing/http-api-fixture.ts';

const FORMAT = { PayloadFormatVersion: '1.0' };

test('a function is invoked with the event of payload format 1.0', async (t) => {
  const { ask, id } = await withApi(t, { authorized: ['POST /channels/{channel}'], integration: FORMAT }, (event) => ({
    statusCode: 200,
    body: JSON.stringify(event),
  }));
  const claims = JSON.stringify({ sub: 'ann', client_id: 'page', scope: 'openid' });
  const headers = ['authorization', claims, 'X-One', '1', 'x-one', '2', 'cookie', 'a=b; c=d', 'user-agent', 'test'];
  const { status, body } = await ask(
    'POST',
    '/channels/caf%C3%A9?a=1&a=2&b=x%20y',
    [...headers, 'content-type', 'text/plain'],
    'hi',
  );
  assert.equal(status, 200, body);
  const event = JSON.parse(body);
  assert.match(event.multiValueHeaders['x-amzn-trace-id'][0], /^Root=1-/);
  delete event.headers['x-amzn-trace-id'];
  delete event.multiValueHeaders['x-amzn-trace-id'];
  const { requestContext, multiValueHeaders, headers: last, ...rest } = event;
  assert.deepEqual(rest, {
    version: '1.0',
    resource: '/channels/{channel}',
    path: '/channels/café',
    httpMethod: 'POST',
    queryStringParameters: { a: '2', b: 'x y' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
    pathParameters: { channel: 'café' },
    stageVariables: null,
    body: 'hi',
    isBase64Encoded: false,
  });
  assert.deepEqual([last['x-one'], multiValueHeaders['x-one']], ['2', ['1', '2']]);
  assert.deepEqual([last['cookie'], last['host']], ['a=b; c=d', `${id}.execute-api.us-east-1.amazonaws.com`]);
  const { authorizer, identity, resourcePath, httpMethod, protocol, requestTime, stage } = requestContext;
  assert.equal(authorizer.claims.sub, 'ann');
  assert.deepEqual([identity.sourceIp, identity.userAgent, identity.caller], ['127.0.0.1', 'test', null]);
  assert.deepEqual(
    [resourcePath, httpMethod, protocol, stage, requestTime],
    ['/channels/{channel}', 'POST', 'HTTP/1.1', '$default', '01/Jan/2026:00:00:00 +0000'],
  );
});

test('in format 1.0 a response may have lists of headers, and must have a statusCode', async (t) => {
  const answers: Record<string, unknown> = {
    '/lists': {
      statusCode: 201,
      headers: { 'x-a': 'one', 'x-b': 1 },
      multiValueHeaders: { 'x-a': ['1', '2'], 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'aGk=',
      isBase64Encoded: true,
    },
    '/bare': { text: 'no status' },
    '/text': 'hello',
    '/status': { statusCode: 'many' },
  };
  const { ask } = await withApi(
    t,
    { routes: ['GET /{name}'], integration: FORMAT },
    ({ path }: { path: string }) => answers[path],
  );
  const { status, headers, body } = await ask('GET', '/lists');
  assert.deepEqual(
    [status, body, headers['x-a'], headers['x-b'], headers['set-cookie']],
    [201, 'hi', '1,2', '1', ['a=1', 'b=2']],
  );
  for (const path of ['/bare', '/text', '/status'])
    assert.deepEqual([(await ask('GET', path)).status, path], [500, path]);
});
