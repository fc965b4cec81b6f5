// The people of the user pools: their names, their groups and their passwords, kept in the data folder.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import type { PasswordPolicy } from './passwords.ts';
import type { User } from './user-pool-tokens.ts';

/** What the template says of a pool. */
export type Pool = { caseSensitive: boolean; required: readonly string[]; password: PasswordPolicy };

/** Somebody of a pool, as they are kept. Who signed in by name alone has neither password nor attributes. */
export type Member = User & {
  createdAt?: number;
  changedAt?: number;
  attributes?: Readonly<Record<string, string>>;
  password?: string;
  /** Whether the password is good for nothing but choosing another. */
  temporary?: boolean;
};

/** What Cognito takes as a username: `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, 128 at most (Cognito API reference, AdminCreateUser). */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** The longest name on a laptop's sign-in page; Cognito takes 128, a chat has to show it. */
export const NAME_MAX = 50;

/** Everybody, pool by pool. */
export class Users {
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

  /** How many pools the template made so far. */
  get pools(): number {
    return this.#pools.size;
  }

  pool(userPoolId: string): Pool & { groups: Set<string> } {
    const pool = this.#pools.get(userPoolId);
    if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`);
    return pool;
  }

  /** Somebody by name, if there is such a person. */
  find(userPoolId: string, name: string): Member | undefined {
    return this.#bucket(userPoolId).get(this.#folded(userPoolId, name)) as Member | undefined;
  }

  /** Somebody by name, or AWS's refusal. */
  member(userPoolId: string, name: string): Member {
    this.pool(userPoolId);
    const found = this.find(userPoolId, name);
    if (!found) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return found;
  }

  /** Whom a token is of, or AWS's refusal: also when somebody else has the name by now. */
  same(userPoolId: string, { username, sub }: Pick<User, 'username' | 'sub'>): Member {
    const found = this.member(userPoolId, username);
    if (found.sub !== sub) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return found;
  }

  /** Takes somebody down, with a `sub` for good. */
  async create(userPoolId: string, username: string, more: Partial<Member> = {}): Promise<Member> {
    if (!NAME.test(username))
      throw new AwsError('InvalidParameterException', 'A username has 1 to 128 letters, digits or signs, no spaces.');
    const now = this.#clock.now();
    const user = { sub: crypto.randomUUID(), username, createdAt: now, changedAt: now, ...more };
    await this.#keep(userPoolId, username, user);
    return user;
  }

  async change(userPoolId: string, name: string, changes: Partial<Member>): Promise<Member> {
    const changed = { ...this.member(userPoolId, name), ...changes, changedAt: this.#clock.now() };
    await this.#keep(userPoolId, name, changed);
    return changed;
  }

  async delete(userPoolId: string, name: string): Promise<void> {
    this.member(userPoolId, name);
    await this.#keep(userPoolId, name, undefined);
  }

  /** Everybody who is in a group, in the order in which they came. */
  inGroup(userPoolId: string, group: string): Member[] {
    this.demandGroup(userPoolId, group);
    const all = [...this.#bucket(userPoolId).values()] as Member[];
    return all.filter(({ groups }) => groups?.includes(group));
  }

  demandGroup(userPoolId: string, group: string): void {
    if (!this.pool(userPoolId).groups.has(group)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
  }

  #keep(userPoolId: string, name: string, value: Member | undefined): Promise<void> {
    return this.#storage.commit([{ bucket: bucketOf(userPoolId), key: this.#folded(userPoolId, name), value }]);
  }

  #bucket(userPoolId: string): ReadonlyMap<string, unknown> {
    return this.#storage.bucket(bucketOf(userPoolId));
  }

  #folded(userPoolId: string, name: string): string {
    return this.#pools.get(userPoolId)?.caseSensitive ? name : name.toLowerCase();
  }
}

function bucketOf(userPoolId: string): string {
  return `cognito-users ${userPoolId}`;
}
