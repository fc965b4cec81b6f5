// Bearer tokens: reading one from the credentials, and the issuer that it claims.
import type { Authorization } from '@parley/wire';

/** The token of `authorization`, with or without `Bearer ` before it; AWS accepts both. */
export function bearerToken(authorization: Authorization): string | undefined {
  const field = authorization['authorization'];
  if (field === undefined || field.startsWith(SIGNATURE)) return undefined;
  return field.replace(/^Bearer /i, '');
}

/** The issuer that a JWT names, not verified: only for choosing the authorizer that verifies it. */
export function claimedIssuer(token: string): string | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || token.length > TOKEN_MAX) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    const issuer = (claims as { iss?: unknown } | null)?.iss;
    return typeof issuer === 'string' ? issuer : '';
  } catch {
    return undefined;
  }
}

/** The beginning of a SigV4 `Authorization`. */
export const SIGNATURE = 'AWS4-HMAC-SHA256';

// Node accepts 16 KiB of headers; a token of a user pool has one to two.
const TOKEN_MAX = 16 * 1024;
