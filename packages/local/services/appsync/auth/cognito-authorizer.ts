// AMAZON_COGNITO_USER_POOLS: tokens of a user pool, verified by the pool.
import type { TokenVerifier } from '../appsync-deps.ts';
import type { Authorizer, Caller } from './authorization-modes.ts';
import { bearerToken, claimedIssuer } from './bearer-token.ts';

/** A user pool as the template configures it. */
export type CognitoConfig = { userPoolId: string; appIdClientRegex?: string };

/** Authorizes by a token of a user pool. AWS accepts id tokens and access tokens. */
export function cognitoAuthorizer(config: CognitoConfig, { tokens }: { tokens: TokenVerifier }): Authorizer {
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    recognizes(authorization) {
      const issuer = claimedIssuer(bearerToken(authorization) ?? '');
      return issuer?.endsWith(`/${config.userPoolId}`) ?? false;
    },
    async verify({ authorization, origin }) {
      const claims = await tokens.verify(bearerToken(authorization) ?? '', config);
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
