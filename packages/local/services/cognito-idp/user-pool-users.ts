// The users of the user pools: names, groups and passwords, stored in the data folder.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import { hashPassword, type PasswordPolicy } from './passwords.ts';
import { type SrpVerifier, srpVerifier } from './srp.ts';
import type { User } from './user-pool-tokens.ts';

/** The settings of a pool. */
export type Pool = {
  caseSensitive: boolean;
  required: readonly string[];
  password: PasswordPolicy;
  /** Whether only administrators create users. */
  isClosed: boolean;
};

/** A user as stored. A user who signed in by name alone has neither a password nor attributes. */
export type StoredUser = User & {
  createdAt?: number;
  changedAt?: number;
  attributes?: Readonly<Record<string, string>>;
  password?: string;
  /** When the user was signed out of all devices: the user pools API accepts no access token from before. */
  signedOutAt?: number;
  /** Whether the password must be replaced at the first sign-in. */
  temporary?: boolean;
  /** Whether the user has signed up and not been confirmed yet. */
  unconfirmed?: boolean;
  /** What is stored of the password for SRP. */
  srp?: SrpVerifier;
};

/** Cognito's usernames: `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, 128 at most (Cognito API reference, AdminCreateUser). */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** The longest name on the local sign-in page. Cognito accepts 128 characters, but a chat has to display the name. */
export const NAME_LENGTH_MAX = 50;

/** The users, by pool. */
export class UserPoolUsers {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #pools = new Map<string, Pool & { groups: Set<string> }>();

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  createPool(userPoolId: string, pool: Pool): void {
    this.#pools.set(userPoolId, { ...pool, groups: new Set() });
  }

  createGroup(userPoolId: string, name: string): void {
    this.pool(userPoolId).groups.add(name);
  }

  hasPool(userPoolId: string): boolean {
    return this.#pools.has(userPoolId);
  }

  /** The number of pools that the template has created so far. */
  get pools(): number {
    return this.#pools.size;
  }

  pool(userPoolId: string): Pool & { groups: Set<string> } {
    const pool = this.#pools.get(userPoolId);
    if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`);
    return pool;
  }

  /** The user of a name, if there is one. */
  find(userPoolId: string, name: string): StoredUser | undefined {
    return this.#bucket(userPoolId).get(this.#keyOf(userPoolId, name)) as StoredUser | undefined;
  }

  /** The user of a name; throws AWS's error if there is none. */
  existing(userPoolId: string, name: string): StoredUser {
    this.pool(userPoolId);
    const found = this.find(userPoolId, name);
    if (!found) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return found;
  }

  /** The user of a token; throws AWS's error if the user was deleted, even if another user has the name now. */
  verified(userPoolId: string, { username, sub }: Pick<User, 'username' | 'sub'>): StoredUser {
    const found = this.existing(userPoolId, username);
    if (found.sub !== sub) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return found;
  }

  /** Creates a user with a permanent `sub`. */
  async create(userPoolId: string, username: string, more: Partial<StoredUser> = {}): Promise<StoredUser> {
    if (!NAME.test(username))
      throw new AwsError(
        'InvalidParameterException',
        'A username has 1 to 128 letters, digits or symbols, and no spaces.',
      );
    const now = this.#clock.now();
    const user = { sub: crypto.randomUUID(), username, createdAt: now, changedAt: now, ...more };
    await this.#store(userPoolId, username, user);
    return user;
  }

  async change(userPoolId: string, name: string, changes: Partial<StoredUser>): Promise<StoredUser> {
    const changed = { ...this.existing(userPoolId, name), ...changes, changedAt: this.#clock.now() };
    await this.#store(userPoolId, name, changed);
    return changed;
  }

  async addToGroup(userPoolId: string, name: string, group: string): Promise<void> {
    this.requireGroup(userPoolId, group);
    const { groups = [] } = this.existing(userPoolId, name);
    if (!groups.includes(group)) await this.change(userPoolId, name, { groups: [...groups, group] });
  }

  /** Sets a password: as a hash, and as a verifier for SRP. A temporary one must be replaced at the next sign-in. */
  async setPassword(userPoolId: string, name: string, password: string, temporary: boolean): Promise<void> {
    const { username } = this.existing(userPoolId, name);
    const srp = srpVerifier(userPoolId, username, password);
    await this.change(userPoolId, name, { password: await hashPassword(password), srp, temporary });
  }

  async delete(userPoolId: string, name: string): Promise<void> {
    this.existing(userPoolId, name);
    await this.#store(userPoolId, name, undefined);
  }

  /** The users of a group, in the order of their creation. */
  inGroup(userPoolId: string, group: string): StoredUser[] {
    this.requireGroup(userPoolId, group);
    const all = [...this.#bucket(userPoolId).values()] as StoredUser[];
    return all.filter(({ groups }) => groups?.includes(group));
  }

  requireGroup(userPoolId: string, group: string): void {
    if (!this.pool(userPoolId).groups.has(group)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
  }

  #store(userPoolId: string, name: string, value: StoredUser | undefined): Promise<void> {
    return this.#storage.commit([{ bucket: bucketOf(userPoolId), key: this.#keyOf(userPoolId, name), value }]);
  }

  #bucket(userPoolId: string): ReadonlyMap<string, unknown> {
    return this.#storage.bucket(bucketOf(userPoolId));
  }

  #keyOf(userPoolId: string, name: string): string {
    return this.#pools.get(userPoolId)?.caseSensitive ? name : name.toLowerCase();
  }
}

function bucketOf(userPoolId: string): string {
  return `cognito-users ${userPoolId}`;
}
