// IAM on the laptop: roles and what their policies say, kept as data, and the access key by which a role is recognised.
import { createHash } from 'node:crypto';
import { ACCOUNT } from '../ids.ts';
import type { Statement } from './policy.ts';

/** What a role may do, and who may take it on. */
export type Role = {
  arn: string;
  name: string;
  trust: readonly Statement[];
  permissions: readonly Statement[];
  /** The policies that AWS itself keeps: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
  awsManaged: readonly string[];
};

/** What a program signs its calls with. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

type Kept = { arn: string; name: string; trust: readonly Statement[]; own: Statement[]; managed: Set<string> };

/** Every role of the template. Nothing is enforced here: whoever enforces asks `roleOf` and `role`. */
export class Iam {
  readonly #roles = new Map<string, Kept>();
  readonly #byName = new Map<string, Kept>();
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #owners = new Map<string, string>();

  /** Makes a role; `path` is `/` or stands between slashes. Returns its ARN. */
  createRole(name: string, path: string, trust: readonly Statement[]): string {
    const arn = `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
    const kept: Kept = { arn, name, trust, own: [], managed: new Set() };
    this.#roles.set(arn, kept);
    this.#byName.set(name, kept);
    return arn;
  }

  /** Makes a policy that roles can hold by its ARN. */
  createPolicy(name: string, path: string, statements: readonly Statement[]): string {
    const arn = `arn:aws:iam::${ACCOUNT}:policy${path}${name}`;
    this.#policies.set(arn, statements);
    return arn;
  }

  /** Gives a role of this template what the statements say; a role from elsewhere is not known here. */
  grant(roleName: string, statements: readonly Statement[]): void {
    this.#byName.get(roleName)?.own.push(...statements);
  }

  /** Gives a role of this template a policy that is kept under an ARN. */
  attach(roleName: string, policyArn: string): void {
    this.#byName.get(roleName)?.managed.add(policyArn);
  }

  /** What a role may do now. */
  role(arn: string): Role | undefined {
    const kept = this.#roles.get(arn);
    if (!kept) return undefined;
    const managed = [...kept.managed];
    return {
      arn,
      name: kept.name,
      trust: kept.trust,
      permissions: [...kept.own, ...managed.flatMap((policy) => this.#policies.get(policy) ?? [])],
      awsManaged: managed.filter((policy) => !this.#policies.has(policy)),
    };
  }

  /** The credentials of a role: the same at every start, and of no use anywhere but here. */
  accessKey(roleArn: string): Credentials {
    const digest = createHash('sha512').update(`credentials of ${roleArn}`).digest();
    // ASIA, as AWS begins the key of a role: IAM User Guide, "Understanding unique ID prefixes".
    const accessKeyId = `ASIA${Array.from(digest.subarray(0, 16), (byte) => BASE32[byte % BASE32.length]).join('')}`;
    this.#owners.set(accessKeyId, roleArn);
    return {
      accessKeyId,
      secretAccessKey: digest.subarray(16, 46).toString('base64'),
      sessionToken: digest.subarray(34).toString('base64'),
    };
  }

  /** Whose access key this is. */
  roleOf(accessKeyId: string): string | undefined {
    return this.#owners.get(accessKeyId);
  }
}
