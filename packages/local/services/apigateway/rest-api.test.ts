// REST APIs: routing, events of payload format 1.0, responses of functions, and the gateway's own errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { proxyTo, withRestApi } from '../../testing/rest-api-fixture.ts';

const echo = (event: unknown) => ({ statusCode: 200, body: JSON.stringify(event) });

test('the event has the payload format 1.0', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  await api.method('POST /hello/{proxy+}', proxyTo('Echo'));
  await api.deploy({ Variables: { table: 'orders' } });
  const headers = ['headerName', 'headerValue', 'Accept', 'a/b', 'Accept', 'c/d', 'User-Agent', 'test'];
  const { body } = await api.ask('POST', '/prod/hello/w%C3%B6rld/x?name=me&n=1&n=2&', headers, '{"a":1}');
  const { requestContext, ...event } = JSON.parse(body);
  assert.match(event.headers['X-Amzn-Trace-Id'], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  assert.equal(event.headers['Host'], `${api.id}.execute-api.us-east-1.amazonaws.com`);
  assert.deepEqual(event.multiValueHeaders['Accept'], ['a/b', 'c/d']);
  assert.deepEqual([event.headers['Accept'], event.headers['headerName']], ['c/d', 'headerValue']);
  assert.deepEqual(
    { ...event, headers: undefined, multiValueHeaders: undefined },
    {
      resource: '/hello/{proxy+}',
      path: '/hello/wörld/x',
      httpMethod: 'POST',
      headers: undefined,
      multiValueHeaders: undefined,
      queryStringParameters: { name: 'me', n: '2' },
      multiValueQueryStringParameters: { name: ['me'], n: ['1', '2'] },
      pathParameters: { proxy: 'wörld/x' },
      stageVariables: { table: 'orders' },
      body: '{"a":1}',
      isBase64Encoded: false,
    },
  );
  const { identity, requestId, extendedRequestId, resourceId, deploymentId, ...context } = requestContext;
  for (const id of [requestId, extendedRequestId, resourceId, deploymentId]) assert.ok(id);
  assert.deepEqual([identity.sourceIp, identity.userAgent, identity.user], ['127.0.0.1', 'test', null]);
  assert.deepEqual(context, {
    resourcePath: '/hello/{proxy+}',
    httpMethod: 'POST',
    requestTime: '01/Jan/2026:00:00:00 +0000',
    path: '/prod/hello/w%C3%B6rld/x',
    accountId: '000000000000',
    protocol: 'HTTP/1.1',
    stage: 'prod',
    domainPrefix: api.id,
    requestTimeEpoch: Date.UTC(2026, 0, 1),
    domainName: `${api.id}.execute-api.us-east-1.amazonaws.com`,
    apiId: api.id,
  });
});

test('what a request does not have is null', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  await api.method('GET /', proxyTo('Echo'));
  await api.deploy();
  const event = JSON.parse((await api.ask('GET', '/prod')).body);
  const { queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables, body } = event;
  assert.deepEqual(
    [queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables, body],
    [null, null, null, null, null],
  );
});

test('the most specific resource answers, and its own method before ANY', async (t) => {
  const named = (name: string) => () => ({ statusCode: 200, body: name });
  const functions = { Greedy: named('greedy'), One: named('one'), Mine: named('mine'), Any: named('any') };
  const api = await withRestApi(t, { functions });
  await api.method('ANY /{proxy+}', proxyTo('Greedy'));
  await api.method('GET /orders/{id}', proxyTo('One'));
  await api.method('GET /orders/mine', proxyTo('Mine'));
  await api.method('ANY /orders/mine', proxyTo('Any'));
  await api.deploy();
  const asked = async (method: string, path: string) => (await api.ask(method, path)).body;
  assert.equal(await asked('GET', '/prod/orders/mine'), 'mine');
  assert.equal(await asked('PUT', '/prod/orders/mine/'), 'any');
  assert.equal(await asked('GET', '/prod/orders/a%2Fb'), 'one');
  assert.equal(await asked('DELETE', '/prod/else/where'), 'greedy');
  // The resource is chosen before the method: AWS does not fall back to the greedy one.
  assert.equal(await asked('DELETE', '/prod/orders/1'), '{"message":"Missing Authentication Token"}');
});

