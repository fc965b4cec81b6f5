// Creates the resources of stacks, each after those that it refers to, and reports everything that cannot be created at once.
import { AwsError, EngineError } from './errors.ts';
import { combined, literalProblems, rejectProblems, type UnknownType } from './refusals.ts';
import type { Services, StackServices } from './services/registry.ts';
import { ACCOUNT, REGION } from './services/resource-ids.ts';
import type { Created } from './services/resource-type.ts';
import { resourceTypeOf } from './services/resource-types.ts';
import { servicesOfStack } from './services/stack-services.ts';
import { type Assembly, readTemplate } from './template/cloud-assembly.ts';
import type { Definition } from './template/cloudformation-template.ts';
import { creationOrder, dependenciesOf } from './template/creation-order.ts';
import { conditionHolds, resolve, type Scope, type StoredValues } from './template/intrinsics.ts';
import { watchProperties } from './template/watched-properties.ts';

/** A resource that the engine has just created; `accepted`: it has no effect at run time. `position` counts from 1 to `total`. */
export type ResourceCreated = {
  logicalId: string;
  type: string;
  description: string;
  accepted: boolean;
  /** The properties that have no effect on this machine; descriptions and tags aside. */
  ignored: readonly string[];
  position: number;
  total: number;
};

/** A stack whose resources exist. Its outputs have AWS's addresses. */
export type CreatedStack = {
  readonly assembly: Assembly;
  readonly scope: Scope;
  readonly services: StackServices;
  readonly outputs: Readonly<Record<string, string>>;
};

/** Creates stacks in turn; each may import what those before it export. */
export async function createStacks(
  assemblies: readonly Assembly[],
  services: Services,
  onResource: (resource: ResourceCreated) => void = () => {},
): Promise<readonly CreatedStack[]> {
  const exports = new Map<string, string>();
  const stacks: CreatedStack[] = [];
  const refused: Refused = { unknown: [], errors: [] };
  for (const assembly of assemblies) {
    const prefix = assemblies.length > 1 ? `${assembly.stack}.` : '';
    const stack = await createStack(assembly, { services, exports, onResource, refused, prefix });
    stacks.push(stack);
  }
  throwIfRefused(refused, assemblies.length);
  return stacks;
}

/** Everything that was refused, of all stacks. */
type Refused = { unknown: UnknownType[]; errors: EngineError[] };

function throwIfRefused({ unknown, errors }: Refused, stacks: number): void {
  if (unknown.length + errors.length > 0) throw combined(unknown, errors, stacks);
}

type Context = {
  services: Services;
  exports: Map<string, string>;
  onResource: (resource: ResourceCreated) => void;
  refused: Refused;
  /** Precedes the logical ids of one of several stacks. */
  prefix: string;
};

async function createStack(assembly: Assembly, context: Context): Promise<CreatedStack> {
  const { template, stack } = assembly;
  const services = servicesOfStack(context.services, assembly, async (name, file, parameters) => {
    const nested = { stack: name, template: readTemplate(file, parameters), assets: assembly.assets };
    const refused: Refused = { unknown: [], errors: [] };
    const { outputs } = await createStack(nested, { ...context, refused, prefix: `${name}.` });
    throwIfRefused(refused, 1);
    return outputs;
  });
  const created = new Map<string, Created>();
  const scope: Scope = {
    template,
    created,
    pseudo: pseudoParameters(stack),
    exports: context.exports,
    stored: storedValues(services),
  };
  await createResources({ ...context, scope, created, services });
  // What follows would name what was not created.
  if (context.refused.unknown.length + context.refused.errors.length > 0)
    return { assembly, scope, services, outputs: {} };
  const outputs = readOutputs(scope);
  for (const [name, value] of readExports(scope, outputs)) context.exports.set(name, value);
  return { assembly, scope, services, outputs };
}

