// The roles of the template: what they are allowed, what they ask for while the product runs, and taking one thing away.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAssembly, type Settings } from '../harness/assembly.ts';
import type { Laptop } from '../harness/laptop.ts';

/** One action that one role is allowed on one resource; `on` is the resource as the template names it, without CDK's hash. */
export type Permission = { role: string; action: string; on: string };

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
type Resource = { Type: string; Properties?: Record<string, unknown> };
export type Template = { Resources: Record<string, Resource> };

/** The template that a laptop with these settings runs, and the folder of its assembly. */
export async function templateOf(settings: Settings): Promise<{ folder: string; file: string; template: Template }> {
  const { folder } = await makeAssembly(false, settings);
  const [file = ''] = globSync('*.template.json', { cwd: folder });
  return { folder, file, template: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template };
}

/** An id without the hash that CDK puts behind it. */
export function short(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

/** The statements of each role's own policies, by the role's id. Those of CDK's own functions are CDK's. */
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

/** Everything that the template allows its roles. */
export function permissionsOf(template: Template): Permission[] {
  return statementsOf(template).flatMap(([roleId, statements]) =>
    statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => ({ role: short(roleId), action, on: named(Resource) })),
    ),
  );
}

function named(resource: unknown): string {
  const [, id] = /"(?:Fn::GetAtt":\["|Ref":")((?!AWS::)\w+)/.exec(JSON.stringify(resource)) ?? [];
  return id === undefined ? String(resource) : short(id);
}

/** Hears what roles ask for on a laptop, and takes one permission away for a while. */
export class Watch {
  readonly #asked = new Set<string>();
  readonly #roles: ReadonlyMap<string, string>;
  #taken: string | undefined;
  #refused = 0;

  constructor(template: Template, { services }: Laptop) {
    const { iam, ids } = services;
    const names = Object.keys(template.Resources).map((id) => [ids.name(id), short(id)] as const);
    const byLength = names.toSorted(([one], [other]) => other.length - one.length);
    const pool = Object.keys(template.Resources).find(
      (id) => template.Resources[id]?.Type === 'AWS::Cognito::UserPool',
    );
    this.#roles = new Map(names);
    const decide = iam.decide.bind(iam);
    iam.decide = (roleArn, action, resource, context) => {
      const role = this.#roles.get(roleArn.split('/').at(-1) ?? '') ?? roleArn;
      // A pool's id is drawn by lot; there is one.
      const ofPool = pool !== undefined && resource.includes(':userpool/') ? short(pool) : resource;
      const on = byLength.find(([name]) => resource.includes(name))?.[1] ?? ofPool;
      const wish = keyOf({ role, action, on });
      this.#asked.add(wish);
      if (wish !== this.#taken) return decide(roleArn, action, resource, context);
      this.#refused += 1;
      return { effect: 'not allowed' };
    };
  }

  /** What was asked for while something was done. */
  async hears(does: () => Promise<unknown>): Promise<ReadonlySet<string>> {
    this.#asked.clear();
    await does();
    return new Set(this.#asked);
  }

  /** Does something without a permission; returns what came of it, and how often the permission was missed. */
  async without<Result>(
    permission: Permission,
    does: () => Promise<Result>,
  ): Promise<{ came: Result; missed: number }> {
    this.#taken = keyOf(permission);
    this.#refused = 0;
    try {
      return { came: await does(), missed: this.#refused };
    } finally {
      this.#taken = undefined;
    }
  }
}

/** A permission in one line. */
export function keyOf({ role, action, on }: Permission): string {
  return `${role} ${action} ${on}`;
}