test('an unknown path, method or stage is a 403', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  await api.method('GET /a', proxyTo('Echo'));
  await api.deploy();
  for (const [method, path] of [
    ['GET', '/prod/b'],
    ['POST', '/prod/a'],
    ['GET', '/prod'],
  ] as const) {
    const { status, body, headers } = await api.ask(method, path);
    assert.deepEqual([status, body], [403, '{"message":"Missing Authentication Token"}']);
    assert.equal(headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
  }
  for (const path of ['/test/a', '/', '/a'])
    assert.deepEqual(pick(await api.ask('GET', path)), [403, '{"message":"Forbidden"}']);
});

test('a function sets status, headers, repeated headers and a body; JSON is the default type', async (t) => {
  const result = {
    statusCode: '201',
    headers: { 'X-One': 1, 'Set-Cookie': 'lost' },
    multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    body: 'ä',
  };
  const api = await withRestApi(t, { functions: { Make: () => result } });
  await api.method('GET /', proxyTo('Make'));
  await api.deploy();
  const { status, headers, body } = await api.ask('GET', '/prod/');
  assert.deepEqual([status, body], [201, 'ä']);
  assert.deepEqual(
    [headers['x-one'], headers['set-cookie'], headers['content-type']],
    ['1', ['a=1', 'b=2'], 'application/json'],
  );
});

test('a result of another form, or an error of the function, is a 502', async (t) => {
  let result: unknown;
  const api = await withRestApi(t, {
    functions: {
      Bad: () => {
        if (result instanceof Error) throw result;
        return result;
      },
    },
  });
  await api.method('GET /', proxyTo('Bad'));
  await api.deploy();
  for (const bad of [
    undefined,
    'text',
    { body: 'x' },
    { statusCode: 'many' },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: { a: { b: 1 } } },
    { statusCode: 200, headers: { 'bad header': 'x' } },
    new Error('thrown'),
  ]) {
    result = bad;
    assert.deepEqual(pick(await api.ask('GET', '/prod/')), [502, '{"message": "Internal server error"}']);
  }
});

test('bodies of binary media types reach the function in base64, and return decoded to clients that accept them', async (t) => {
  const png = Buffer.from([0x89, 0x50, 0xff]);
  const api = await withRestApi(t, {
    api: { BinaryMediaTypes: ['image/png'] },
    functions: {
      Image: ({ body, isBase64Encoded }: { body: string; isBase64Encoded: boolean }) => ({
        statusCode: 200,
        headers: { 'content-type': 'text/plain', 'x-encoded': isBase64Encoded },
        body,
        isBase64Encoded,
      }),
    },
  });
  await api.method('POST /', proxyTo('Image'));
  await api.deploy();
  const type = { 'content-type': 'image/png' };
  const plain = await api.ask('POST', '/prod/', type, png);
  assert.deepEqual([plain.headers['x-encoded'], plain.body], ['true', png.toString('base64')]);
  const decoded = await api.ask('POST', '/prod/', { ...type, accept: 'image/png,*/*' }, png);
  assert.equal(decoded.headers['content-length'], '3');
  assert.equal((await api.ask('POST', '/prod/', {}, 'text')).body, 'text');
});

