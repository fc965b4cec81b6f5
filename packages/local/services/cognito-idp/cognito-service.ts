// The Cognito user pools service: clients, sign-in, authorization codes, and refresh tokens.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { ExpiryClock } from '../../expiry-clock.ts';
import type { Storage } from '../../storage/store.ts';
import { type User, UserPoolTokens } from './user-pool-tokens.ts';
import { NAME_LENGTH_MAX, UserPoolUsers } from './user-pool-users.ts';

/** A client of a user pool. */
export type Client = {
  userPoolId: string;
  clientId: string;
  secret?: string;
  callbackUrls: readonly string[];
  logoutUrls: readonly string[];
  scopes: readonly string[];
  /** The enabled flows, such as `ALLOW_ADMIN_USER_PASSWORD_AUTH`. */
  authFlows: readonly string[];
  /** Whether an unknown user is rejected with the same error as a wrong password. */
  hidesUnknownUsers: boolean;
  accessSeconds: number;
  refreshSeconds: number;
  /** With rotation each refresh returns another refresh token; the old one remains valid for so long. Without it, the same is used again. */
  rotationGraceSeconds?: number;
};

/** The tokens of a session, as `/oauth2/token` returns them. */
export type TokenSet = {
  access_token: string;
  id_token: string;
  refresh_token?: string;
  expires_in: number;
  token_type: 'Bearer';
};

/** The lifetime of an authorization code (Cognito Developer Guide, token endpoint). */
const CODE_LIFETIME_MS = 5 * 60_000;

/** The number of unused codes; beyond it the oldest is discarded. */
const CODES_MAX = 1_000;

type Authorized = { client: Client; user: User; scope: string };
type Code = Authorized & { redirectUri: string; challenge: string | undefined; at: number };
/** A refresh token. Those that replace each other by rotation have the same `session`; `rotated` is when a replaced one would have expired. */
type Refresh = {
  clientId: string;
  user: User;
  scope: string;
  authTime: number;
  expires: number;
  session?: string;
  rotated?: number;
};

