import assert from 'node:assert/strict';
import test from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ManualClock } from '../../../clock.ts';
import type { OutboundResponse } from '../../../http/outbound-requests.ts';
import { type OidcConfig, oidcAuthorizer } from './oidc-authorizer.ts';

const ISSUER = 'https://issuer.example.com/';
const rejected = { name: 'AwsError', type: 'UnauthorizedException' };

/** An issuer with two keys, and an authorizer that trusts it. */
async function anIssuer(config: Partial<OidcConfig> = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const pair = await generateKeyPair('RS256');
  const other = await generateKeyPair('PS256');
  const requests: string[] = [];
  const documents = new Map<string, unknown>([
    ['https://issuer.example.com/.well-known/openid-configuration', { jwks_uri: 'https://issuer.example.com/keys' }],
    [
      'https://issuer.example.com/keys',
      {
        keys: [
          { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' },
          { ...(await exportJWK(other.publicKey)), kid: 'ps', alg: 'PS256' },
        ],
      },
    ],
  ]);
  const call = async (address: string): Promise<OutboundResponse> => {
    requests.push(address);
    const document = documents.get(address);
    return { status: document ? 200 : 404, headers: {}, body: Buffer.from(JSON.stringify(document ?? {})) };
  };
  const oidc = oidcAuthorizer({ issuer: ISSUER, ...config }, { endpoints: { call }, clock });
  const now = clock.now() / 1000;
  const token = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key = pair.privateKey) =>
    new SignJWT({ iss: ISSUER, sub: 'u-1', aud: 'app-1', iat: now, auth_time: now, exp: now + 3600, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .sign(key);
  const verify = async (jwt: string) =>
    oidc.verify({
      operation: 'EVENT_CONNECT',
      authorization: { authorization: jwt },
      signed: () => '',
      origin: { sourceIp: [], headers: {} },
    });
  return { clock, requests, oidc, token, verify, other };
}

test('a token of the issuer is accepted with or without Bearer, and its keys are requested once', async () => {
  const { requests, clock, oidc, token, verify } = await anIssuer();
  const jwt = await token({ role: 'admin' });
  assert.ok(oidc.recognizes({ authorization: jwt }));
  const { mode, identity } = await verify(`Bearer ${jwt}`);
  assert.equal(mode, 'OPENID_CONNECT');
  const { sub, issuer, claims } = identity as { sub: string; issuer: string; claims: Record<string, unknown> };
  assert.deepEqual([sub, issuer, claims['role']], ['u-1', ISSUER, 'admin']);
  clock.advance(60_000);
  await verify(await token({ sub: 'u-2' }));
  assert.equal(requests.length, 2);
});

test('a token of another issuer is left to other authorizers', async () => {
  const { oidc, token } = await anIssuer();
  assert.equal(oidc.recognizes({ authorization: await token({ iss: 'https://evil.example.com/' }) }), false);
  assert.equal(oidc.recognizes({ authorization: 'not.a.token' }), false);
  assert.equal(oidc.recognizes({ authorization: 'a.b' }), false);
});

test('a forged token is rejected: another key, no algorithm, a secret in place of a key, a changed claim', async () => {
  const { token, verify } = await anIssuer();
  const attacker = await generateKeyPair('RS256');
  await assert.rejects(verify(await token({}, {}, attacker.privateKey)), rejected);
  const [, payload, signature] = (await token()).split('.');
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  await assert.rejects(verify(`${unsigned}.${payload}.`), rejected);
  const symmetric = await new SignJWT({ iss: ISSUER, sub: 'u-1', exp: 4102444800 })
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .sign(new TextEncoder().encode('secret'));
  await assert.rejects(verify(symmetric), rejected);
  const claims = Buffer.from(JSON.stringify({ iss: ISSUER, sub: 'root', exp: 4102444800 })).toString('base64url');
  const header = Buffer.from('{"alg":"RS256","kid":"one"}').toString('base64url');
  await assert.rejects(verify(`${header}.${claims}.${signature}`), rejected);
});

test('an algorithm that AppSync does not accept is rejected, although the issuer has a key for it', async () => {
  const { other, token, verify } = await anIssuer();
  await assert.rejects(verify(await token({}, { alg: 'PS256', kid: 'ps' }, other.privateKey)), rejected);
});

test('a token expires, even when it was accepted before', async () => {
  const { clock, token, verify } = await anIssuer();
  const jwt = await token({ exp: clock.now() / 1000 + 100 });
  await verify(jwt);
  clock.advance(100_000);
  await assert.rejects(verify(jwt), { ...rejected, message: 'Token has expired.' });
  await assert.rejects(verify(await token({ exp: undefined })), rejected);
});

test('the client in aud or azp must match the expression', async () => {
  const { token, verify } = await anIssuer({ clientId: /^app-1$|^app-2$/ });
  await verify(await token());
  await verify(await token({ aud: ['other', 'app-2'] }));
  await verify(await token({ aud: undefined, azp: 'app-2' }));
  await assert.rejects(verify(await token({ aud: 'other' })), rejected);
  await assert.rejects(verify(await token({ aud: undefined })), rejected);
});

test('a token may be too old by its issue time or its sign-in time', async () => {
  const issued = await anIssuer({ iatTtlMs: 1000 });
  const jwt = await issued.token();
  await issued.verify(jwt);
  issued.clock.advance(1000);
  await assert.rejects(issued.verify(jwt), rejected);
  const signedIn = await anIssuer({ authTtlMs: 1000 });
  await assert.rejects(signedIn.verify(await signedIn.token({ auth_time: undefined })), rejected);
});

test('an unknown key is requested again after half a minute, not each time', async () => {
  const { requests, clock, token, verify } = await anIssuer();
  await assert.rejects(verify(await token({}, { kid: 'two' })), rejected);
  await assert.rejects(verify(await token({ sub: 'x' }, { kid: 'two' })), rejected);
  assert.equal(requests.length, 2);
  clock.advance(30_000);
  await assert.rejects(verify(await token({ sub: 'y' }, { kid: 'two' })), rejected);
  assert.equal(requests.length, 4);
});
