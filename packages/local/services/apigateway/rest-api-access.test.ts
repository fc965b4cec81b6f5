// Who may call a REST API: authorizers, API keys, usage plans and throttles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { invocationUri, proxyTo, type RestFunction, withRestApi } from '../../testing/rest-api-fixture.ts';

const echo = (event: unknown) => ({ statusCode: 200, body: JSON.stringify(event) });

/** The functions of an authorizer that allows what its token names: `allow`, `allow:GET/a`, `deny`. */
const authorize = ({ authorizationToken: token, methodArn }: { authorizationToken: string; methodArn: string }) => {
  if (token === 'unauthorized') throw new Error('Unauthorized');
  if (token === 'broken') throw new Error('broken');
  if (token === 'formless') return { principalId: 'ann' };
  const [effect, path] = token.split(':');
  const Resource = path ? `${methodArn.split('/').slice(0, 2).join('/')}/${path}` : methodArn;
  return {
    principalId: 'ann',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect === 'allow' ? 'Allow' : 'Deny', Resource }],
    },
    context: { number: 1, flag: true, text: 'x' },
  };
};

async function authorized(
  t: Parameters<typeof withRestApi>[0],
  properties: object,
  authorizer: RestFunction = authorize,
) {
  const api = await withRestApi(t, { functions: { Echo: echo, Auth: authorizer } });
  const { ref: AuthorizerId } = await api.make('Authorizer', 'Authorizer', {
    Type: 'TOKEN',
    AuthorizerUri: invocationUri('Auth'),
    IdentitySource: 'method.request.header.Authorization',
    ...properties,
  });
  for (const key of ['GET /a', 'GET /b/{id}'])
    await api.method(key, proxyTo('Echo'), { AuthorizationType: 'CUSTOM', AuthorizerId });
  await api.deploy();
  return api;
}

test('a TOKEN authorizer decides by the policy that it returns', async (t) => {
  const api = await authorized(t, { AuthorizerResultTtlInSeconds: 0 });
  const ask = async (token: string) => {
    const { status, body } = await api.ask('GET', '/prod/a', { authorization: token });
    return [status, body];
  };
  const [status, body] = await ask('allow');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(String(body)).requestContext.authorizer, {
    number: '1',
    flag: 'true',
    text: 'x',
    principalId: 'ann',
    integrationLatency: 0,
  });
  const methodArn = `arn:aws:execute-api:us-east-1:000000000000:${api.id}/prod/GET/a`;
  assert.deepEqual(api.invoked[0]?.event, { type: 'TOKEN', methodArn, authorizationToken: 'allow' });
  const denied = 'User is not authorized to access this resource';
  assert.deepEqual(await ask('allow:GET/other'), [403, `{"message":"${denied}"}`]);
  assert.deepEqual(await ask('deny'), [403, `{"message":"${denied} with an explicit deny"}`]);
  assert.deepEqual(await ask('unauthorized'), [401, '{"message":"Unauthorized"}']);
  assert.deepEqual(await ask('broken'), [500, '{"message":null}']);
  assert.deepEqual(await ask('formless'), [500, '{"message":null}']);
});

test('a request without a token, or with one that does not match the expression, does not reach the authorizer', async (t) => {
  const api = await authorized(t, { IdentityValidationExpression: 'allow.*' });
  assert.equal((await api.ask('GET', '/prod/a')).body, '{"message":"Unauthorized"}');
  assert.equal((await api.ask('GET', '/prod/a', { authorization: 'x allow' })).status, 401);
  assert.equal(api.invoked.length, 0);
});

test('a cached policy is evaluated for each method, until it expires', async (t) => {
  const api = await authorized(t, { AuthorizerResultTtlInSeconds: 60 });
  const ask = async (path: string) => (await api.ask('GET', path, { authorization: 'allow:GET/a' })).status;
  assert.deepEqual([await ask('/prod/a'), await ask('/prod/b/1'), await ask('/prod/a')], [200, 403, 200]);
  const calls = () => api.invoked.filter(({ name }) => name === 'Auth').length;
  assert.equal(calls(), 1);
  api.clock.advance(60_001);
  assert.equal(await ask('/prod/a'), 200);
  assert.equal(calls(), 2);
});

