// OPENID_CONNECT: tokens of any issuer, verified with the keys that it publishes.
import type { JWTPayload } from 'jose';
import type { Clock } from '../../../clock.ts';
import type { Endpoints } from '../../../http/endpoints.ts';
import { issuerKeys, JwtVerifier } from '../../../protocol/jwt.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { Authorizer } from './authorization-modes.ts';
import { bearerToken, claimedIssuer } from './bearer-token.ts';

/** An issuer as the template configures it; times in milliseconds, as AWS has them. */
export type OidcConfig = { issuer: string; clientId?: RegExp; iatTtlMs?: number; authTtlMs?: number };

/** Signature algorithms of AppSync: "AWS AppSync authorization and authentication", OPENID_CONNECT. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Authorizes by a token of an OpenID Connect issuer. */
export function oidcAuthorizer(
  config: OidcConfig,
  deps: { endpoints: Pick<Endpoints, 'call'>; clock: Clock },
): Authorizer {
  const { issuer, clientId } = config;
  const verifier = new JwtVerifier(
    {
      findKey: issuerKeys(issuer, deps),
      algorithms: ALGORITHMS,
      issuer,
      check: (claims) => checkClient(claims, clientId),
      // The GraphQL service has words of its own for an expired token.
      error: (problem) => awsError(problem === 'expired' ? UNDOCUMENTED.expiredToken : UNDOCUMENTED.badCredentials),
    },
    deps.clock,
  );
  return {
    mode: 'OPENID_CONNECT',
    recognizes: (authorization) => claimedIssuer(bearerToken(authorization) ?? '') === issuer,
    async verify({ authorization }) {
      const claims = await verifier.verify(bearerToken(authorization) ?? '');
      if (isTooOld(claims, config, deps.clock.now())) throw awsError(UNDOCUMENTED.badCredentials);
      return { mode: 'OPENID_CONNECT', identity: { sub: claims.sub, issuer: claims.iss, claims } };
    },
  };
}

function checkClient({ aud, azp }: JWTPayload, clientId: RegExp | undefined): void {
  const clients = [aud, azp].flat().filter((client) => typeof client === 'string');
  if (clientId && !clients.some((client) => clientId.test(client))) throw awsError(UNDOCUMENTED.badCredentials);
}

function isTooOld({ iat, auth_time }: JWTPayload, { iatTtlMs, authTtlMs }: OidcConfig, now: number): boolean {
  const isOver = (claim: unknown, ttlMs: number | undefined) =>
    ttlMs !== undefined && !(Number(claim) * 1000 + ttlMs > now);
  return isOver(iat, iatTtlMs) || isOver(auth_time, authTtlMs);
}
