import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { ManualClock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import { type JwtRules, JwtVerifier } from './jwt.ts';

async function aVerifier(rules: Partial<JwtRules> = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  let lookups = 0;
  const findKey = async () => {
    lookups++;
    return publicKey;
  };
  const verifier = new JwtVerifier({ findKey, algorithms: ['RS256'], ...rules }, clock);
  const now = clock.now() / 1000;
  const token = (claims: Record<string, unknown> = {}) =>
    new SignJWT({ sub: 'u-1', iat: now, exp: now + 3600, ...claims })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
  return { clock, now, token, verifier, lookups: () => lookups };
}

test('a token is verified once and its claims are cached until it expires', async () => {
  const { clock, now, token, verifier, lookups } = await aVerifier();
  const jwt = await token({ exp: now + 100 });
  assert.equal((await verifier.verify(jwt)).sub, 'u-1');
  clock.advance(99_000);
  await verifier.verify(jwt);
  assert.equal(lookups(), 1);
  clock.advance(1000);
  await assert.rejects(verifier.verify(jwt), { type: 'UnauthorizedException', message: 'Token has expired.' });
});

test('a caller cannot change the cached claims', async () => {
  const { token, verifier } = await aVerifier();
  const jwt = await token();
  (await verifier.verify(jwt)).sub = 'u-2';
  assert.equal((await verifier.verify(jwt)).sub, 'u-1');
});

test('a token without an expiry, without a required claim or from the future is rejected', async () => {
  const { now, token, verifier } = await aVerifier({ requiredClaims: ['sub'], checksIssuedAt: true });
  const invalid = { type: 'UnauthorizedException', status: 401, message: 'The token is not valid.' };
  await assert.rejects(verifier.verify(await token({ exp: undefined })), invalid);
  await assert.rejects(verifier.verify(await token({ sub: undefined })), invalid);
  await assert.rejects(verifier.verify('not a token'), invalid);
  await assert.rejects(verifier.verify(await token({ iat: now + 1 })), { message: 'The token is not valid yet.' });
});

test('each service rejects a token in its own words', async () => {
  const { token, verifier } = await aVerifier({
    error: (problem) => new AwsError('Denied', problem),
    check: ({ aud }) => {
      if (aud === undefined) throw new AwsError('Denied', 'no audience');
    },
  });
  await assert.rejects(verifier.verify(await token({ exp: 1 })), { type: 'Denied', message: 'expired' });
  await assert.rejects(verifier.verify(await token()), { type: 'Denied', message: 'no audience' });
});
