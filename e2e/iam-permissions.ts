// The IAM permissions of the template's roles: listing them, observing their use, and removing one at a time.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAssembly, type Settings } from '../harness/assembly.ts';
import type { Laptop } from '../harness/laptop.ts';

/** One action that a role is allowed on a resource; `on` is the resource's logical id without CDK's hash. */
export type Permission = { role: string; action: string; on: string };

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
type Resource = { Type: string; Properties?: Record<string, unknown> };
export type Template = { Resources: Record<string, Resource> };

/** The template for these settings, and the folder of its assembly. */
export async function templateOf(settings: Settings): Promise<{ folder: string; file: string; template: Template }> {
  const { folder } = await makeAssembly(false, settings);
  const [file = ''] = globSync('*.template.json', { cwd: folder });
  return { folder, file, template: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template };
}

/** A logical id without CDK's hash. */
export function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

/** The statements of each role's own policies, by the role's id, without those of CDK's own functions. */
export function statementsOf({ Resources }: Template): [roleId: string, Statement[]][] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => {
      const { Roles, PolicyDocument } = Properties as {
        Roles: { Ref: string }[];
        PolicyDocument: { Statement: Statement[] };
      };
      return [Roles[0]?.Ref ?? '', PolicyDocument.Statement] as [string, Statement[]];
    })
    .filter(([roleId]) => !roleId.startsWith('Custom'));
}

/** All permissions of the template's roles. */
export function permissionsOf(template: Template): Permission[] {
  return statementsOf(template).flatMap(([roleId, statements]) =>
    statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => ({ role: withoutHash(roleId), action, on: resourceId(Resource) })),
    ),
  );
}

function resourceId(resource: unknown): string {
  const [, id] = /"(?:Fn::GetAtt":\["|Ref":")((?!AWS::)\w+)/.exec(JSON.stringify(resource)) ?? [];
  if (id === undefined) return parameterIn(JSON.stringify(resource)) ?? String(resource);
  return withoutHash(id) + indexIn(JSON.stringify(resource));
}

/** The parameter of an ARN, which is no resource of the template: a function creates it. */
function parameterIn(arn: string): string | undefined {
  return /:(parameter\/[\w/-]+)/.exec(arn)?.[1];
}

/** The index of a table in an ARN, which is a resource of its own. */
function indexIn(arn: string): string {
  return /\/index\/\w+/.exec(arn)?.[0] ?? '';
}

/** Observes the permissions that roles use in an engine, and can remove one temporarily. */
export class PermissionObserver {
  readonly #used = new Set<string>();
  readonly #roles: ReadonlyMap<string, string>;
  #removed: string | undefined;
  #denials = 0;

  constructor(template: Template, { services }: Laptop) {
    const { iam, ids } = services;
    const names = Object.keys(template.Resources).map((id) => [ids.name(id), withoutHash(id)] as const);
    const byLength = names.toSorted(([one], [other]) => other.length - one.length);
    const pool = Object.keys(template.Resources).find(
      (id) => template.Resources[id]?.Type === 'AWS::Cognito::UserPool',
    );
    this.#roles = new Map(names);
    const decide = iam.decide.bind(iam);
    iam.decide = (roleArn, action, resource, context) => {
      const role = this.#roles.get(roleArn.split('/').at(-1) ?? '') ?? roleArn;
      // A pool's id is random; there is only one pool.
      const poolOrArn = pool !== undefined && resource.includes(':userpool/') ? withoutHash(pool) : resource;
      const found = byLength.find(([name]) => resource.includes(name) || resource.includes(name.toLowerCase()))?.[1];
      const on = found === undefined ? (parameterIn(resource) ?? poolOrArn) : found + indexIn(resource);
      const key = keyOf({ role, action, on });
      this.#used.add(key);
      if (key !== this.#removed) return decide(roleArn, action, resource, context);
      this.#denials += 1;
      return { effect: 'not allowed' };
    };
  }

  /** The permissions that are used during an action. */
  async usedBy(act: () => Promise<unknown>): Promise<ReadonlySet<string>> {
    this.#used.clear();
    await act();
    return new Set(this.#used);
  }

  /** Performs an action without a permission; returns its result and how often the permission was denied. */
  async without<Result>(
    permission: Permission,
    act: () => Promise<Result>,
  ): Promise<{ result: Result; denials: number }> {
    this.#removed = keyOf(permission);
    this.#denials = 0;
    try {
      return { result: await act(), denials: this.#denials };
    } finally {
      this.#removed = undefined;
    }
  }
}

/** A permission as one line of text. */
export function keyOf({ role, action, on }: Permission): string {
  return `${role} ${action} ${on}`;
}
