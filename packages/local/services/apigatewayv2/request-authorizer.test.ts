// Lambda authorizers of HTTP APIs: payload formats 1.0 and 2.0, simple responses, policies, identity sources and the cache.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withApi } from '../../testing/http-api-fixture.ts';

type Event = Record<string, unknown> & {
  type?: string;
  routeArn?: string;
  methodArn?: string;
  headers: Record<string, string>;
};

/** An API whose routes a function authorizes; `seen` are the events of the authorizer. */
async function guarded(t: Parameters<typeof withApi>[0], properties: object, decide: (event: Event) => unknown) {
  const seen: Event[] = [];
  const api = await withApi(t, {}, (event: Event) => {
    if (event.type !== 'REQUEST') return event;
    seen.push(event);
    return decide(event);
  });
  const ApiId = api.id;
  const { ref: AuthorizerId } = api.make('Guard', 'Authorizer', {
    ApiId,
    AuthorizerType: 'REQUEST',
    AuthorizerUri: api.functionUri,
    AuthorizerPayloadFormatVersion: '2.0',
    IdentitySource: ['$request.header.Authorization'],
    ...properties,
  });
  for (const RouteKey of ['GET /a', 'GET /b/{id}'])
    api.make(RouteKey, 'Route', { ApiId, RouteKey, Target: api.target, AuthorizationType: 'CUSTOM', AuthorizerId });
  const status = async (path: string, token: string) => (await api.ask('GET', path, { authorization: token })).status;
  return { ...api, seen, status };
}

const simple = { EnableSimpleResponses: true };
const byToken = ({ headers }: Event) => ({
  isAuthorized: headers['authorization'] === 'yes',
  context: { number: 1, list: ['a'] },
});

test('a simple response allows or denies, and its context reaches the integration as it is', async (t) => {
  const { ask, status, seen, id } = await guarded(t, simple, byToken);
  const { requestContext } = JSON.parse((await ask('GET', '/b/7?q=1', { authorization: 'yes', cookie: 'a=1' })).body);
  assert.deepEqual(requestContext.authorizer, { lambda: { number: 1, list: ['a'] } });
  const { version, type, routeArn, identitySource, routeKey, rawPath, cookies, pathParameters, body } =
    seen[0] as Event;
  assert.deepEqual(
    [version, type, routeArn, identitySource, routeKey, rawPath, cookies, pathParameters, body],
    [
      '2.0',
      'REQUEST',
      `arn:aws:execute-api:us-east-1:000000000000:${id}/$default/GET/b/7`,
      ['yes'],
      'GET /b/{id}',
      '/b/7',
      ['a=1'],
      { id: '7' },
      undefined,
    ],
  );
  const denied = await ask('GET', '/a', { authorization: 'no' });
  assert.deepEqual([denied.status, denied.body], [403, '{"message":"Forbidden"}']);
  assert.equal(await status('/a', 'yes'), 200);
});

test('a request without an identity source is a 401 and does not reach the function', async (t) => {
  const IdentitySource = ['$request.header.Authorization', '$request.querystring.user'];
  const { ask, seen } = await guarded(t, { ...simple, IdentitySource }, byToken);
  for (const path of ['/a', '/a?user=', '/a?other=1']) {
    const { status, body } = await ask('GET', path, { authorization: 'yes' });
    assert.deepEqual([status, body], [401, '{"message":"Unauthorized"}']);
  }
  assert.equal((await ask('GET', '/a?user=ann', { authorization: 'yes' })).status, 200);
  assert.deepEqual(seen[0]?.['identitySource'], ['yes', 'ann']);
});

test('a policy decides for each route, and format 1.0 has the ARN and the token of the method', async (t) => {
  const { status, seen, id } = await guarded(
    t,
    { AuthorizerPayloadFormatVersion: '1.0', AuthorizerResultTtlInSeconds: 60 },
    () => ({
      principalId: 'ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:*:*:*/*/GET/b/*' }],
      },
    }),
  );
  assert.deepEqual([await status('/b/1', 'x'), await status('/b/2', 'x'), await status('/a', 'x')], [200, 200, 403]);
  assert.equal(seen.length, 1);
  const { version, methodArn, authorizationToken, resource, path, httpMethod } = seen[0] as Event;
  assert.deepEqual(
    [version, methodArn, authorizationToken, resource, path, httpMethod],
    ['1.0', `arn:aws:execute-api:us-east-1:000000000000:${id}/$default/GET/b/1`, 'x', '/b/{id}', '/b/1', 'GET'],
  );
});

test('a result is cached by the identity sources for its time, with the route key for each route', async (t) => {
  const cached = { ...simple, AuthorizerResultTtlInSeconds: 60 };
  const shared = await guarded(t, cached, byToken);
  for (const path of ['/a', '/b/1', '/a']) assert.equal(await shared.status(path, 'yes'), 200);
  assert.equal(await shared.status('/a', 'no'), 403);
  assert.equal(shared.seen.length, 2);
  shared.clock.advance(60_001);
  await shared.status('/a', 'yes');
  assert.equal(shared.seen.length, 3);
  const IdentitySource = ['$request.header.Authorization', '$context.routeKey'];
  const single = await guarded(t, { ...cached, IdentitySource }, byToken);
  for (const path of ['/a', '/b/1', '/a', '/b/2']) await single.status(path, 'yes');
  assert.equal(single.seen.length, 2);
});

test('an error of the function, and a result of another form, are a 500', async (t) => {
  let result: unknown;
  const { ask } = await guarded(t, simple, () => {
    if (result instanceof Error) throw result;
    return result;
  });
  for (const bad of [new Error('Unauthorized'), undefined, {}, { isAuthorized: 'true' }]) {
    result = bad;
    const { status, body } = await ask('GET', '/a', { authorization: 'x' });
    assert.deepEqual([status, body], [500, '{"message":"Internal Server Error"}']);
  }
});

test('a function that the gateway may not invoke is a 500, and the engine says why', async (t) => {
  const { ask, forbid, problems, seen } = await guarded(t, simple, byToken);
  forbid();
  assert.equal((await ask('GET', '/a', { authorization: 'yes' })).status, 500);
  assert.equal(seen.length, 0);
  assert.match(problems.join(), /for arn:aws:execute-api:.*\/authorizers\/\w+: no AWS::Lambda::Permission allows it/);
});

test('an authorizer that AWS would reject is rejected', async (t) => {
  const reject = (properties: object, message: RegExp) => assert.rejects(guarded(t, properties, byToken), message);
  await reject({ AuthorizerResultTtlInSeconds: 60, IdentitySource: [] }, /IdentitySource is missing/);
  await reject({ AuthorizerPayloadFormatVersion: undefined }, /AuthorizerPayloadFormatVersion is missing/);
  await reject(
    { AuthorizerPayloadFormatVersion: '1.0', ...simple },
    /EnableSimpleResponses requires the payload format 2.0/,
  );
  await reject({ IdentitySource: ['$request.body'] }, /\$request.body is not an identity source/);
});
