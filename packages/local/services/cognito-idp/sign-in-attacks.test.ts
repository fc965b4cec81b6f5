// Attacks on tokens and on sign-in.
import assert from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { test } from 'node:test';
import { forgedTokens, misusedTokens } from '../../testing/forged-tokens.ts';
import { CALLBACK, CHALLENGE, VERIFIER, withPool } from '../../testing/user-pool-fixture.ts';
import { signingKey } from './signing-key.ts';

/** A valid token of Ann's, and an assertion that another one is rejected. */
async function withToken(t: Parameters<typeof withPool>[0]) {
  const pool = await withPool(t);
  const { access_token: token, id_token: idToken } = await pool.exchange(await pool.signIn('Ann'));
  const { userPoolId } = { userPoolId: pool.poolId };
  const verify = (other: string, appIdClientRegex?: string) =>
    pool.cognito.verify(other, { userPoolId, ...(appIdClientRegex !== undefined && { appIdClientRegex }) });
  const rejects = (other: string, appIdClientRegex?: string, attack?: string) =>
    assert.rejects(verify(other, appIdClientRegex), { name: 'AwsError', status: 401 }, attack);
  return { ...pool, token, idToken, verify, rejects };
}

test('a token that the pool has not signed is rejected, however it was forged', async (t) => {
  const { token, rejects, issuer } = await withToken(t);
  const { keys } = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] };
  for (const [attack, tokens] of Object.entries(forgedTokens(token, keys[0] as JsonWebKey)))
    for (const one of tokens) await rejects(one, undefined, attack);
});

test('a token that the pool has signed for another purpose or another time is rejected', async (t) => {
  const { token, rejects, storage, clock, clientId } = await withToken(t);
  for (const [attack, tokens] of Object.entries(await misusedTokens(token, await signingKey(storage), clock.now())))
    for (const one of tokens) await rejects(one, clientId, attack);
});

test('an expired token is rejected, even if it was valid a moment ago', async (t) => {
  const { token, verify, rejects, clock } = await withToken(t);
  assert.equal((await verify(token)).username, 'Ann');
  clock.advance(3_599_000);
  assert.equal((await verify(token)).username, 'Ann');
  clock.advance(1_000);
  await rejects(token);
});

test('a token of another issuer is rejected: another stack, or another pool of the same engine', async (t) => {
  const { rejects, storage, make, cognito, token } = await withToken(t);
  const foreign = await withPool(t, undefined, undefined, 'Other');
  await rejects((await foreign.exchange(await foreign.signIn('Ann'))).access_token);
  const neighbour = await withPool(t, storage, undefined, 'Neighbour');
  await rejects((await neighbour.exchange(await neighbour.signIn('Ann'))).access_token);
  const second = await make('Second', 'UserPool', {});
  await assert.rejects(cognito.verify(token, { userPoolId: second }), { status: 401 });
});

test('a token for another client is rejected, even if its id contains the right one', async (t) => {
  const { token, idToken, clientId, verify, rejects } = await withToken(t);
  assert.equal((await verify(token, clientId)).sub, (await verify(idToken, clientId)).sub);
  await rejects(token, 'another');
  await rejects(token, clientId.slice(1));
});

test('a refresh token is not accepted as an access token, nor an access token as a refresh token', async (t) => {
  const { signIn, exchange, refresh, rejects, token } = await withToken(t);
  await rejects((await exchange(await signIn('Ann'))).refresh_token);
  assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh('')).error, 'invalid_grant');
});

test('a link with an unregistered redirect_uri shows an error instead of redirecting', async (t) => {
  const { link, post } = await withPool(t);
  const targets = [
    'https://evil.example/',
    'https://page.example.evil.example/',
    'https://page.example@evil.example/',
    'https://page.example/../other',
    `${CALLBACK}?next=https://evil.example`,
    `${CALLBACK}#x`,
    'https://page.example',
    '//page.example/',
    'javascript:alert(1)',
    '',
  ];
  for (const target of targets)
    for (const response of [
      await fetch(link({ redirect_uri: target }), { redirect: 'manual' }),
      await post(link({ redirect_uri: target }), { username: 'Ann' }),
    ]) {
      assert.deepEqual([target, response.status, response.headers.get('location')], [target, 400, null]);
      assert.doesNotMatch(await response.text(), /evil\.example/);
    }
});

