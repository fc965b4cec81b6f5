// What people with bad intent try, on tokens and on sign-in.
import assert from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { test } from 'node:test';
import { forgeries, misused } from '../../testing/forged-tokens.ts';
import { CALLBACK, CHALLENGE, VERIFIER, withPool } from '../../testing/user-pool-fixture.ts';
import { signingKey } from './signing-key.ts';

/** Ann's own good token, and a way to try another one. */
async function withToken(t: Parameters<typeof withPool>[0]) {
  const pool = await withPool(t);
  const { access_token: token, id_token: idToken } = await pool.exchange(await pool.signIn('Ann'));
  const { userPoolId } = { userPoolId: pool.poolId };
  const verify = (other: string, appIdClientRegex?: string) =>
    pool.cognito.verify(other, { userPoolId, ...(appIdClientRegex !== undefined && { appIdClientRegex }) });
  const refused = (other: string, appIdClientRegex?: string, attack?: string) =>
    assert.rejects(verify(other, appIdClientRegex), { name: 'AwsError', status: 401 }, attack);
  return { ...pool, token, idToken, verify, refused };
}

test('a token that the pool has not signed is refused, however it was made', async (t) => {
  const { token, refused, issuer } = await withToken(t);
  const { keys } = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] };
  for (const [attack, tokens] of Object.entries(forgeries(token, keys[0] as JsonWebKey)))
    for (const one of tokens) await refused(one, undefined, attack);
});

test('a token that the pool has signed for something else, or for another time, is refused', async (t) => {
  const { token, refused, storage, clock, clientId } = await withToken(t);
  for (const [attack, tokens] of Object.entries(await misused(token, await signingKey(storage), clock.now())))
    for (const one of tokens) await refused(one, clientId, attack);
});

test('an expired token is refused, also one that was good a moment ago', async (t) => {
  const { token, verify, refused, clock } = await withToken(t);
  assert.equal((await verify(token)).username, 'Ann');
  clock.advance(3_599_000);
  assert.equal((await verify(token)).username, 'Ann');
  clock.advance(1_000);
  await refused(token);
});

test('a token of a foreign issuer is refused: another stack, and another pool on the same laptop', async (t) => {
  const { refused, storage, make, cognito, token } = await withToken(t);
  const foreign = await withPool(t, undefined, undefined, 'Other');
  await refused((await foreign.exchange(await foreign.signIn('Ann'))).access_token);
  const neighbour = await withPool(t, storage, undefined, 'Neighbour');
  await refused((await neighbour.exchange(await neighbour.signIn('Ann'))).access_token);
  const second = await make('Second', 'UserPool', {});
  await assert.rejects(cognito.verify(token, { userPoolId: second }), { status: 401 });
});

test('a token for another client is refused, and a client whose id only contains the right one', async (t) => {
  const { token, idToken, clientId, verify, refused } = await withToken(t);
  assert.equal((await verify(token, clientId)).sub, (await verify(idToken, clientId)).sub);
  await refused(token, 'another');
  await refused(token, clientId.slice(1));
});

test('a refresh token is not an access token, and the other way round', async (t) => {
  const { signIn, exchange, refresh, refused, token } = await withToken(t);
  await refused((await exchange(await signIn('Ann'))).refresh_token);
  assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh('')).error, 'invalid_grant');
});

test('a link that would send the person and the code to a foreign site shows a refusal instead', async (t) => {
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

test('a client that is not known gets no sign-in page', async (t) => {
  const { link } = await withPool(t);
  assert.equal((await fetch(link({ client_id: 'x' }), { redirect: 'manual' })).status, 400);
  assert.equal((await fetch(link({ client_id: '__proto__' }), { redirect: 'manual' })).status, 400);
});

test('a code works once, for five minutes, for the page that asked for it', async (t) => {
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

test('whoever intercepts a code cannot use it without the verifier, nor with the challenge', async (t) => {
  const { signIn, exchange } = await withPool(t);
  for (const code_verifier of ['', 'w'.repeat(43), CHALLENGE, `${VERIFIER}v`])
    assert.equal((await exchange(await signIn('Ann'), { code_verifier })).error, 'invalid_grant');
});

test('the plain form of PKCE and scopes that the client may not ask for are refused to the application', async (t) => {
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

test('a session that was revoked is not renewed, also after a restart', async (t) => {
  const { signIn, exchange, refresh, post, clientId, storage } = await withPool(t);
  const { refresh_token: token } = await exchange(await signIn('Ann'));
  const { refresh_token: other } = await exchange(await signIn('Ann'));
  assert.equal((await post('/oauth2/revoke', { token, client_id: clientId })).status, 200);
  assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh(other)).status, 200);
  assert.equal((await (await withPool(t, storage)).refresh(token)).error, 'invalid_grant');
});

test('a form without end is refused', async (t) => {
  const { post } = await withPool(t);
  assert.equal((await post('/oauth2/token', { grant_type: 'x'.repeat(100_000) })).status, 413);
});
