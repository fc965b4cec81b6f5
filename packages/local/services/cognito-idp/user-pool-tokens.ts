// The tokens of user pools: issued with Cognito's claims, verified by the signing key.
import { type JWTPayload, SignJWT } from 'jose';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { JwtVerifier } from '../../protocol/jwt.ts';
import type { Storage } from '../../storage/store.ts';
import { REGION } from '../resource-ids.ts';
import { type SigningKey, signingKey } from './signing-key.ts';

/** A user, as in the claims of a token. */
export type User = { sub: string; username: string; groups?: readonly string[] };

/** The content of a pair of tokens. `seconds` is their lifetime. */
export type Grant = {
  userPoolId: string;
  clientId: string;
  user: User;
  scope: string;
  authTime: number;
  seconds: number;
};

/** Verified tokens that are cached until they expire: a user sends the same one with every request for an hour. */
const CACHE = { entriesMax: 10_000, trustMs: Number.POSITIVE_INFINITY };

/** `https://cognito-idp.REGION.amazonaws.com/POOL`, the `iss` of a pool's tokens. */
export function issuerOf(userPoolId: string): string {
  return `https://cognito-idp.${REGION}.amazonaws.com/${userPoolId}`;
}

/** Issues and verifies tokens with Cognito's claims (Cognito Developer Guide, using tokens). */
export class UserPoolTokens {
  readonly #clock: Clock;
  readonly #storage: Storage;
  #key: Promise<SigningKey> | undefined;
  readonly #verifier: JwtVerifier;

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#clock = clock;
    this.#storage = storage;
    this.#verifier = new JwtVerifier(
      {
        // RS256 and this key alone: the token's own algorithm and key id decide nothing.
        algorithms: ['RS256'],
        findKey: async () => (await this.#signingKey()).publicKey,
        requiredClaims: ['iss', 'sub', 'token_use'],
        // API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers": iat must be before the current time.
        checksIssuedAt: true,
        check: checkTokenUse,
        cache: CACHE,
      },
      clock,
    );
  }

  /** The public key, as `/.well-known/jwks.json` returns it. */
  async published(): Promise<{ keys: unknown[] }> {
    return { keys: [(await this.#signingKey()).published] };
  }

  async issue(grant: Grant): Promise<{ accessToken: string; idToken: string }> {
    const { clientId, user, scope, authTime } = grant;
    const common = {
      sub: user.sub,
      event_id: crypto.randomUUID(),
      origin_jti: crypto.randomUUID(),
      auth_time: authTime,
      // Users without a group have no such claim (Cognito Developer Guide, "Adding groups to a user pool").
      ...(user.groups && user.groups.length > 0 && { 'cognito:groups': [...user.groups] }),
    };
    const [accessToken, idToken] = await Promise.all([
      this.#sign(grant, {
        ...common,
        token_use: 'access',
        client_id: clientId,
        scope,
        username: user.username,
        version: 2,
      }),
      this.#sign(grant, { ...common, token_use: 'id', aud: clientId, 'cognito:username': user.username }),
    ]);
    return { accessToken, idToken };
  }

  /** The claims of an access or id token of a pool, of `userPoolId` if it is given; throws `UnauthorizedException` for any other. */
  async verify(token: string, userPoolId?: string): Promise<JWTPayload> {
    const claims = await this.#verifier.verify(token);
    if (userPoolId !== undefined && claims.iss !== issuerOf(userPoolId))
      throw unauthorized('The token was issued by another issuer.');
    return claims;
  }

  /** The key, created at its first use; if it could not be stored, the next call creates it again. */
  async #signingKey(): Promise<SigningKey> {
    this.#key ??= signingKey(this.#storage);
    return this.#key.catch((error) => {
      this.#key = undefined;
      throw error;
    });
  }

  async #sign({ userPoolId, seconds }: Grant, claims: JWTPayload): Promise<string> {
    const { privateKey, published } = await this.#signingKey();
    const now = Math.floor(this.#clock.now() / 1000);
    return new SignJWT({ ...claims, iss: issuerOf(userPoolId), iat: now, exp: now + seconds, jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: published.kid ?? '' })
      .sign(privateKey);
  }
}

function checkTokenUse({ token_use }: JWTPayload): void {
  if (token_use !== 'access' && token_use !== 'id')
    throw unauthorized('The token is neither an access token nor an id token.');
}

function unauthorized(message: string): AwsError {
  return new AwsError('UnauthorizedException', message, 401);
}
