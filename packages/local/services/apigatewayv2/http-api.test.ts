// HTTP APIs, over a real HTTP connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError, type EngineError } from '../../errors.ts';
import { withApi } from '../../testing/http-api-fixture.ts';

test('a function is invoked with the event of payload format 2.0', async (t) => {
  const { ask, id } = await withApi(t, { routes: ['POST /channels/{channel}/messages'] });
  const { status, body, headers } = await ask(
    'POST',
    '/channels/caf%C3%A9/messages?a=1&a=2&b=x%20y',
    ['Content-Type', 'application/json', 'X-One', '1', 'x-one', '2', 'Cookie', 'a=b; c=d', 'User-Agent', 'test'],
    '{"text":"é"}',
  );
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'application/json');
  const event = JSON.parse(body);
  assert.match(event.requestContext.requestId, /^[A-Za-z0-9+/]{15}=$/);
  assert.equal(headers['apigw-requestid'], event.requestContext.requestId);
  assert.match(event.headers['x-amzn-trace-id'], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  delete event.headers['x-amzn-trace-id'];
  assert.deepEqual(event, {
    version: '2.0',
    routeKey: 'POST /channels/{channel}/messages',
    rawPath: '/channels/café/messages',
    rawQueryString: 'a=1&a=2&b=x%20y',
    cookies: ['a=b', 'c=d'],
    headers: {
      'content-length': '13',
      'content-type': 'application/json',
      host: `${id}.execute-api.us-east-1.amazonaws.com`,
      'user-agent': 'test',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-one': '1,2',
    },
    queryStringParameters: { a: '1,2', b: 'x y' },
    requestContext: {
      accountId: '000000000000',
      apiId: id,
      domainName: `${id}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: id,
      http: {
        method: 'POST',
        path: '/channels/café/messages',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: event.requestContext.requestId,
      routeKey: 'POST /channels/{channel}/messages',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: Date.UTC(2026, 0, 1),
    },
    pathParameters: { channel: 'café' },
    body: '{"text":"é"}',
    isBase64Encoded: false,
  });
});

test('a body that is not text is passed in base64', async (t) => {
  const { ask } = await withApi(t, { routes: ['PUT /file'] });
  const event = JSON.parse((await ask('PUT', '/file', { 'content-type': 'image/png' }, Buffer.from([0, 255, 1]))).body);
  assert.deepEqual([event.body, event.isBase64Encoded], ['AP8B', true]);
});

test('a body that is declared as text and is not UTF-8 is passed in base64, unchanged', async (t) => {
  const { ask } = await withApi(t, { routes: ['PUT /file'] });
  const invalid = Buffer.from([0x22, 0xff, 0x22]);
  const event = JSON.parse((await ask('PUT', '/file', { 'content-type': 'application/json' }, invalid)).body);
  assert.deepEqual([event.body, event.isBase64Encoded], [invalid.toString('base64'), true]);
});

test('the response is sent as the function returned it', async (t) => {
  const { ask } = await withApi(
    t,
    { routes: ['GET /{how}', 'HEAD /{how}'] },
    ({ pathParameters: { how } }: { pathParameters: { how: string } }) => {
      if (how === 'whole')
        return { statusCode: 201, headers: { 'X-A': 'b', 'content-length': 99 }, cookies: ['a=1', 'b=2'], body: 'hé' };
      if (how === 'bytes')
        return { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AP8B', isBase64Encoded: true };
      if (how === 'text') return 'Hello';
      if (how === 'null') return null;
      if (how === 'object') return { message: 'Hello' };
      if (how === 'header') return { statusCode: 200, headers: { a: 'b\r\nc: d' } };
      if (how === 'body') return { statusCode: 200, body: { not: 'text' } };
      return { statusCode: 'teapot' };
    },
  );
  const whole = await ask('GET', '/whole');
  assert.deepEqual([whole.status, whole.body, whole.headers['x-a']], [201, 'hé', 'b']);
  assert.deepEqual(whole.headers['set-cookie'], ['a=1', 'b=2']);
  assert.equal(whole.headers['content-type'], 'text/plain;charset=utf-8');
  assert.equal((await ask('GET', '/bytes')).headers['content-length'], '3');
  assert.deepEqual([(await ask('GET', '/text')).body, (await ask('GET', '/null')).body], ['Hello', 'null']);
  const object = await ask('GET', '/object');
  assert.deepEqual(
    [object.status, object.headers['content-type'], object.body],
    [200, 'application/json', '{"message":"Hello"}'],
  );
  assert.deepEqual([(await ask('HEAD', '/whole')).status, (await ask('HEAD', '/whole')).body], [201, '']);
  for (const how of ['header', 'body', 'status']) {
    const { status, body } = await ask('GET', `/${how}`);
    assert.deepEqual([how, status, body], [how, 500, '{"message":"Internal Server Error"}']);
  }
});

test("a failure behind the gateway is answered in API Gateway's words", async (t) => {
  const { ask } = await withApi(
    t,
    { routes: ['GET /{how}'] },
    ({ pathParameters: { how } }: { pathParameters: { how: string } }) => {
      if (how === 'throws') throw new Error('secret detail');
      if (how === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      throw new AwsError('RequestEntityTooLargeException', 'too large', 413);
    },
  );
  const answer = async (path: string) =>
    Object.values(await ask('GET', path)).filter((part) => typeof part !== 'object');
  assert.deepEqual(await answer('/throws'), [500, '{"message":"Internal Server Error"}']);
  assert.deepEqual(await answer('/throttled'), [503, '{"message":"Service Unavailable"}']);
  assert.deepEqual(await answer('/large'), [413, '{"message":"Request Entity Too Large"}']);
  assert.deepEqual(await answer('/no/route'), [404, '{"message":"Not Found"}']);
  assert.deepEqual(await answer('/%E0%A4%A'), [400, '{"message":"Bad Request"}']);
});

test('a function that takes longer than thirty seconds is answered with 503', async (t) => {
  const called = Promise.withResolvers<void>();
  const { ask, clock } = await withApi(t, { routes: ['GET /'] }, () => {
    called.resolve();
    return new Promise(() => {});
  });
  const answer = ask('GET', '/');
  await called.promise;
  clock.advance(30_000);
  const { status, body } = await answer;
  assert.deepEqual([status, body], [503, '{"message":"Service Unavailable"}']);
});

test('a body over 10 MB and headers over 10 kB are rejected, and the next request is served', async (t) => {
  const { ask, problems } = await withApi(t, { routes: ['POST /'] }, () => 'fine');
  const large = await ask('POST', '/', {}, Buffer.alloc(10 * 1024 * 1024 + 1));
  assert.deepEqual([large.status, large.body], [413, '{"message":"Request Entity Too Large"}']);
  assert.equal((await ask('POST', '/', { 'x-long': 'x'.repeat(10_240) })).status, 431);
  assert.equal((await ask('POST', '/', {}, 'small')).body, 'fine');
  assert.deepEqual(problems, []);
});

test('a throttled stage answers 429 beyond its limit, until time has passed', async (t) => {
  const stage = { DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 } };
  const { ask, clock } = await withApi(t, { routes: ['GET /a', 'GET /b'], stage }, () => 'fine');
  const statuses = async (...paths: string[]) => {
    const all: number[] = [];
    for (const path of paths) all.push((await ask('GET', path)).status);
    return all;
  };
  assert.deepEqual(await statuses('/a', '/a', '/a', '/b'), [200, 200, 429, 200]);
  clock.advance(1000);
  assert.deepEqual(await statuses('/a', '/a'), [200, 429]);
  assert.equal((await ask('GET', '/a')).headers['retry-after'], '1');
  // A clock that is set back takes no tokens away.
  clock.setBy(-3_600_000);
  clock.advance(1000);
  assert.deepEqual(await statuses('/a', '/a'), [200, 429]);
});

test('a route with its own limit is throttled, and the others are not', async (t) => {
  const { ask, make, id } = await withApi(t, { routes: ['GET /a', 'GET /b'] }, () => 'fine');
  const stage = (RouteSettings: object) =>
    make('Narrow', 'Stage', { ApiId: id, StageName: 'v1', AutoDeploy: true, RouteSettings });
  const limit = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };
  stage({ 'GET /a': limit });
  const status = async (path: string) => (await ask('GET', `/v1${path}`)).status;
  assert.deepEqual([await status('/a'), await status('/a')], [200, 429]);
  assert.deepEqual([await status('/b'), await status('/b')], [200, 200]);
  assert.throws(() => stage({ 'GET /later': limit }), /GET \/later, which does not exist yet/);
});

test('a named stage answers under its name', async (t) => {
  const { ask } = await withApi(t, { routes: ['GET /a'], stage: { StageName: 'v1', StageVariables: { size: 'L' } } });
  const event = JSON.parse((await ask('GET', '/v1/a')).body);
  assert.deepEqual([event.rawPath, event.requestContext.stage, event.stageVariables], ['/v1/a', 'v1', { size: 'L' }]);
  assert.equal((await ask('GET', '/a')).status, 404);
});

test('features of HTTP APIs that are not emulated are rejected by name', async (t) => {
  const rejects = (type: string, properties: Record<string, unknown>, message: RegExp) =>
    assert.throws(
      () => make('Bad', type, { ApiId: id, ...properties }),
      (error: EngineError) => error.code === 'not-emulated' && message.test(error.message),
    );
  const { make, id } = await withApi(t, {});
  rejects('Api', { ProtocolType: 'WEBSOCKET' }, /WEBSOCKET/);
  rejects('Api', { ProtocolType: 'HTTP', Body: {} }, /Body/);
  rejects('Integration', { IntegrationType: 'HTTP_PROXY', PayloadFormatVersion: '1.0' }, /HTTP_PROXY/);
  rejects(
    'Integration',
    { IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '1.0', IntegrationUri: 'arn:aws:sqs:x' },
    /arn:aws:sqs:x/,
  );
  rejects('Route', { RouteKey: 'GET /', AuthorizationType: 'AWS_IAM' }, /AWS_IAM/);
  rejects('Stage', { StageName: 'x', ClientCertificateId: 'x' }, /ClientCertificateId/);
});
