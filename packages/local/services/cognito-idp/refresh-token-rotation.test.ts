// Refresh tokens that rotate, their grace period, and the sign-out of all devices.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { withPool } from '../../testing/user-pool-fixture.ts';
import { cognitoApi } from './cognito-operations.ts';

const GRACE_SECONDS = 60;

/** A client whose refresh tokens rotate. */
async function withRotation(t: TestContext, graceSeconds = GRACE_SECONDS) {
  const pool = await withPool(t);
  const clientId = await pool.make('Rotating', 'UserPoolClient', {
    UserPoolId: pool.poolId,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'profile'],
    CallbackURLs: ['https://page.example/'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: graceSeconds },
  });
  const form = { client_id: clientId };
  const signIn = async (name: string) => pool.exchange(await pool.signIn(name, form), form);
  const refresh = (token: string) => pool.refresh(token, form);
  const revoke = (token: string) => pool.post('/oauth2/revoke', { token, ...form });
  return { ...pool, clientId, signIn, refresh, revoke };
}

test('each refresh returns another refresh token, which expires with the first one', async (t) => {
  const { clock, signIn, refresh } = await withRotation(t);
  let { refresh_token: token } = await signIn('Ann');
  const seen = new Set([token]);
  for (let week = 0; week < 4; week += 1) {
    clock.advance(7 * 86_400_000);
    const renewed = await refresh(token);
    assert.equal(renewed.status, 200);
    token = renewed.refresh_token;
    seen.add(token);
  }
  assert.equal(seen.size, 5);
  clock.advance(3 * 86_400_000);
  assert.equal((await refresh(token)).error, 'invalid_grant');
});

test('a retry with the old token succeeds in the grace period, which it does not extend, and not later', async (t) => {
  const { clock, signIn, refresh } = await withRotation(t);
  const { refresh_token: token } = await signIn('Ann');
  const [first, second] = [await refresh(token), await refresh(token)];
  assert.deepEqual([first.status, second.status], [200, 200]);
  clock.advance(GRACE_SECONDS * 1_000 - 1);
  assert.equal((await refresh(token)).status, 200);
  clock.advance(1);
  assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh(second.refresh_token)).status, 200);
});

test('without a grace period a used token is invalid at once', async (t) => {
  const { signIn, refresh } = await withRotation(t, 0);
  const { refresh_token: token } = await signIn('Ann');
  assert.equal((await refresh(token)).status, 200);
  assert.equal((await refresh(token)).error, 'invalid_grant');
});

test('a revoked token ends its session with all the tokens that have replaced each other, and no other session', async (t) => {
  const { signIn, refresh, revoke } = await withRotation(t);
  const { refresh_token: token } = await signIn('Ann');
  const { refresh_token: other } = await signIn('Ann');
  const { refresh_token: next } = await refresh(token);
  await revoke(next);
  for (const revoked of [token, next]) assert.equal((await refresh(revoked)).error, 'invalid_grant');
  assert.equal((await refresh(other)).status, 200);
});

test('a user who is signed out of all devices has no valid refresh token, and others keep theirs', async (t) => {
  const { cognito, clock, poolId, signIn, refresh } = await withRotation(t);
  const [phone, laptop, bob] = [await signIn('Ann'), await signIn('Ann'), await signIn('Bob')];
  clock.advance(1_000);
  const { operations } = cognitoApi(cognito);
  await operations['AdminUserGlobalSignOut']?.run({ UserPoolId: poolId, Username: 'Ann' }, {} as never);
  for (const { refresh_token: token } of [phone, laptop]) assert.equal((await refresh(token)).error, 'invalid_grant');
  assert.equal((await refresh(bob.refresh_token)).status, 200);
  // What HTTP APIs and AppSync accept is a signature and an expiry: AWS does not ask the pool.
  assert.equal((await cognito.verify(phone.access_token, { userPoolId: poolId })).username, 'Ann');
  clock.advance(1_000);
  assert.equal((await refresh((await signIn('Ann')).refresh_token)).status, 200, 'a new sign-in is valid');
});

test('rotation together with REFRESH_TOKEN_AUTH is rejected, as by Cognito', async (t) => {
  const { make, poolId } = await withPool(t);
  await assert.rejects(
    make('Both', 'UserPoolClient', {
      UserPoolId: poolId,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
    }),
    /rotation/,
  );
});
