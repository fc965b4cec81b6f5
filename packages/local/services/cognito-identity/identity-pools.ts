// The identity pools of an engine: guests and users of a user pool get credentials of a role.
// Source: Cognito API reference, identity pools: GetId and GetCredentialsForIdentity.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Credentials } from '../iam/index.ts';
import { REGION } from '../resource-ids.ts';

/** An identity pool of the template. `providers` are issuers without their scheme, each with the clients that it accepts. */
export type IdentityPool = {
  id: string;
  name: string;
  allowsGuests: boolean;
  providers: ReadonlyMap<string, ReadonlySet<string>>;
  roles: { authenticated?: string; unauthenticated?: string };
};

/** What an app presents: tokens by the issuers that made them. */
export type Logins = Readonly<Record<string, string>>;

type Deps = {
  clock: Clock;
  iam: { accessKey(roleArn: string, session: string): Credentials };
  tokens: { verify(token: string, provider: { userPoolId: string }): Promise<Readonly<Record<string, unknown>>> };
};

/** Credentials of a session end after this time (Cognito Developer Guide, enhanced flow). */
const LIFE_MS = 3_600_000;

const SESSION = 'CognitoIdentityCredentials';

/** The identity pools; identities are known until the engine stops. */
export class IdentityPools {
  readonly #deps: Deps;
  readonly #pools = new Map<string, IdentityPool>();
  /** The subject of each identity, and its pool; a guest has no subject. */
  readonly #identities = new Map<string, { pool: IdentityPool; subject: string | undefined }>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  add(pool: IdentityPool): void {
    this.#pools.set(pool.id, pool);
  }

  pool(id: string): IdentityPool {
    const pool = this.#pools.get(id);
    if (!pool) throw new AwsError('ResourceNotFoundException', `IdentityPool '${id}' not found.`);
    return pool;
  }

  /** The identity of a user, always the same, or a new one of a guest. */
  async identify(poolId: string, logins: Logins): Promise<string> {
    const pool = this.pool(poolId);
    const subject = await this.#subjectOf(pool, logins);
    const known = [...this.#identities].find(
      ([, one]) => one.pool === pool && subject !== undefined && one.subject === subject,
    );
    if (known) return known[0];
    const id = `${REGION}:${crypto.randomUUID()}`;
    this.#identities.set(id, { pool, subject });
    return id;
  }

  /** Credentials of the role for guests, or for users. */
  async credentials(identityId: string, logins: Logins): Promise<Credentials & { expiresAt: number }> {
    const identity = this.#identities.get(identityId);
    if (!identity) throw new AwsError('ResourceNotFoundException', `Identity '${identityId}' not found.`);
    const { pool, subject } = identity;
    if ((await this.#subjectOf(pool, logins)) !== subject)
      throw new AwsError('NotAuthorizedException', `Access to Identity '${identityId}' is forbidden.`);
    const roleArn = subject === undefined ? pool.roles.unauthenticated : pool.roles.authenticated;
    if (roleArn === undefined)
      throw new AwsError(
        'InvalidIdentityPoolConfigurationException',
        'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
      );
    const keys = this.#deps.iam.accessKey(roleArn, SESSION);
    return { ...keys, expiresAt: this.#deps.clock.now() + LIFE_MS };
  }

  async #subjectOf(pool: IdentityPool, logins: Logins): Promise<string | undefined> {
    const [login, ...others] = Object.entries(logins);
    if (!login) {
      if (!pool.allowsGuests)
        throw new AwsError('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.');
      return undefined;
    }
    const [issuer, token] = login;
    const clients = pool.providers.get(issuer);
    if (!clients || others.length > 0)
      throw new AwsError('NotAuthorizedException', `Token is not from a supported provider of this identity pool.`);
    const userPoolId = issuer.split('/').at(-1) ?? '';
    const claims = await this.#deps.tokens.verify(token, { userPoolId }).catch((error: Error) => {
      throw new AwsError('NotAuthorizedException', `Invalid login token. ${error.message}`);
    });
    if (claims['token_use'] !== 'id' || !clients.has(String(claims['aud'])))
      throw new AwsError('NotAuthorizedException', 'Invalid login token. Not a valid OpenId Connect identity token.');
    return String(claims['sub']);
  }
}
