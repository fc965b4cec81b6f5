// The signing key of the issuer: created once, stored in the data folder, and never published.
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Storage } from '../../storage/store.ts';

const BUCKET = 'secrets';
const KEY = 'cognito-idp';

/** The key pair of all user pools of an engine, and its public half as published in `jwks.json`. */
export type SigningKey = { privateKey: CryptoKey; publicKey: CryptoKey; published: JWK };

/** Reads the key from the data folder, or creates it. */
export async function signingKey(storage: Storage): Promise<SigningKey> {
  const jwk = (storage.bucket(BUCKET).get(KEY) as JWK | undefined) ?? (await createKey(storage));
  const { kty, n, e, kid } = jwk;
  const published = { kty, n, e, kid, alg: 'RS256', use: 'sig' } as JWK;
  return {
    privateKey: (await importJWK(jwk, 'RS256')) as CryptoKey,
    publicKey: (await importJWK(published, 'RS256')) as CryptoKey,
    published,
  };
}

async function createKey(storage: Storage): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID() };
  await storage.commit([{ bucket: BUCKET, key: KEY, value: jwk }]);
  return jwk;
}