test('a REQUEST authorizer requires its identity sources, and receives the request without its body', async (t) => {
  const seen: Record<string, unknown>[] = [];
  const api = await authorized(
    t,
    { Type: 'REQUEST', IdentitySource: 'method.request.header.Key, method.request.querystring.user,context.stage' },
    (event: Record<string, unknown>) => {
      seen.push(event);
      return authorize({ authorizationToken: 'allow', methodArn: String(event['methodArn']) });
    },
  );
  assert.equal((await api.ask('GET', '/prod/b/1?user=ann')).status, 401);
  assert.equal((await api.ask('GET', '/prod/b/1?user=', { key: 'k' })).status, 401);
  assert.equal(seen.length, 0);
  assert.equal((await api.ask('GET', '/prod/b/1?user=ann', { key: 'k' })).status, 200);
  const { type, resource, path, pathParameters, queryStringParameters, body } = seen[0] ?? {};
  assert.deepEqual(
    [type, resource, path, pathParameters, queryStringParameters, body],
    ['REQUEST', '/b/{id}', '/b/1', { id: '1' }, { user: 'ann' }, undefined],
  );
});

const CLAIMS = { sub: '1', token_use: 'id', exp: 1493927145, 'cognito:groups': ['a', 'b'] };

test('a user pool authorizer takes an id token, or an access token with a scope', async (t) => {
  const api = await withRestApi(t, {
    functions: { Echo: echo },
    tokens(token) {
      if (token.startsWith('{')) return JSON.parse(token) as Record<string, unknown>;
      throw new AwsError('UnauthorizedException', token === 'old' ? 'Token has expired.' : 'invalid', 401);
    },
  });
  const { ref: AuthorizerId } = await api.make('Pool', 'Authorizer', {
    Type: 'COGNITO_USER_POOLS',
    IdentitySource: 'method.request.header.Authorization',
    ProviderARNs: ['arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc'],
  });
  const guarded = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId };
  await api.method('GET /id', proxyTo('Echo'), guarded);
  await api.method('GET /scope', proxyTo('Echo'), { ...guarded, AuthorizationScopes: ['chat/read'] });
  await api.deploy();
  const ask = (path: string, claims: object | string) =>
    api.ask('GET', path, { authorization: typeof claims === 'string' ? claims : `Bearer ${JSON.stringify(claims)}` });
  const { claims } = JSON.parse((await ask('/prod/id', CLAIMS)).body).requestContext.authorizer;
  assert.deepEqual(claims, { sub: '1', token_use: 'id', exp: 'Thu May 04 19:45:45 UTC 2017', 'cognito:groups': 'a,b' });
  const access = { ...CLAIMS, token_use: 'access', scope: 'openid chat/read' };
  assert.equal((await ask('/prod/id', access)).status, 401);
  assert.equal((await ask('/prod/scope', access)).status, 200);
  assert.equal((await ask('/prod/scope', CLAIMS)).status, 401);
  assert.equal((await ask('/prod/id', 'Bearer x')).body, '{"message":"Unauthorized"}');
  assert.equal((await ask('/prod/id', 'old')).body, '{"message":"The incoming token has expired"}');
});

/** An API whose only method requires a key, with a plan for the key. */
async function keyed(
  t: Parameters<typeof withRestApi>[0],
  plan: object,
  api: Record<string, unknown> = {},
  functions: Record<string, RestFunction> = {},
  Enabled = true,
) {
  const made = await withRestApi(t, { api, functions: { Echo: echo, ...functions } });
  const { ref: AuthorizerId } = await made.make('Authorizer', 'Authorizer', {
    Type: 'TOKEN',
    AuthorizerUri: invocationUri('Auth'),
    IdentitySource: 'method.request.header.Authorization',
  });
  const authorization = functions['Auth'] ? { AuthorizationType: 'CUSTOM', AuthorizerId } : {};
  for (const key of ['GET /a', 'GET /b'])
    await made.method(key, proxyTo('Echo'), { ApiKeyRequired: true, ...authorization });
  await made.deploy();
  const value = 'k'.repeat(20);
  const { ref: KeyId } = await made.make('Key', 'ApiKey', { Enabled, Value: value });
  await made.make('Other', 'ApiKey', { Enabled: true, Value: 'o'.repeat(20) });
  const { ref: UsagePlanId } = await made.make('Plan', 'UsagePlan', {
    ApiStages: [{ ApiId: made.id, Stage: 'prod' }],
    ...plan,
  });
  await made.make('PlanKey', 'UsagePlanKey', { KeyType: 'API_KEY', KeyId, UsagePlanId });
  const ask = async (path = '/prod/a', key = value) => {
    const { status, body } = await made.ask('GET', path, { 'X-API-Key': key });
    return status === 200 ? status : `${status} ${body}`;
  };
  return { ...made, ask, askRaw: made.ask, value, KeyId };
}

