// Cognito user pools: a token is verified by the pool once, and remembered for as long as it may be.
import type { Clock } from '../../../clock.ts';
import type { TokenVerifier } from '../appsync-deps.ts';
import type { Authorizer, Caller } from './authorization-modes.ts';
import { claimedIssuer, tokenOf } from './bearer-token.ts';
import { Remembered } from './expiring-cache.ts';

/** How a template sets a pool up. */
export type CognitoConfig = { userPoolId: string; appIdClientRegex?: string };

/** Authorizes by a token of a user pool, id token or access token alike: AWS takes both. */
export function cognitoAuthorizer(config: CognitoConfig, needs: { tokens: TokenVerifier; clock: Clock }): Authorizer {
  const verified = new Remembered<Readonly<Record<string, unknown>>>(needs.clock);
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    recognizes(authorization) {
      const issuer = claimedIssuer(tokenOf(authorization) ?? '');
      return issuer?.endsWith(`/${config.userPoolId}`) ?? false;
    },
    async verify({ authorization, origin }) {
      const token = tokenOf(authorization) ?? '';
      const claims = await verified.recall(token, async () => {
        const claims = await needs.tokens.verify(token, config);
        return { value: claims, untilMs: Number(claims['exp'] ?? 0) * 1000 };
      });
      return callerOf(claims, origin.sourceIp);
    },
  };
}

/** `ctx.identity` as "Event API context reference" gives it for user pools. */
function callerOf(claims: Readonly<Record<string, unknown>>, sourceIp: readonly string[]): Caller {
  const identity = {
    sourceIp,
    username: claims['cognito:username'] ?? claims['username'],
    groups: claims['cognito:groups'] ?? null,
    sub: claims['sub'],
    issuer: claims['iss'],
    claims,
    defaultAuthStrategy: 'ALLOW',
  };
  return { mode: 'AMAZON_COGNITO_USER_POOLS', identity };
}
