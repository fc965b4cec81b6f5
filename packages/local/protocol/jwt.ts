// JSON Web Tokens: verification with one key or with the keys that an issuer publishes.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import type { Endpoints } from '../http/endpoints.ts';
import { type CacheLimits, ExpiringCache } from './expiring-cache.ts';

/** Why a token is rejected. */
export type JwtProblem = 'expired' | 'not-yet-valid' | 'invalid';

/** What a valid token must fulfil. */
export type JwtRules = {
  /** Finds the key that the token must be signed with. */
  readonly findKey: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
  readonly issuer?: string;
  /** Claims that must be present, besides `exp`. */
  readonly requiredClaims?: readonly string[];
  /** Whether a token whose `iat` is in the future is rejected. */
  readonly checksIssuedAt?: boolean;
  /** Checks the claims further; throws AwsError. */
  readonly check?: (claims: JWTPayload) => void;
  /** @default `UnauthorizedException` with the words of the GraphQL service, HTTP 401 */
  readonly error?: (problem: JwtProblem) => AwsError;
  readonly cache?: CacheLimits;
};

/** Cached tokens by default. A token is verified again after five minutes, so that a key removed by its issuer counts soon. */
const CACHE: CacheLimits = { entriesMax: 1000, trustMs: 300_000 };

const MESSAGES: Readonly<Record<JwtProblem, string>> = {
  expired: 'Token has expired.',
  'not-yet-valid': 'The token is not valid yet.',
  invalid: 'The token is not valid.',
};

/** Verifies tokens by one set of rules, and caches the claims of valid ones until they expire. */
export class JwtVerifier {
  readonly #rules: JwtRules;
  readonly #clock: Clock;
  readonly #verified: ExpiringCache<JWTPayload>;

  constructor(rules: JwtRules, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
    this.#verified = new ExpiringCache(clock, rules.cache ?? CACHE);
  }

  /** Returns the claims of a valid token; throws AwsError for any other. */
  async verify(token: string): Promise<JWTPayload> {
    const claims = await this.#verified.getOrCompute(token, async () => {
      const value = await this.#verify(token);
      return { value, untilMs: (value.exp ?? 0) * 1000 };
    });
    return { ...claims };
  }

  async #verify(token: string): Promise<JWTPayload> {
    const {
      findKey,
      algorithms,
      issuer,
      requiredClaims = [],
      checksIssuedAt,
      check,
      error = unauthorized,
    } = this.#rules;
    const now = this.#clock.now();
    let claims: JWTPayload;
    try {
      const options = {
        algorithms: [...algorithms],
        currentDate: new Date(now),
        requiredClaims: ['exp', ...requiredClaims],
        ...(issuer !== undefined && { issuer }),
      };
      claims = (await jwtVerify(token, findKey, options)).payload;
    } catch (cause) {
      throw error(cause instanceof errors.JWTExpired ? 'expired' : 'invalid');
    }
    if (checksIssuedAt && (claims.iat ?? 0) * 1000 > now) throw error('not-yet-valid');
    check?.(claims);
    return claims;
  }
}

function unauthorized(problem: JwtProblem): AwsError {
  return new AwsError('UnauthorizedException', MESSAGES[problem], 401);
}

/** How long an issuer may take to answer. */
const ISSUER_TIMEOUT_MS = 5000;

/** How soon the keys may be requested again when a token names an unknown one. */
const REFRESH_AFTER_MS = 30_000;

type IssuerDeps = { endpoints: Pick<Endpoints, 'call'>; clock: Clock };

/**
 * The keys that an OpenID Connect issuer publishes, requested when a token names an unknown one. Not jose's
 * `createRemoteJWKSet`: that takes the address of the keys and not of the issuer, and its time from the machine.
 */
export function issuerKeys(issuer: string, { endpoints, clock }: IssuerDeps): JWTVerifyGetKey {
  let keys: JSONWebKeySet = { keys: [] };
  let requestedAt = Number.NEGATIVE_INFINITY;
  const fetchJson = async <Body>(address: string): Promise<Body> => {
    const request = { method: 'GET', headers: { accept: 'application/json' }, body: '', timeoutMs: ISSUER_TIMEOUT_MS };
    const { status, body } = await endpoints.call(address, request);
    if (status !== 200) throw new Error(`${address} answered ${status}.`);
    return JSON.parse(body.toString('utf8')) as Body;
  };
  return async (header, token) => {
    const isKnown = keys.keys.some(({ kid }) => header.kid === undefined || kid === header.kid);
    if (!isKnown && clock.monotonic() - requestedAt >= REFRESH_AFTER_MS) {
      requestedAt = clock.monotonic();
      const base = issuer.replace(/\/$/, '');
      const { jwks_uri } = await fetchJson<{ jwks_uri: string }>(`${base}/.well-known/openid-configuration`);
      keys = await fetchJson<JSONWebKeySet>(jwks_uri);
    }
    return createLocalJWKSet(keys)(header, token);
  };
}