test('an integration that takes longer than its timeout is a 504, a body over 10 MB a 413', async (t) => {
  const api = await withRestApi(t, { functions: { Slow: () => new Promise(() => {}), Echo: echo } });
  await api.method('GET /slow', { ...proxyTo('Slow'), TimeoutInMillis: 1000 });
  await api.method('POST /', proxyTo('Echo'));
  await api.deploy();
  const answer = api.ask('GET', '/prod/slow');
  while (api.invoked.length === 0) await new Promise(setImmediate);
  api.clock.advance(1000);
  assert.deepEqual(pick(await answer), [504, '{"message": "Endpoint request timed out"}']);
  const large = await api.ask('POST', '/prod/', {}, Buffer.alloc(10 * 1024 * 1024 + 1));
  assert.deepEqual(pick(large), [413, '{"message":"Request Too Long"}']);
});

test('a function without a permission for the method is not invoked', async (t) => {
  const asked: string[] = [];
  const permits = (_: string, source: string) => asked.push(source) < 0;
  const api = await withRestApi(t, { functions: { Echo: echo }, permits });
  await api.method('ANY /a/{id}', proxyTo('Echo'));
  await api.deploy();
  assert.deepEqual(pick(await api.ask('GET', '/prod/a/1')), [500, '{"message": "Internal server error"}']);
  assert.deepEqual(asked, [`arn:aws:execute-api:us-east-1:000000000000:${api.id}/prod/GET/a/{id}`]);
  assert.match(api.lines.join(), /may not invoke .*:Echo .*no AWS::Lambda::Permission allows it/);
  assert.equal(api.invoked.length, 0);
});

test('a role that the integration names must be allowed to invoke the function', async (t) => {
  for (const trusts of [true, false]) {
    const api = await withRestApi(t, { functions: { Echo: echo }, trusts, permits: () => false });
    await api.method('GET /', { ...proxyTo('Echo'), Credentials: 'arn:aws:iam::000000000000:role/gateway' });
    await api.deploy();
    assert.equal((await api.ask('GET', '/prod/')).status, trusts ? 200 : 500);
  }
});

test('an error of the Lambda service is a 500', async (t) => {
  const busy = () => {
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  };
  const api = await withRestApi(t, { functions: { Busy: busy } });
  await api.method('GET /', proxyTo('Busy'));
  await api.deploy();
  assert.deepEqual(pick(await api.ask('GET', '/prod/')), [500, '{"message": "Internal server error"}']);
});

test('a stage variable names the function', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  const integration = proxyTo('Echo');
  const Uri = String(integration['Uri']).replace(':Echo/', `:\${stageVariables.fn}/`);
  await api.method('GET /', { ...integration, Uri });
  await api.deploy({ Variables: { fn: 'Echo' } });
  assert.equal((await api.ask('GET', '/prod/')).status, 200);
});

test('a gateway response replaces status, headers and body of its type, or of all 4xx', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  await api.method('GET /a', proxyTo('Echo'), {
    RequestValidatorId: (await api.make('Validator', 'RequestValidator', { ValidateRequestParameters: true })).ref,
    RequestParameters: { 'method.request.querystring.page': true, 'method.request.header.X-B': false },
  });
  await api.make('Missing', 'GatewayResponse', {
    ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
    StatusCode: '404',
    ResponseParameters: { 'gatewayresponse.header.x-origin': 'method.request.header.Origin' },
    ResponseTemplates: { 'application/json': '{"error":$context.error.messageString,"at":"$context.path"}' },
  });
  await api.make('Default', 'GatewayResponse', {
    ResponseType: 'DEFAULT_4XX',
    ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
  });
  await api.deploy();
  const { status, headers, body } = await api.ask('GET', '/prod/none', { origin: 'https://page' });
  assert.deepEqual([status, body], [404, '{"error":"Missing Authentication Token","at":"/prod/none"}']);
  assert.equal(headers['x-origin'], 'https://page');
  const invalid = await api.ask('GET', '/prod/a?page=');
  assert.deepEqual(pick(invalid), [400, '{"message":"Missing required request parameters: [page]"}']);
  assert.equal(invalid.headers['access-control-allow-origin'], '*');
  assert.equal((await api.ask('GET', '/prod/a?page=1')).status, 200);
});

function pick({ status, body }: { status: number; body: string }): [number, string] {
  return [status, body];
}
