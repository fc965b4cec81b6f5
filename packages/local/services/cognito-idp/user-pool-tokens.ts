// The tokens of a user pool: made with its claims, verified by its key.
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import { REGION } from '../resource-ids.ts';
import { type SigningKey, signingKey } from './signing-key.ts';

/** Somebody of a pool, as tokens tell of them. */
export type User = { sub: string; username: string; groups?: readonly string[] };

/** What a pair of tokens is made of. `seconds` is how long they live. */
export type Grant = {
  userPoolId: string;
  clientId: string;
  user: User;
  scope: string;
  authTime: number;
  seconds: number;
};

/** Verified tokens that are remembered; each comes with every request of a person for an hour. */
const REMEMBERED = 10_000;

/** `https://cognito-idp.REGION.amazonaws.com/POOL`, the `iss` of a pool's tokens. */
export function issuerOf(userPoolId: string): string {
  return `https://cognito-idp.${REGION}.amazonaws.com/${userPoolId}`;
}

/** Makes and verifies tokens with the claims that Cognito gives them (Cognito Developer Guide, using tokens). */
export class Tokens {
  readonly #clock: Clock;
  readonly #storage: Storage;
  #key: Promise<SigningKey> | undefined;
  readonly #verified = new Map<string, JWTPayload>();

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#clock = clock;
    this.#storage = storage;
  }

  /** The public key as `/.well-known/jwks.json` answers it. */
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
      // Who is in no group has no such claim (Cognito Developer Guide, "Adding groups to a user pool").
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

  /** The claims of a token of a pool, of this one if it is named, access or id; throws `UnauthorizedException` for any other. */
  async verify(token: string, userPoolId?: string): Promise<JWTPayload> {
    const claims = this.#verified.get(token) ?? (await this.#check(token));
    if (userPoolId !== undefined && claims.iss !== issuerOf(userPoolId))
      throw unauthorized('The token is of another issuer.');
    if ((claims.exp ?? 0) * 1000 <= this.#clock.now()) {
      this.#verified.delete(token);
      throw unauthorized('Token has expired.');
    }
    return { ...claims };
  }

  async #check(token: string): Promise<JWTPayload> {
    try {
      const { publicKey } = await this.#signingKey();
      // RS256 and this key alone: what the token says of its algorithm or its key decides nothing.
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ['RS256'],
        currentDate: new Date(this.#clock.now()),
        requiredClaims: ['iss', 'sub', 'exp', 'token_use'],
      });
      if (payload['token_use'] !== 'access' && payload['token_use'] !== 'id')
        throw unauthorized('The token is of no use here.');
      // API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers": iat must be before the current time.
      if ((payload.iat ?? 0) * 1000 > this.#clock.now()) throw unauthorized('The token is not valid yet.');
      if (this.#verified.size >= REMEMBERED) this.#verified.clear();
      this.#verified.set(token, payload);
      return payload;
    } catch (error) {
      if (error instanceof AwsError) throw error;
      throw unauthorized(error instanceof errors.JWTExpired ? 'Token has expired.' : 'The token is not valid.');
    }
  }

  /** The key, made when it is first needed; one that could not be stored is made again. */
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

function unauthorized(message: string): AwsError {
  return new AwsError('UnauthorizedException', message, 401);
}