/** The user pools of an engine. */
export class Cognito {
  readonly tokens: UserPoolTokens;
  readonly users: UserPoolUsers;
  readonly #clock: Clock;
  readonly #expiryClock: ExpiryClock;
  readonly #storage: Storage;
  readonly #clients = new Map<string, Client>();
  readonly #codes = new Map<string, Code>();

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
    this.#expiryClock = new ExpiryClock(clock);
    this.tokens = new UserPoolTokens({ storage, clock });
    this.users = new UserPoolUsers({ storage, clock });
  }

  createClient(client: Client): void {
    this.#clients.set(client.clientId, client);
  }

  client(clientId: string): Client | undefined {
    return this.#clients.get(clientId);
  }

  /** The claims of a token, for AppSync and HTTP APIs; throws `UnauthorizedException` for an invalid one. */
  async verify(
    token: string,
    provider: { userPoolId: string; appIdClientRegex?: string },
  ): Promise<Record<string, unknown>> {
    const claims = await this.tokens.verify(token, provider.userPoolId);
    const clientId = String(claims['client_id'] ?? claims.aud);
    if (provider.appIdClientRegex && !new RegExp(`^(?:${provider.appIdClientRegex})$`).test(clientId))
      throw new AwsError('UnauthorizedException', 'The token was issued to another client.', 401);
    return claims;
  }

  /** The user of an access token that has a scope; throws the errors of the user pools API. */
  async userOfToken(token: string, scope: string): Promise<{ userPoolId: string; username: string }> {
    const notAuthorized = (message: string) => new AwsError('NotAuthorizedException', message);
    const claims = await this.tokens.verify(token).catch((error) => {
      const isExpired = error instanceof AwsError && error.message === 'Token has expired.';
      throw notAuthorized(isExpired ? 'Access Token has expired' : 'Invalid Access Token');
    });
    if (claims['token_use'] !== 'access') throw notAuthorized('Invalid Access Token');
    if (!String(claims['scope']).split(' ').includes(scope))
      throw notAuthorized('Access Token does not have required scopes');
    const userPoolId = String(claims.iss?.split('/').at(-1));
    const { username, signedOutAt = 0 } = this.users.verified(userPoolId, {
      username: String(claims['username']),
      sub: String(claims.sub),
    });
    if (Number(claims.iat) * 1000 <= signedOutAt) throw notAuthorized('Access Token has been revoked');
    return { userPoolId, username };
  }

  /** Signs a user in by name. An unknown name is created, with a permanent `sub`. */
  async signIn(userPoolId: string, name: string): Promise<User> {
    const invalidName = new AwsError(
      'InvalidParameterException',
      `A name has 1 to ${NAME_LENGTH_MAX} letters, digits or signs, and no spaces.`,
    );
    // Normalization takes quadratic time; it makes a text at most four times shorter.
    if ([...name.trim()].length > NAME_LENGTH_MAX * 4) throw invalidName;
    const username = name.trim().normalize('NFC');
    const known = this.users.find(userPoolId, username);
    if (known) return known;
    if ([...username].length > NAME_LENGTH_MAX) throw invalidName;
    return this.users.create(userPoolId, username).catch((error) => {
      throw error instanceof AwsError ? invalidName : error;
    });
  }

  /** Creates an authorization code, which can be exchanged once for tokens. */
  createCode(code: Omit<Code, 'at'>): string {
    const [oldest] = this.#codes.keys();
    if (this.#codes.size >= CODES_MAX && oldest) this.#codes.delete(oldest);
    const text = randomBytes(32).toString('base64url');
    this.#codes.set(text, { ...code, at: this.#clock.monotonic() });
    return text;
  }

  /** The tokens for a code; undefined if the code was used, has expired, or belongs to another client. */
  async exchangeCode(
    text: string,
    clientId: string,
    redirectUri: string,
    verifier: string,
  ): Promise<TokenSet | undefined> {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    if (!code || code.client.clientId !== clientId || code.redirectUri !== redirectUri) return undefined;
    if (this.#clock.monotonic() - code.at > CODE_LIFETIME_MS) return undefined;
    if (code.challenge && createHash('sha256').update(verifier).digest('base64url') !== code.challenge)
      return undefined;
    return this.startSession(code.client, code.user, code.scope);
  }

  /** Starts a session and returns its tokens. */
  async startSession(client: Client, user: User, scope: string): Promise<TokenSet> {
    const authTime = Math.floor(this.#clock.now() / 1000);
    const expires = this.#clock.now() + client.refreshSeconds * 1000;
    const session = randomBytes(16).toString('base64url');
    const refresh = await this.#newRefresh({ clientId: client.clientId, user, scope, authTime, expires, session });
    return { ...(await this.#tokenSet(client, user, scope, authTime)), refresh_token: refresh };
  }

  /** New tokens for a refresh token; undefined if the refresh token is no longer valid. */
  async refreshTokens(text: string, clientId: string): Promise<TokenSet | undefined> {
    const client = this.#clients.get(clientId);
    const stored = this.#storage.bucket(REFRESH).get(hashOf(text)) as Refresh | undefined;
    if (!client || !stored || stored.clientId !== clientId || stored.expires <= this.#clock.now()) return undefined;
    const tokens = await this.#tokenSet(client, stored.user, stored.scope, stored.authTime).catch(undefinedIfRejected);
    if (!tokens || client.rotationGraceSeconds === undefined) return tokens;
    return { ...tokens, refresh_token: await this.#rotate(text, stored, client.rotationGraceSeconds) };
  }

  /** Revokes a refresh token, and those that have replaced it or that it has replaced. */
  async revoke(text: string): Promise<void> {
    const stored = this.#storage.bucket(REFRESH).get(hashOf(text)) as Refresh | undefined;
    if (stored) await this.#revokeAll((one) => one === stored || (!!one.session && one.session === stored.session));
  }

  /** Revokes all tokens of a user: the refresh tokens, and for the user pools API the access tokens. */
  async signOutEverywhere(userPoolId: string, name: string): Promise<void> {
    const { sub } = await this.users.change(userPoolId, name, { signedOutAt: this.#clock.now() });
    await this.#revokeAll(({ user }) => user.sub === sub);
  }

  /** Issues tokens with the user's present groups; throws if the user was deleted meanwhile. */
  async #tokenSet(client: Client, signedIn: User, scope: string, authTime: number): Promise<TokenSet> {
    const { userPoolId, clientId, accessSeconds: seconds } = client;
    const user = this.users.verified(userPoolId, signedIn);
    const { accessToken, idToken } = await this.tokens.issue({ userPoolId, clientId, user, scope, authTime, seconds });
    return { access_token: accessToken, id_token: idToken, expires_in: seconds, token_type: 'Bearer' };
  }

  async #revokeAll(isRevoked: (refresh: Refresh) => boolean): Promise<void> {
    const revoked = [...this.#storage.bucket(REFRESH)].filter(([, value]) => isRevoked(value as Refresh));
    await this.#storage.commit(revoked.map(([key]) => ({ bucket: REFRESH, key })));
  }

  /** The new token is valid for the rest of the time of the old one (Cognito Developer Guide, "Refresh tokens", rotation). */
  async #rotate(text: string, stored: Refresh, graceSeconds: number): Promise<string> {
    const key = hashOf(text);
    const expires = Math.min(stored.expires, this.#clock.now() + graceSeconds * 1000);
    const session = stored.session ?? key;
    // A retry within the grace period does not extend it.
    if (!stored.rotated)
      await this.#storage.commit([
        { bucket: REFRESH, key, value: { ...stored, session, expires, rotated: stored.expires } },
      ]);
    const { rotated, ...fields } = stored;
    return this.#newRefresh({ ...fields, session, expires: rotated ?? stored.expires });
  }

  async #newRefresh(refresh: Refresh): Promise<string> {
    const text = randomBytes(48).toString('base64url');
    await this.#storeRefresh(text, refresh);
    return text;
  }

  async #storeRefresh(text: string, refresh: Refresh): Promise<void> {
    const expired = [...this.#storage.bucket(REFRESH)].filter(
      ([, value]) => (value as Refresh).expires <= this.#expiryClock.now(),
    );
    await this.#storage.commit([
      ...expired.map(([key]) => ({ bucket: REFRESH, key })),
      { bucket: REFRESH, key: hashOf(text), value: refresh },
    ]);
  }
}

const REFRESH = 'cognito-refresh';

function undefinedIfRejected(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error;
  return undefined;
}

/** Refresh tokens are stored as hashes, so that the data folder contains none that can be used. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
