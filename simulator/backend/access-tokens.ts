// Access tokens, as the user pool would sign them: what counts here is who is in them and until when they hold.
import { AwsError } from '../../packages/local/errors.ts';

/** Somebody who takes part. */
export type Person = { sub: string; username: string };

/** How long a token holds: Cognito's default for access tokens. */
const TOKEN_MS = 60 * 60_000;

/** The user pool of the run. */
export const POOL = 'us-east-1_Run';

export type Claims = Person & { token_use: 'access'; iss: string; exp: number };

export function newToken({ sub, username }: Person, now: number): string {
  const claims: Claims = {
    token_use: 'access',
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`,
    sub,
    username,
    exp: Math.floor((now + TOKEN_MS) / 1_000),
  };
  return `run.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.run`;
}

/** What a token claims; throws what AWS answers when it holds no longer. */
export function parseToken(token: string, now: number): Claims {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  if (claims.exp * 1_000 > now) return claims;
  throw new AwsError('UnauthorizedException', 'Token has expired.', 401);
}