test('a method that requires a key answers 403 without a key of a plan for its stage', async (t) => {
  const { ask, askRaw, value, KeyId } = await keyed(t, {});
  assert.equal(await ask(), 200);
  assert.equal(await ask('/prod/a', 'wrong'), '403 {"message":"Forbidden"}');
  assert.equal(await ask('/prod/a', 'o'.repeat(20)), '403 {"message":"Forbidden"}');
  assert.equal((await askRaw('GET', '/prod/a')).body, '{"message":"Forbidden"}');
  const disabled = await keyed(t, {}, {}, {}, false);
  assert.equal(await disabled.ask(), '403 {"message":"Forbidden"}');
  const { identity } = JSON.parse((await askRaw('GET', '/prod/a', { 'x-api-key': value })).body).requestContext;
  assert.deepEqual([identity.apiKey, identity.apiKeyId], [value, KeyId]);
});

test('the key may come from the authorizer', async (t) => {
  const functions = {
    Auth: (event: never) => ({ ...authorize(event), usageIdentifierKey: 'k'.repeat(20) }),
  };
  const { askRaw, value } = await keyed(t, {}, { ApiKeySourceType: 'AUTHORIZER' }, functions);
  assert.equal((await askRaw('GET', '/prod/a', { authorization: 'allow' })).status, 200);
  assert.equal((await askRaw('GET', '/prod/a', { 'x-api-key': value })).status, 401);
});

test('a plan limits rate and burst of a key, and those of single methods', async (t) => {
  const { ask, clock, id } = await keyed(t, { Throttle: { RateLimit: 1, BurstLimit: 2 } });
  assert.deepEqual([await ask(), await ask('/prod/b')], [200, 200]);
  assert.equal(await ask(), '429 {"message":"Too Many Requests"}');
  clock.advance(1_000);
  assert.equal(await ask(), 200);
  const own = await keyed(t, {
    ApiStages: [{ ApiId: id, Stage: 'prod', Throttle: { '/b/GET': { RateLimit: 1, BurstLimit: 1 } } }],
  });
  assert.deepEqual([await own.ask('/prod/b'), await own.ask('/prod/a'), await own.ask('/prod/a')], [200, 200, 200]);
  assert.equal(await own.ask('/prod/b'), '429 {"message":"Too Many Requests"}');
});

test('a quota ends with its period', async (t) => {
  // The clock begins on Thursday, January 1, 2026; with an offset of 5 the week begins on Friday.
  const { ask, clock } = await keyed(t, { Quota: { Limit: 2, Period: 'WEEK', Offset: 5 } });
  assert.deepEqual([await ask(), await ask()], [200, 200]);
  assert.equal(await ask(), '429 {"message":"Limit Exceeded"}');
  clock.advance(86_400_000);
  assert.equal(await ask(), 200);
});

test('the settings of a method precede those of its stage', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: echo } });
  for (const key of ['GET /a/b', 'GET /c']) await api.method(key, proxyTo('Echo'));
  const limit = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };
  await api.deploy({
    MethodSettings: [
      { ResourcePath: '/*', HttpMethod: '*', ...limit },
      { ResourcePath: '/~1a~1b', HttpMethod: 'GET', ...limit, ThrottlingBurstLimit: 2 },
    ],
  });
  const statuses = async (path: string) => [(await api.ask('GET', path)).status, (await api.ask('GET', path)).status];
  assert.deepEqual(await statuses('/prod/c'), [200, 429]);
  assert.deepEqual(await statuses('/prod/a/b'), [200, 200]);
  assert.equal((await api.ask('GET', '/prod/a/b')).body, '{"message":"Too Many Requests"}');
});