test('an unknown client gets no sign-in page', async (t) => {
  const { link } = await withPool(t);
  assert.equal((await fetch(link({ client_id: 'x' }), { redirect: 'manual' })).status, 400);
  assert.equal((await fetch(link({ client_id: '__proto__' }), { redirect: 'manual' })).status, 400);
});

test('a code is valid once, for five minutes, for its redirect_uri', async (t) => {
  const { signIn, exchange, clock } = await withPool(t);
  const code = await signIn('Ann');
  assert.equal((await exchange(code)).status, 200);
  assert.equal((await exchange(code)).error, 'invalid_grant');
  const old = await signIn('Ann');
  clock.advance(5 * 60_000 + 1);
  assert.equal((await exchange(old)).error, 'invalid_grant');
  assert.equal((await exchange(await signIn('Ann'), { redirect_uri: 'https://evil.example/' })).error, 'invalid_grant');
  assert.equal((await exchange('guess')).error, 'invalid_grant');
});

test('an intercepted code cannot be used without the verifier', async (t) => {
  const { signIn, exchange } = await withPool(t);
  for (const code_verifier of ['', 'w'.repeat(43), CHALLENGE, `${VERIFIER}v`])
    assert.equal((await exchange(await signIn('Ann'), { code_verifier })).error, 'invalid_grant');
});

test('plain PKCE and scopes of other clients are rejected', async (t) => {
  const { link } = await withPool(t);
  const error = async (changes: Record<string, string>) => {
    const response = await fetch(link(changes), { redirect: 'manual' });
    const back = new URL(response.headers.get('location') ?? 'about:blank');
    assert.equal(`${back.origin}${back.pathname}`, CALLBACK);
    assert.equal(back.searchParams.get('state'), 'st"ate&');
    return back.searchParams.get('error');
  };
  assert.equal(await error({ code_challenge_method: 'plain' }), 'invalid_request');
  assert.equal(await error({ scope: 'openid admin' }), 'invalid_scope');
  assert.equal(await error({ response_type: 'token' }), 'unsupported_response_type');
});

test('a revoked session cannot be refreshed, even after a restart', async (t) => {
  const { signIn, exchange, refresh, post, clientId, storage } = await withPool(t);
  const { refresh_token: token } = await exchange(await signIn('Ann'));
  const { refresh_token: other } = await exchange(await signIn('Ann'));
  assert.equal((await post('/oauth2/revoke', { token, client_id: clientId })).status, 200);
  assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh(other)).status, 200);
  assert.equal((await (await withPool(t, storage)).refresh(token)).error, 'invalid_grant');
});

test('an oversized form is rejected', async (t) => {
  const { post } = await withPool(t);
  assert.equal((await post('/oauth2/token', { grant_type: 'x'.repeat(100_000) })).status, 413);
});

test('a form on another site cannot sign a user in, in browsers that send only the origin too', async (t) => {
  const { link, pages } = await withPool(t);
  const status = async (headers: Record<string, string>) => {
    const body = new URLSearchParams({ username: 'Ann' });
    return (await fetch(link(), { method: 'POST', body, redirect: 'manual', headers })).status;
  };
  for (const origin of ['https://evil.example', 'http://localhost:1', 'null', 'localhost'])
    assert.equal(await status({ origin }), 403, origin);
  assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await status({ origin: new URL(pages).origin, 'sec-fetch-site': 'same-origin' }), 302);
  // With another policy the page's own form would send no origin that can be compared.
  assert.equal((await fetch(link())).headers.get('referrer-policy'), 'same-origin');
});
