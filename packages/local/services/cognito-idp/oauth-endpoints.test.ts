// Signing in on the sign-in page, and the OAuth 2 endpoints.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { CALLBACK, withPool } from '../../testing/user-pool-fixture.ts';

test('a user signs in with a name, and the page gets tokens with Cognito’s claims', async (t) => {
  const { signIn, exchange, clientId, poolId, clock } = await withPool(t);
  const tokens = await exchange(await signIn('Ann'));
  assert.deepEqual([tokens.status, tokens.expires_in], [200, 3600]);
  const now = clock.now() / 1000;
  const access = decodeJwt(tokens.access_token);
  const id = decodeJwt(tokens.id_token);
  const { sub, jti, origin_jti, event_id, ...claims } = access;
  for (const uuid of [sub, jti, origin_jti, event_id])
    assert.match(String(uuid), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const iss = `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`;
  const times = { auth_time: now, iat: now, exp: now + 3600 };
  const common = { iss, ...times };
  assert.deepEqual(claims, {
    ...common,
    token_use: 'access',
    client_id: clientId,
    scope: 'openid profile',
    username: 'Ann',
    version: 2,
  });
  assert.deepEqual([id.token_use, id.aud, id['cognito:username'], id.sub], ['id', clientId, 'Ann', sub]);
});

test('the same name is the same user after a restart, and another name is not', async (t) => {
  const first = await withPool(t);
  const sub = async ({ signIn, exchange }: typeof first, name: string) =>
    decodeJwt((await exchange(await signIn(name))).access_token).sub;
  const ann = await sub(first, 'Ann');
  const later = await withPool(t, first.storage);
  assert.equal(await sub(later, 'Ann'), ann);
  assert.notEqual(await sub(later, 'Bob'), ann);
  // One character in two Unicode forms is one user.
  assert.equal(await sub(later, 'Zoe\u0308'), await sub(later, 'Zo\u00eb'));
});

test('a session continues after a restart with its refresh token, for thirty days', async (t) => {
  const { signIn, exchange, storage, clock } = await withPool(t);
  const { refresh_token: token } = await exchange(await signIn('Ann'));
  clock.advance(29 * 86_400_000);
  const later = await withPool(t, storage, clock);
  const renewed = await later.refresh(token);
  assert.equal(renewed.status, 200);
  assert.equal(decodeJwt(renewed.access_token).username, 'Ann');
  assert.equal(renewed.refresh_token, undefined);
  clock.advance(2 * 86_400_000);
  assert.deepEqual([(await later.refresh(token)).status, (await later.refresh(token)).error], [400, 'invalid_grant']);
});

test('a token signed before a restart is valid after it, by the published key', async (t) => {
  const first = await withPool(t);
  const { access_token: token } = await first.exchange(await first.signIn('Ann'));
  const later = await withPool(t, first.storage);
  assert.equal((await later.cognito.verify(token, { userPoolId: later.poolId })).username, 'Ann');
  const keys = await Promise.all(
    [first, later].map(async ({ issuer }) => (await fetch(`${issuer}/.well-known/jwks.json`)).json()),
  );
  assert.deepEqual(keys[0], keys[1]);
  assert.deepEqual(Object.keys((keys[0] as { keys: object[] }).keys[0] ?? {}).sort(), [
    'alg',
    'e',
    'kid',
    'kty',
    'n',
    'use',
  ]);
});

test('a name that Cognito rejects is rejected on the page with a reason, and markup in it stays text', async (t) => {
  const { link, post } = await withPool(t);
  for (const name of ['', '   ', 'Ann Lee', 'x'.repeat(51), 'a\u202Eb', 'a\u200Bb', '<script>alert(1)</script> x']) {
    const response = await post(link(), { username: name });
    const html = await response.text();
    assert.deepEqual([name, response.status], [name, 400]);
    assert.match(html, /role="alert"/);
    assert.doesNotMatch(html, /<script/);
  }
  const longest = await post(link(), { username: '😀'.repeat(50) });
  assert.equal(longest.status, 302);
});

test('the sign-in page has a label, no script, and a strict content security policy', async (t) => {
  const { link } = await withPool(t);
  const response = await fetch(link());
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(html, /<label for="username">/);
  assert.match(html, /no password/);
  assert.doesNotMatch(html, /<script|onclick|https?:\/\/(?!page\.example)/);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /style-src 'sha256-/);
  assert.match(policy, /form-action 'self' https:\/\/page\.example/);
  assert.doesNotMatch(policy, /unsafe/);
});

test('signing out redirects to the page only', async (t) => {
  const { pages, clientId } = await withPool(t);
  const leave = (uri: string) =>
    fetch(`${pages}/logout?client_id=${clientId}&logout_uri=${encodeURIComponent(uri)}`, { redirect: 'manual' });
  assert.equal((await leave(CALLBACK)).headers.get('location'), CALLBACK);
  assert.equal((await leave('https://evil.example/')).status, 400);
});

test('a page may request tokens and user info from its own origin', async (t) => {
  const { pages, signIn, exchange } = await withPool(t);
  const asked = await fetch(`${pages}/oauth2/token`, { method: 'OPTIONS' });
  assert.equal(asked.headers.get('access-control-allow-origin'), '*');
  const { access_token: token } = await exchange(await signIn('Ann'));
  const answer = await fetch(`${pages}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(((await answer.json()) as { username: string }).username, 'Ann');
});

test('a trigger in the template is rejected by name', async (t) => {
  const { make } = await withPool(t);
  await assert.rejects(make('Other', 'UserPool', { LambdaConfig: { PreSignUp: 'arn:x' } }), /Other: LambdaConfig/);
});
