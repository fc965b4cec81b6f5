// OPENID_CONNECT: tokens of any issuer, verified with the keys that it publishes.
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Clock } from '../../../clock.ts';
import type { Endpoints } from '../../../http/endpoints.ts';
import { IssuerKeys } from '../../issuer-keys.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { Authorizer } from './authorization-modes.ts';
import { claimedIssuer, tokenOf } from './bearer-token.ts';
import { Remembered } from './expiring-cache.ts';

/** How a template sets an issuer up; times in milliseconds, as AWS has them. */
export type OidcConfig = { issuer: string; clientId?: RegExp; iatTtlMs?: number; authTtlMs?: number };

/** Signatures that AppSync takes: "AWS AppSync authorization and authentication", OPENID_CONNECT. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

type Claims = Readonly<Record<string, unknown>>;
type Needs = { endpoints: Pick<Endpoints, 'call'>; clock: Clock };

/** Authorizes by a token of an OpenID Connect issuer. */
export function oidcAuthorizer(config: OidcConfig, needs: Needs): Authorizer {
  const verified = new Remembered<Claims>(needs.clock);
  const keys = new IssuerKeys(config.issuer, needs);
  return {
    mode: 'OPENID_CONNECT',
    recognizes: (authorization) => claimedIssuer(tokenOf(authorization) ?? '') === config.issuer,
    async verify({ authorization }) {
      const token = tokenOf(authorization) ?? '';
      const claims = await verified.recall(token, async () => {
        const value = await claimsOf(token, keys, config, needs.clock);
        return { value, untilMs: Number(value['exp'] ?? 0) * 1000 };
      });
      if (isTooOld(claims, config, needs.clock.now())) throw refusal(CHOICES.badCredentials);
      return { mode: 'OPENID_CONNECT', identity: { sub: claims['sub'], issuer: claims['iss'], claims } };
    },
  };
}

async function claimsOf(
  token: string,
  keys: IssuerKeys,
  { issuer, clientId }: OidcConfig,
  clock: Clock,
): Promise<Claims> {
  try {
    const keySet = createLocalJWKSet(await keys.holding(decodeProtectedHeader(token).kid));
    const currentDate = new Date(clock.now());
    const { payload } = await jwtVerify(token, keySet, {
      issuer,
      algorithms: ALGORITHMS,
      currentDate,
      requiredClaims: ['exp'],
    });
    const audience = [payload.aud, payload['azp']].flat().filter((one) => typeof one === 'string');
    if (clientId && !audience.some((one) => clientId.test(one))) throw refusal(CHOICES.badCredentials);
    return payload;
  } catch (error) {
    // The words that the GraphQL service has for it.
    if (error instanceof errors.JWTExpired) throw refusal(CHOICES.expiredToken);
    throw refusal(CHOICES.badCredentials);
  }
}

function isTooOld(claims: Claims, { iatTtlMs, authTtlMs }: OidcConfig, now: number): boolean {
  const older = (claim: unknown, ttlMs: number | undefined) =>
    ttlMs !== undefined && !(Number(claim) * 1000 + ttlMs > now);
  return older(claims['iat'], iatTtlMs) || older(claims['auth_time'], authTtlMs);
}
