// IAM on the laptop: roles, what their policies allow, and the access key by which a role is recognised.
import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { awsManagedPolicy } from './aws-managed-policies.ts';
import { type Context, judge } from './policy-condition.ts';
import type { Statement } from './policy-document.ts';
import { type Decision, evaluate } from './policy-evaluation.ts';

/** What a role may do, and who may take it on. */
export type Role = {
  arn: string;
  name: string;
  /** `AROA…`, which no other role ever has. */
  id: string;
  trust: readonly Statement[];
  /** Of all its policies, those of AWS that the engine knows too. */
  permissions: readonly Statement[];
  /** What it may do at the most, whatever its permissions say. */
  boundary?: readonly Statement[];
  /** The policies of AWS that the engine does not know; they allow nothing here. */
  unknownPolicies: readonly string[];
};

/** What a program signs its calls with. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/** What a role is made of, beside its name. `path` is `/` or stands between slashes. */
export type RoleSetUp = { path: string; trust: readonly Statement[]; id?: string; boundary?: string };

/** A role that somebody took on. */
export type Session = { roleArn: string; session: string; credentials: Credentials };

// Where nobody says for what a role is taken on; Lambda says the function's name.
const SESSION = 'local';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

type Kept = Omit<Role, 'permissions' | 'boundary' | 'unknownPolicies'> & {
  own: Statement[];
  managed: Set<string>;
  boundary?: string;
};

/** Every role of the template. */
export class Iam {
  readonly #roles = new Map<string, Kept>();
  readonly #byName = new Map<string, Kept>();
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #owners = new Map<string, { roleArn: string; session: string }>();

  /** Makes a role. Returns its ARN. */
  createRole(name: string, { path, trust, id = '', boundary }: RoleSetUp): string {
    const arn = `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
    const kept: Kept = {
      arn,
      name,
      id,
      trust,
      own: [],
      managed: new Set(),
      ...(boundary !== undefined && { boundary }),
    };
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
    const { name, id, trust, own, boundary } = kept;
    const managed = [...kept.managed];
    return {
      arn,
      name,
      id,
      trust,
      permissions: [...own, ...managed.flatMap((policy) => this.#statements(policy) ?? [])],
      ...(boundary !== undefined && { boundary: this.#statements(boundary) ?? [] }),
      unknownPolicies: managed.filter((policy) => !this.#statements(policy)),
    };
  }

  /** Whether a role may do something, and what decided it; a role that is not in this template may do nothing. */
  decide(roleArn: string, action: string, resource: string, context: Context = {}): Decision {
    const role = this.role(roleArn);
    if (!role) return { effect: 'not allowed', unknown: `the role ${roleArn}` };
    const wish = { action, resource, context: { ...known(roleArn), ...lowerCased(context) } };
    const decision = evaluate(role.permissions, wish);
    const [missing] = role.unknownPolicies;
    if (decision.effect === 'not allowed' && missing !== undefined)
      return { unknown: `the policy ${missing}`, ...decision };
    return decision.effect === 'allowed' && role.boundary ? evaluate(role.boundary, wish) : decision;
  }

  /** Whether a role may do something. */
  may(roleArn: string, action: string, resource: string, context?: Context): boolean {
    return this.decide(roleArn, action, resource, context).effect === 'allowed';
  }

  /** Whether a service of AWS (`pipes.amazonaws.com`) may take a role on. */
  trusts(roleArn: string, service: string, context: Context = {}): boolean {
    const trust = this.role(roleArn)?.trust ?? [];
    const heard = { 'aws:sourceaccount': ACCOUNT, ...known(roleArn), ...lowerCased(context) };
    const named = trust.filter(
      ({ principals }) => principals.Service?.includes(service) || principals.AWS?.includes('*'),
    );
    const holding = named.filter(({ conditions }) => {
      const verdict = judge(conditions, heard);
      return 'holds' in verdict && verdict.holds;
    });
    return holding.some(({ effect }) => effect === 'Allow') && !holding.some(({ effect }) => effect === 'Deny');
  }

  /** The credentials of a role for a session: the same at every start, and of no use anywhere but here. */
  accessKey(roleArn: string, session = SESSION): Credentials {
    const digest = createHash('sha512').update(`credentials of ${roleArn} for ${session}`).digest();
    // ASIA, as AWS begins the key of a role: IAM User Guide, "Understanding unique ID prefixes".
    const accessKeyId = `ASIA${Array.from(digest.subarray(0, 16), (byte) => BASE32[byte % BASE32.length]).join('')}`;
    this.#owners.set(accessKeyId, { roleArn, session });
    return {
      accessKeyId,
      secretAccessKey: digest.subarray(16, 46).toString('base64'),
      sessionToken: digest.subarray(34).toString('base64'),
    };
  }

  /** Whose access key this is. */
  roleOf(accessKeyId: string): string | undefined {
    return this.#owners.get(accessKeyId)?.roleArn;
  }

  /** The role and session of an access key, if the token is that of the session. */
  sessionOf(accessKeyId: string, sessionToken: unknown): Session | undefined {
    const owner = this.#owners.get(accessKeyId);
    if (!owner) return undefined;
    const credentials = this.accessKey(owner.roleArn, owner.session);
    return credentials.sessionToken === sessionToken ? { ...owner, credentials } : undefined;
  }

  #statements(policyArn: string): readonly Statement[] | undefined {
    return this.#policies.get(policyArn) ?? awsManagedPolicy(policyArn);
  }
}

/** What every request says of itself. The laptop stands for AWS's own addresses, which are reached by TLS. */
function known(roleArn: string): Context {
  return {
    'aws:principalarn': roleArn,
    'aws:principalaccount': ACCOUNT,
    'aws:principaltype': 'AssumedRole',
    'aws:requestedregion': REGION,
    'aws:resourceaccount': ACCOUNT,
    'aws:securetransport': 'true',
    'aws:viaawsservice': 'false',
  };
}

function lowerCased(context: Context): Context {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}
