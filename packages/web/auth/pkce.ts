// Proof Key for Code Exchange (RFC 7636): only the page that asked can use the code it is given.
import { WebError } from '../errors.ts';
import * as t from '../i18n/index.ts';

/** The secret that stays here and its SHA-256, which goes with the question. */
export type Proof = { verifier: string; challenge: string };

/** Makes a proof: a verifier of 43 characters (256 random bits) and its S256 challenge. */
export async function newProof(): Promise<Proof> {
  if (!globalThis.crypto.subtle) throw new WebError('sign-in-refused', t.insecurePage);
  const verifier = randomWord(32);
  return { verifier, challenge: await challengeOf(verifier) };
}

/** The S256 challenge of a verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** A word nobody can guess, of so many random bytes. */
export function randomWord(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
