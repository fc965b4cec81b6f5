// The issuer's signing key: made once, kept in the data folder, and never told to anybody.
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Storage } from '../../storage/store.ts';

const BUCKET = 'secrets';
const KEY = 'cognito-idp';

/** The key pair of every user pool on this machine, and the public half as `jwks.json` publishes it. */
export type SigningKey = { privateKey: CryptoKey; publicKey: CryptoKey; published: JWK };

/** Reads the key from the data folder; the first time it is made. */
export async function signingKey(storage: Storage): Promise<SigningKey> {
  const jwk = (storage.bucket(BUCKET).get(KEY) as JWK | undefined) ?? (await newKey(storage));
  const { kty, n, e, kid } = jwk;
  const published = { kty, n, e, kid, alg: 'RS256', use: 'sig' } as JWK;
  return {
    privateKey: (await importJWK(jwk, 'RS256')) as CryptoKey,
    publicKey: (await importJWK(published, 'RS256')) as CryptoKey,
    published,
  };
}

async function newKey(storage: Storage): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID() };
  await storage.commit([{ bucket: BUCKET, key: KEY, value: jwk }]);
  return jwk;
}
