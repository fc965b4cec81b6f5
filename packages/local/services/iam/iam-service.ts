// IAM: roles, what their policies allow, and the access keys that identify them.
import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { awsManagedPolicy } from './aws-managed-policies.ts';
import { OpenCalls } from './open-calls.ts';
import { type Context, evaluateConditions } from './policy-condition.ts';
import type { Statement } from './policy-document.ts';
import { type Decision, evaluate } from './policy-evaluation.ts';

/** A role: its permissions, and the principals that may assume it. */
export type Role = {
  arn: string;
  name: string;
  /** `AROA…`, unique to this role. */
  id: string;
  trust: readonly Statement[];
  /** The statements of all its policies, known AWS managed policies included. */
  permissions: readonly Statement[];
  /** The permissions boundary, which limits its permissions. */
  boundary?: readonly Statement[];
  /** AWS managed policies that the engine does not know; they allow nothing here. */
  unknownPolicies: readonly string[];
};

/** The credentials that sign requests. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/** The settings of a role beside its name. `path` is `/`, or begins and ends with a slash. */
export type RoleSettings = { path: string; trust: readonly Statement[]; id?: string; boundary?: string };

/** An assumed role. */
export type Session = { roleArn: string; session: string; credentials: Credentials };

// The session name where the caller gives none; Lambda gives the function's name.
const SESSION = 'local';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

type RoleState = Omit<Role, 'permissions' | 'boundary' | 'unknownPolicies'> & {
  own: Statement[];
  managed: Set<string>;
  boundary?: string;
};

/** Decisions that are remembered. A caller chooses the names of resources, so their number needs a limit. */
const DECISIONS_MAX = 1_000;

/** All roles and policies of the template. */
export class Iam {
  readonly openCalls = new OpenCalls();
  readonly #roles = new Map<string, RoleState>();
  readonly #byName = new Map<string, RoleState>();
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #sessions = new Map<string, Session>();
  /** Decisions without a context of their own, until a role or a policy changes. */
  readonly #decisions = new Map<string, Decision>();

  /** Creates a role. Returns its ARN. */
  createRole(name: string, { path, trust, id = '', boundary }: RoleSettings): string {
    const arn = `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
    const role: RoleState = {
      arn,
      name,
      id,
      trust,
      own: [],
      managed: new Set(),
      ...(boundary !== undefined && { boundary }),
    };
    this.#roles.set(arn, role);
    this.#byName.set(name, role);
    this.#decisions.clear();
    return arn;
  }

  /** Creates a managed policy. Returns its ARN. */
  createPolicy(name: string, path: string, statements: readonly Statement[]): string {
    const arn = `arn:aws:iam::${ACCOUNT}:policy${path}${name}`;
    this.#policies.set(arn, statements);
    this.#decisions.clear();
    return arn;
  }

  /** Adds statements to a role of the template; other roles are ignored. */
  grant(roleName: string, statements: readonly Statement[]): void {
    this.#byName.get(roleName)?.own.push(...statements);
    this.#decisions.clear();
  }

  /** Attaches a managed policy to a role of the template. */
  attach(roleName: string, policyArn: string): void {
    this.#byName.get(roleName)?.managed.add(policyArn);
    this.#decisions.clear();
  }

  /** A role with its current permissions. */
  role(arn: string): Role | undefined {
    const state = this.#roles.get(arn);
    if (!state) return undefined;
    const { name, id, trust, own, boundary } = state;
    const managed = [...state.managed];
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

  /** Decides whether a role may perform an action; a role that is not in the template may do nothing. */
  decide(roleArn: string, action: string, resource: string, context?: Context): Decision {
    if (context) return this.#decide(roleArn, action, resource, context);
    const key = JSON.stringify([roleArn, action, resource]);
    const known = this.#decisions.get(key);
    if (known) return known;
    const decision = this.#decide(roleArn, action, resource, {});
    if (this.#decisions.size >= DECISIONS_MAX) this.#decisions.clear();
    this.#decisions.set(key, decision);
    return decision;
  }

  /** Whether a role may perform an action. */
  allows(roleArn: string, action: string, resource: string, context?: Context): boolean {
    return this.decide(roleArn, action, resource, context).effect === 'allowed';
  }

  /** Whether an AWS service (`pipes.amazonaws.com`) may assume a role. */
  trusts(roleArn: string, service: string, context: Context = {}): boolean {
    const trust = this.role(roleArn)?.trust ?? [];
    const request = { 'aws:sourceaccount': ACCOUNT, ...globalContext(roleArn), ...lowerCased(context) };
    const matching = trust.filter(
      ({ principals }) => principals.Service?.includes(service) || principals.AWS?.includes('*'),
    );
    const applying = matching.filter(({ conditions }) => {
      const verdict = evaluateConditions(conditions, request);
      return 'holds' in verdict && verdict.holds;
    });
    return applying.some(({ effect }) => effect === 'Allow') && !applying.some(({ effect }) => effect === 'Deny');
  }

  /** The credentials of a role for a session: the same at every start, and valid only in this engine. */
  accessKey(roleArn: string, session = SESSION): Credentials {
    const digest = createHash('sha512').update(`credentials of ${roleArn} for ${session}`).digest();
    // ASIA is AWS's prefix for the keys of a role: IAM User Guide, "Understanding unique ID prefixes".
    const accessKeyId = `ASIA${Array.from(digest.subarray(0, 16), (byte) => BASE32[byte % BASE32.length]).join('')}`;
    const credentials = {
      accessKeyId,
      secretAccessKey: digest.subarray(16, 46).toString('base64'),
      sessionToken: digest.subarray(34).toString('base64'),
    };
    this.#sessions.set(accessKeyId, { roleArn, session, credentials });
    return credentials;
  }

  /** The session that an access key belongs to, if the session token matches. */
  sessionOf(accessKeyId: string, sessionToken: unknown): Session | undefined {
    const session = this.#sessions.get(accessKeyId);
    return session?.credentials.sessionToken === sessionToken ? session : undefined;
  }

  #decide(roleArn: string, action: string, resource: string, context: Context): Decision {
    const role = this.role(roleArn);
    if (!role) return { effect: 'not allowed', unknown: `the role ${roleArn}` };
    const request = { action, resource, context: { ...globalContext(roleArn), ...lowerCased(context) } };
    const decision = evaluate(role.permissions, request);
    const [missing] = role.unknownPolicies;
    if (decision.effect === 'not allowed' && missing !== undefined)
      return { unknown: `the policy ${missing}`, ...decision };
    return decision.effect === 'allowed' && role.boundary ? evaluate(role.boundary, request) : decision;
  }

  #statements(policyArn: string): readonly Statement[] | undefined {
    return this.#policies.get(policyArn) ?? awsManagedPolicy(policyArn);
  }
}

/** The global condition keys of every request. The engine stands for AWS's endpoints, which use TLS. */
function globalContext(roleArn: string): Context {
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
