// Hot swapping, as `cdk deploy --hotswap` does it: new code for functions, handlers and files in a running engine.
import { isDeepStrictEqual } from 'node:util';
import { EngineError } from './errors.ts';
import { resourceTypeOf, type Services } from './services/registry.ts';
import { type Assembly, readAssembly } from './template/cloud-assembly.ts';
import type { Definition } from './template/cloudformation-template.ts';
import { resolve, type Scope } from './template/intrinsics.ts';

/** Returns a function that swaps in the assembly at a path; it compares with the assembly that was swapped in before. */
export function hotSwapper(running: Assembly, scope: Scope, services: Services): (path: string) => Promise<string[]> {
  let current = running;
  return async (path) => {
    const next = readAssembly(path);
    const changed = changedIds(current, next);
    const fixed = changed.filter(
      (id) => !next.template.resources.has(id) || !scope.created.has(id) || !isSwappable(id, next),
    );
    if (fixed.length > 0)
      throw new EngineError(
        'restart-needed',
        `${fixed.join(', ')} changed, which a running engine cannot swap. Start it again.`,
      );
    services.assets.replace(next);
    current = next;
    for (const logicalId of changed) {
      const { type, metadata, properties } = next.template.resources.get(logicalId) as Definition;
      const resolved = resolve(properties, scope) as Record<string, unknown>;
      await resourceTypeOf(type)?.update?.({ logicalId, type, metadata, properties: resolved }, services);
    }
    return changed;
  };
}

/** The resources that are not in both assemblies, or differ in type or properties. */
function changedIds({ template: before }: Assembly, { template: after }: Assembly): string[] {
  const ids = new Set([...before.resources.keys(), ...after.resources.keys()]);
  return [...ids].filter((id) => {
    const [one, other] = [before.resources.get(id), after.resources.get(id)];
    return one?.type !== other?.type || !isDeepStrictEqual(one?.properties, other?.properties);
  });
}

function isSwappable(id: string, { template }: Assembly): boolean {
  return resourceTypeOf(template.resources.get(id)?.type ?? '')?.update !== undefined;
}
