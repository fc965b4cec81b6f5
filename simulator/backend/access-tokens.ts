// Access tokens as the user pool would issue them, unsigned: only the user and the expiry are checked.
import { AwsError } from '../../packages/local/errors.ts';

/** A user of a run. */
export type SimulatedUser = { userId: string; username: string };

/** Validity of a token: Cognito's default for access tokens. */
const TOKEN_MS = 60 * 60_000;

/** The id of the user pool. */
export const POOL = 'us-east-1_Run';

export type Claims = { token_use: 'access'; iss: string; sub: string; username: string; exp: number };

export function newToken({ userId, username }: SimulatedUser, now: number): string {
  const claims: Claims = {
    token_use: 'access',
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`,
    sub: userId,
    username,
    exp: Math.floor((now + TOKEN_MS) / 1_000),
  };
  return `run.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.run`;
}

/** The claims of a token; throws AWS's error after its expiry. */
export function parseToken(token: string, now: number): Claims {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  if (claims.exp * 1_000 > now) return claims;
  throw new AwsError('UnauthorizedException', 'Token has expired.', 401);
}
