// Test data: forged and misused tokens, grouped by attack.
import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import type { SigningKey } from '../services/cognito-idp/signing-key.ts';

/** Tokens by the name of the attack. */
export type Forgeries = Readonly<Record<string, readonly string[]>>;

const base64url = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Tokens forged from a token, its pool's published key and an attacker's key; the pool has signed none of them. */
export function forgedTokens(token: string, published: JsonWebKey): Forgeries {
  const claims: JWTPayload = decodeJwt(token);
  const [head = '', body = '', signature = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  const signedBy = (header: object, key: KeyObject = own.privateKey, hash = 'sha256', payload = body) => {
    const signing = `${base64url({ typ: 'JWT', ...header })}.${payload}`;
    return `${signing}.${sign(hash, Buffer.from(signing), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const unsigned = (alg: unknown) => [
    `${base64url({ alg, kid })}.${body}.`,
    `${base64url({ alg, kid })}.${body}.${signature}`,
  ];
  const changed = (change: object) => `${head}.${base64url({ ...claims, ...change })}.${signature}`;
  return {
    'an invalid signature': [
      `${head}.${body}.${flipped(signature)}`,
      `${head}.${body}.${'A'.repeat(342)}`,
      `${head}.${body}.`,
    ],
    'the right kid and another key': [
      signedBy({ alg: 'RS256', kid }),
      signedBy({ alg: 'RS512', kid }, own.privateKey, 'sha512'),
    ],
    'a key in the header': [
      signedBy({ alg: 'RS256', jwk }),
      signedBy({ alg: 'RS256', kid, jwk }),
      signedBy({ alg: 'RS256', kid: 'mine', jwk }),
    ],
    'a URL of a key in the header': ['jku', 'x5u'].map((name) =>
      signedBy({ alg: 'RS256', kid: 'mine', [name]: 'http://127.0.0.1:1/jwks.json' }),
    ),
    'a kid that is a path': ['../../dev/null', "' OR 1=1 --", '__proto__'].map((name) =>
      signedBy({ alg: 'RS256', kid: name }),
    ),
    'a forged issuer': ['https://evil.example', `${claims.iss?.replace(/_.*/, '_Evil')}`].map((iss) =>
      signedBy({ alg: 'RS256', kid: 'mine' }, own.privateKey, 'sha256', base64url({ ...claims, iss })),
    ),
    'a key of another kind': [signedBy({ alg: 'ES256', kid }, curve.privateKey)],
    'alg none in all its spellings': ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, undefined, 0].flatMap(
      unsigned,
    ),
    'the public key as a shared secret': sharedSecrets(published).flatMap((secret) =>
      ['256', '512'].map((bits) => {
        const signing = `${base64url({ alg: `HS${bits}`, kid })}.${body}`;
        return `${signing}.${createHmac(`sha${bits}`, secret).update(signing).digest('base64url')}`;
      }),
    ),
    'changed claims': [
      { username: 'bob' },
      { sub: crypto.randomUUID() },
      { exp: 9_999_999_999 },
      { 'cognito:groups': ['owners'] },
      { scope: 'aws.cognito.signin.user.admin openid' },
    ].map(changed),
    'an unknown critical header': [signedBy({ alg: 'RS256', kid, crit: ['b64'], b64: false })],
    'a truncated token': [token.slice(0, -1), token.slice(0, -40), `${head}.${body}`, head, `${body}.${signature}`],
    'trailing data': [`${token}x`, `${token}.`, `${token}.${signature}`, `${token} ${token}`, `${token},${token}`],
    'no token at all': [
      '',
      '.',
      '..',
      'a.b.c',
      'null',
      'undefined',
      '{"sub":"1"}',
      '[object Object]',
      'Bearer',
      base64url('ann:ann'),
    ],
    'an overlong token': [
      `${head}.${base64url({ ...claims, more: 'x'.repeat(9_000) })}.${signature}`,
      'x'.repeat(100_000),
    ],
  };
}

/** Tokens signed with the pool's own key for another purpose or another time. `now` is in milliseconds. */
export async function misusedTokens(token: string, key: SigningKey, now: number): Promise<Forgeries> {
  const claims: JWTPayload = decodeJwt(token);
  const seconds = Math.floor(now / 1000);
  const signed = (change: Changes) =>
    new SignJWT({ ...claims, ...change } as JWTPayload)
      .setProtectedHeader({ alg: 'RS256', kid: key.published.kid ?? '' })
      .sign(key.privateKey);
  const all = (changes: readonly Changes[]) => Promise.all(changes.map(signed));
  return {
    'an expiry in the past': await all([{ exp: seconds }, { exp: seconds - 1 }, { exp: 0 }, { exp: -1 }]),
    'a start in the future': await all([{ nbf: seconds + 60 }, { iat: seconds + 60 }]),
    'no expiry': await all([{ exp: undefined }]),
    'another issuer': await all([
      { iss: undefined },
      { iss: 'https://evil.example/' },
      { iss: `${claims.iss}x` },
      { iss: `https://evil.example/${claims.iss?.split('/').at(-1)}` },
      { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' },
    ]),
    'another client': await all([
      { client_id: 'another' },
      { client_id: `${claims['client_id']}x` },
      { client_id: undefined },
    ]),
    'a missing or wrong token_use or sub': await all([
      { token_use: undefined },
      { token_use: 'refresh' },
      { sub: undefined },
    ]),
  };
}

/** Claims to replace; undefined removes a claim. */
type Changes = Readonly<Record<string, unknown>>;

/** The signature with one bit flipped. */
function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

/** Every encoding of a public key that a careless server may use as a secret. */
function sharedSecrets(published: JsonWebKey): (string | Buffer)[] {
  const key = createPublicKey({ key: published, format: 'jwk' });
  const { n, e, kty } = published;
  return [
    key.export({ type: 'spki', format: 'pem' }),
    key.export({ type: 'pkcs1', format: 'pem' }),
    key.export({ type: 'spki', format: 'der' }),
    JSON.stringify({ kty, n, e }),
    n ?? '',
    '',
  ];
}
