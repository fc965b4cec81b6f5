// Authorization and CORS of HTTP APIs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withApi } from '../../testing/http-api-fixture.ts';

const ANN = {
  sub: '1',
  aud: undefined,
  client_id: 'page',
  exp: 1767229200,
  scope: 'openid profile',
  'cognito:groups': ['a', 'b'],
  ok: true,
};
const bearer = (claims: object) => ({ authorization: `Bearer ${JSON.stringify(claims)}` });

test('the event of an authorized route holds the claims of the token, each as a string', async (t) => {
  const { ask } = await withApi(t, { authorized: ['GET /'] });
  const { authorizer } = JSON.parse((await ask('GET', '/', bearer(ANN))).body).requestContext;
  const claims = {
    sub: '1',
    client_id: 'page',
    exp: '1767229200',
    scope: 'openid profile',
    'cognito:groups': '[a b]',
    ok: 'true',
  };
  assert.deepEqual(authorizer, { jwt: { claims, scopes: null } });
});

test('a request without a valid token for the client does not reach the function', async (t) => {
  let reached = 0;
  const { ask } = await withApi(t, { authorized: ['GET /'] }, () => {
    reached += 1;
  });
  const challenge = async (headers: Record<string, string>) => {
    const { status, body, headers: sent } = await ask('GET', '/', headers);
    assert.deepEqual([status, body], [401, '{"message":"Unauthorized"}']);
    return sent['www-authenticate'];
  };
  assert.equal(await challenge({}), 'Bearer');
  assert.equal(await challenge({ cookie: 'authorization=x' }), 'Bearer');
  assert.equal(
    await challenge({ authorization: 'Bearer nonsense' }),
    'Bearer scope="" error="invalid_token" error_description="the token has expired"',
  );
  const audience = 'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"';
  assert.equal(await challenge(bearer({ ...ANN, client_id: 'other' })), audience);
  assert.equal(await challenge(bearer({ ...ANN, aud: 'other', client_id: 'page' })), audience);
  assert.equal(await challenge(bearer({ sub: '1' })), audience);
  assert.equal(reached, 0);
});

test('a route with scopes accepts a token that has one of them', async (t) => {
  const { ask } = await withApi(t, { authorized: ['GET /'], scopes: ['chat/read', 'profile'] });
  const { authorizer } = JSON.parse((await ask('GET', '/', bearer(ANN))).body).requestContext;
  assert.deepEqual(authorizer.jwt.scopes, ['openid', 'profile']);
  const { status, body, headers } = await ask('GET', '/', bearer({ ...ANN, scope: 'openid' }));
  assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  assert.match(headers['www-authenticate'] ?? '', /^Bearer scope="chat\/read profile" error="insufficient_scope"/);
});

const PAGE = 'https://page.example';
const CORS = {
  CorsConfiguration: {
    AllowOrigins: [PAGE],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['authorization', 'content-type'],
    MaxAge: 3600,
  },
};
const preflight = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });

test('a preflight from an allowed origin is answered without the function', async (t) => {
  const { ask } = await withApi(t, { authorized: ['POST /a'], properties: CORS }, () => assert.fail('called'));
  const { status, headers, body } = await ask('OPTIONS', '/a', preflight(PAGE));
  assert.deepEqual([status, body], [204, '']);
  assert.equal(headers['access-control-allow-origin'], PAGE);
  assert.equal(headers['access-control-allow-methods'], 'GET,POST');
  assert.equal(headers['access-control-allow-headers'], 'authorization,content-type');
  assert.equal(headers['access-control-max-age'], '3600');
});

test('other origins get no CORS headers, whatever the function returns', async (t) => {
  const forge = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: 'x' });
  const { ask } = await withApi(t, { routes: ['GET /a'], properties: CORS }, forge);
  for (const origin of ['https://evil.example', `${PAGE}.evil.example`, 'null', 'http://page.example'])
    for (const answer of [await ask('OPTIONS', '/a', preflight(origin)), await ask('GET', '/a', { origin })])
      assert.deepEqual(
        Object.keys(answer.headers).filter((name) => name.startsWith('access-control-')),
        [],
      );
  assert.equal((await ask('GET', '/a', { origin: PAGE })).headers['access-control-allow-origin'], PAGE);
});

test('an allowed origin that is served locally is allowed at its local address', async (t) => {
  const api = await withApi(t, {
    routes: ['GET /a'],
    properties: { CorsConfiguration: { AllowOrigins: ['https://d1.cloudfront.net'] } },
  });
  api.endpoints.add({ host: 'd1.cloudfront.net', base: '', page: true, handle: () => {} });
  const { headers } = await api.ask('GET', '/a', { origin: api.endpoints.pageOrigin });
  assert.equal(headers['access-control-allow-origin'], api.endpoints.pageOrigin);
});

test('an allowed origin can read error responses', async (t) => {
  const { ask } = await withApi(t, { authorized: ['GET /a'], properties: CORS });
  assert.equal((await ask('GET', '/a', { origin: PAGE })).headers['access-control-allow-origin'], PAGE);
  assert.equal((await ask('GET', '/none', { origin: PAGE })).headers['access-control-allow-origin'], PAGE);
});

test('an authorized ANY route rejects a preflight, as on AWS', async (t) => {
  const { ask } = await withApi(t, { authorized: ['ANY /a'], properties: CORS });
  assert.equal((await ask('OPTIONS', '/a', preflight(PAGE))).status, 401);
});
