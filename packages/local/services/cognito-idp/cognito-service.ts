// The user pools of this machine: who has signed in, what they may go on with, and whose tokens are good.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import { Tokens, type User } from './user-pool-tokens.ts';
import { NAME_MAX, Users } from './user-pool-users.ts';

/** What a client of a pool may do, and for how long. */
export type Client = {
  userPoolId: string;
  clientId: string;
  secret?: string;
  callbackUrls: readonly string[];
  logoutUrls: readonly string[];
  scopes: readonly string[];
  /** `ALLOW_ADMIN_USER_PASSWORD_AUTH` and its kin. */
  authFlows: readonly string[];
  /** Whether somebody who is not there is refused like a wrong password. */
  hidesUsers: boolean;
  accessSeconds: number;
  refreshSeconds: number;
};

/** The tokens that a sign-in ends with, as `/oauth2/token` answers them. */
export type TokenSet = {
  access_token: string;
  id_token: string;
  refresh_token?: string;
  expires_in: number;
  token_type: 'Bearer';
};

/** A code lives five minutes (Cognito Developer Guide, token endpoint). */
const CODE_MS = 5 * 60_000;

/** Codes that wait at once; sign-ins beyond it push out the oldest. */
const CODES = 1_000;

type Code = {
  client: Client;
  user: User;
  scope: string;
  redirectUri: string;
  challenge: string | undefined;
  at: number;
};
type Refresh = { clientId: string; user: User; scope: string; authTime: number; expires: number };

/** Plays Amazon Cognito user pools. */
export class Cognito {
  readonly tokens: Tokens;
  readonly users: Users;
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #clients = new Map<string, Client>();
  readonly #codes = new Map<string, Code>();

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
    this.tokens = new Tokens({ storage, clock });
    this.users = new Users({ storage, clock });
  }

  createClient(client: Client): void {
    this.#clients.set(client.clientId, client);
  }

  client(clientId: string): Client | undefined {
    return this.#clients.get(clientId);
  }

  /** The claims of a token, for AppSync and the HTTP API; throws `UnauthorizedException` for one that is not good here. */
  async verify(
    token: string,
    provider: { userPoolId: string; appIdClientRegex?: string },
  ): Promise<Record<string, unknown>> {
    const claims = await this.tokens.verify(token, provider.userPoolId);
    const clientId = String(claims['client_id'] ?? claims.aud);
    if (provider.appIdClientRegex && !new RegExp(`^(?:${provider.appIdClientRegex})$`).test(clientId))
      throw new AwsError('UnauthorizedException', 'The token is of another client.', 401);
    return claims;
  }

  /** Whose access token this is, if it has a scope; refuses it in the words of the user pools API. */
  async holder(token: string, scope: string): Promise<{ userPoolId: string; username: string }> {
    const refused = (message: string) => new AwsError('NotAuthorizedException', message);
    const claims = await this.tokens.verify(token).catch((error) => {
      const ended = error instanceof AwsError && error.message === 'Token has expired.';
      throw refused(ended ? 'Access Token has expired' : 'Invalid Access Token');
    });
    if (claims['token_use'] !== 'access') throw refused('Invalid Access Token');
    if (!String(claims['scope']).split(' ').includes(scope))
      throw refused('Access Token does not have required scopes');
    const userPoolId = String(claims.iss?.split('/').at(-1));
    const { username } = this.users.same(userPoolId, { username: String(claims['username']), sub: String(claims.sub) });
    return { userPoolId, username };
  }

  /** Signs a person in by name; the first time the name is taken down, with a `sub` for good. */
  async signIn(userPoolId: string, name: string): Promise<User> {
    const username = name.trim().normalize('NFC');
    const known = this.users.find(userPoolId, username);
    if (known) return known;
    const refusal = new AwsError(
      'InvalidParameterException',
      `A name has 1 to ${NAME_MAX} letters, digits or signs, and no spaces.`,
    );
    if ([...username].length > NAME_MAX) throw refusal;
    return this.users.create(userPoolId, username).catch((error) => {
      throw error instanceof AwsError ? refusal : error;
    });
  }

  /** A code for one use, which the client turns into tokens. */
  newCode(code: Omit<Code, 'at'>): string {
    const [oldest] = this.#codes.keys();
    if (this.#codes.size >= CODES && oldest) this.#codes.delete(oldest);
    const text = randomBytes(32).toString('base64url');
    this.#codes.set(text, { ...code, at: this.#clock.now() });
    return text;
  }

  /** The tokens for a code, or nothing if it was used, is too old, or is not this client's. */
  async redeemCode(
    text: string,
    clientId: string,
    redirectUri: string,
    verifier: string,
  ): Promise<TokenSet | undefined> {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    if (!code || code.client.clientId !== clientId || code.redirectUri !== redirectUri) return undefined;
    if (this.#clock.now() - code.at > CODE_MS) return undefined;
    if (code.challenge && createHash('sha256').update(verifier).digest('base64url') !== code.challenge)
      return undefined;
    return this.begin(code.client, code.user, code.scope);
  }

  /** The tokens of a sign-in that begins now. */
  async begin(client: Client, user: User, scope: string): Promise<TokenSet> {
    const authTime = Math.floor(this.#clock.now() / 1000);
    const refresh = randomBytes(48).toString('base64url');
    const expires = this.#clock.now() + client.refreshSeconds * 1000;
    await this.#keep(refresh, { clientId: client.clientId, user, scope, authTime, expires });
    return { ...(await this.#tokenSet(client, user, scope, authTime)), refresh_token: refresh };
  }

  /** New tokens for a refresh token, or nothing if it is not good any more. */
  async redeemRefresh(text: string, clientId: string): Promise<TokenSet | undefined> {
    const client = this.#clients.get(clientId);
    const kept = this.#storage.bucket(REFRESH).get(fingerprint(text)) as Refresh | undefined;
    if (!client || !kept || kept.clientId !== clientId || kept.expires <= this.#clock.now()) return undefined;
    return this.#tokenSet(client, kept.user, kept.scope, kept.authTime).catch(gone);
  }

  async revoke(text: string): Promise<void> {
    await this.#storage.commit([{ bucket: REFRESH, key: fingerprint(text) }]);
  }

  /** With the groups that the person is in now; refuses a person who was deleted meanwhile. */
  async #tokenSet(client: Client, signedIn: User, scope: string, authTime: number): Promise<TokenSet> {
    const { userPoolId, clientId, accessSeconds: seconds } = client;
    const user = this.users.same(userPoolId, signedIn);
    const { accessToken, idToken } = await this.tokens.issue({ userPoolId, clientId, user, scope, authTime, seconds });
    return { access_token: accessToken, id_token: idToken, expires_in: seconds, token_type: 'Bearer' };
  }

  async #keep(text: string, refresh: Refresh): Promise<void> {
    const old = [...this.#storage.bucket(REFRESH)].filter(
      ([, value]) => (value as Refresh).expires <= this.#clock.now(),
    );
    await this.#storage.commit([
      ...old.map(([key]) => ({ bucket: REFRESH, key })),
      { bucket: REFRESH, key: fingerprint(text), value: refresh },
    ]);
  }
}

const REFRESH = 'cognito-refresh';

function gone(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error;
  return undefined;
}

/** Refresh tokens are kept as fingerprints: who reads the data folder cannot sign in with one. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
