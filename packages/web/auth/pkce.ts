// Proof Key for Code Exchange (RFC 7636): only the page that requested a code can redeem it.
import { WebError } from '../errors.ts';
import { t } from '../i18n/index.ts';

/** The secret that stays in the page, and its SHA-256, which is sent with the request. */
export type Proof = { verifier: string; challenge: string };

/** Creates a proof: a verifier of 43 characters (256 random bits) and its S256 challenge. */
export async function newProof(): Promise<Proof> {
  if (!globalThis.crypto.subtle) throw new WebError('sign-in-refused', t.insecurePage);
  const verifier = randomToken(32);
  return { verifier, challenge: await challengeOf(verifier) };
}

/** The S256 challenge of a verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** A string that cannot be guessed, of so many random bytes. */
export function randomToken(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
