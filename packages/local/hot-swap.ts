// Hot swapping, as `cdk deploy --hotswap` does it: new code for functions, handlers and files in a running engine.
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from './errors.ts';
import { resourceTypeOf } from './services/resource-types.ts';
import type { CreatedStack } from './stack-creation.ts';
import { type Assembly, type AssemblyOptions, readAssemblies } from './template/cloud-assembly.ts';
import type { Definition } from './template/cloudformation-template.ts';
import { resolve } from './template/intrinsics.ts';

/** Returns a function that swaps in the assembly at a path; it compares with the assembly that was swapped in before. */
export function hotSwapper(
  running: readonly CreatedStack[],
  options: AssemblyOptions,
): (path: string) => Promise<string[]> {
  let current = running.map(({ assembly }) => assembly);
  return async (path) => {
    const next = readAssemblies(path, options);
    const names = (assemblies: readonly Assembly[]) => assemblies.map(({ stack }) => stack).join();
    if (names(current) !== names(next))
      throw new EngineError('restart-needed', 'The stacks of the folder changed. Start the engine again.');
    const changes = running.map((stack, index) =>
      changesOf(stack, current[index] as Assembly, next[index] as Assembly),
    );
    const fixed = changes.flatMap((one) => one.fixed);
    if (fixed.length > 0)
      throw new EngineError(
        'restart-needed',
        `${fixed.join(', ')} changed, which a running engine cannot swap. Start it again.`,
      );
    running[0]?.services.assets.replace(next);
    current = [...next];
    for (const { stack, template, changed } of changes)
      for (const logicalId of changed) await update(logicalId, template.resources.get(logicalId) as Definition, stack);
    return changes.flatMap(({ changed }) => changed);
  };
}

function changesOf(stack: CreatedStack, before: Assembly, { template }: Assembly) {
  const changed = changedIds(before, { template });
  const fixed = changed.filter((id) => {
    const type = template.resources.get(id)?.type;
    return type === undefined || !stack.scope.created.has(id) || resourceTypeOf(type)?.update === undefined;
  });
  return { stack, template, changed, fixed };
}

/** The resources that are not in both assemblies, or differ in type or properties. */
function changedIds({ template: before }: Pick<Assembly, 'template'>, { template: after }: Pick<Assembly, 'template'>) {
  const ids = new Set([...before.resources.keys(), ...after.resources.keys()]);
  return [...ids].filter((id) => {
    const [one, other] = [before.resources.get(id), after.resources.get(id)];
    return one?.type !== other?.type || !isDeepStrictEqual(one?.properties, other?.properties);
  });
}

async function update(logicalId: string, definition: Definition, { scope, services }: CreatedStack): Promise<void> {
  const { type, metadata, properties } = definition;
  const resolved = resolve(properties, scope) as Record<string, unknown>;
  await resourceTypeOf(type)?.update?.({ logicalId, type, metadata, properties: resolved }, services);
}