/** Creates what can be created, and collects what cannot. */
async function createResources({
  scope,
  created,
  services,
  onResource,
  refused,
  prefix,
}: Omit<Context, 'services'> & {
  scope: Scope;
  created: Map<string, Created>;
  services: StackServices;
}): Promise<void> {
  const { resources } = scope.template;
  const ids = creationOrder(resources).filter((id) => conditionHolds(resources.get(id)?.condition, scope));
  const failed = new Set<string>();
  for (const [index, logicalId] of ids.entries()) {
    const definition = resources.get(logicalId) as Definition;
    const { type } = definition;
    const problems = literalProblems(logicalId, definition);
    refused.errors.push(...problems);
    const isKnown = resourceTypeOf(type) !== undefined;
    if (!isKnown) refused.unknown.push({ type, id: `${prefix}${logicalId}` });
    if (!isKnown || problems.length > 0 || dependenciesOf(logicalId, resources).some((id) => failed.has(id))) {
      failed.add(logicalId);
      continue;
    }
    try {
      const { made, ignored } = await createResource(logicalId, definition, scope, services);
      created.set(logicalId, made);
      const accepted = resourceTypeOf(type)?.coverage === 'accepted';
      const description = made.summary ?? made.ref;
      onResource({ logicalId, type, description, accepted, ignored, position: index + 1, total: ids.length });
    } catch (error) {
      refused.errors.push(creationError(logicalId, type, error));
      failed.add(logicalId);
    }
  }
}

async function createResource(
  logicalId: string,
  { type, metadata, properties: unresolved }: Definition,
  scope: Scope,
  services: StackServices,
): Promise<{ made: Created; ignored: readonly string[] }> {
  const properties = resolve(unresolved, scope) as Record<string, unknown>;
  const resourceType = resourceTypeOf(type);
  if (!resourceType) throw new Error(`${type} is unknown.`);
  rejectProblems(logicalId, type, properties);
  const isWithoutEffect = resourceType.coverage === 'accepted' || services.implementedByEngine(logicalId);
  const { watched, unread } = watchProperties(properties);
  const made = await resourceType.create({ logicalId, type, properties: watched, metadata }, services);
  return { made, ignored: isWithoutEffect ? [] : unread() };
}

/** Problems of a template are collected; that the data cannot be stored, for instance, ends the start at once. */
const COLLECTED: ReadonlySet<string> = new Set(['not-emulated', 'template-broken', 'create-failed', 'bad-parameter']);

/** The error of one resource, in one sentence: CloudFormation words it as a status reason of the resource. */
function creationError(logicalId: string, type: string, error: unknown): EngineError {
  if (error instanceof EngineError) {
    if (COLLECTED.has(error.code)) return error;
    throw error;
  }
  const reason = error instanceof AwsError ? `${error.message} (${error.type})` : String((error as Error).message);
  return new EngineError('create-failed', `${logicalId} (${type}) cannot be created: ${reason}`, { cause: error });
}

function storedValues({ parameters, secrets }: StackServices): StoredValues {
  const orUndefined = (read: () => string) => {
    try {
      return read();
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  };
  return {
    parameter: (name) => orUndefined(() => parameters.find(name).value),
    secret: (id) => orUndefined(() => secrets.find(id).value),
  };
}

/** The pseudo parameters of a stack. */
export function pseudoParameters(stack: string): Record<string, string> {
  return {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
  };
}

function readOutputs(scope: Scope): Record<string, string> {
  const outputs = [...scope.template.outputs].filter(([, { condition }]) => conditionHolds(condition, scope));
  return Object.fromEntries(outputs.map(([name, { value }]) => [name, String(resolve(value, scope))]));
}

function readExports({ template, ...rest }: Scope, outputs: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(outputs).flatMap(([name, value]) => {
    const { exportName } = template.outputs.get(name) ?? {};
    return exportName === undefined ? [] : [[String(resolve(exportName, { template, ...rest })), value]];
  });
}
