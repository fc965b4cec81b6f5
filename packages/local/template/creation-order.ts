// The order in which resources are made: each after what it refers to.

import { broken, type Definition } from './cloudformation-template.ts';
import { references } from './intrinsics.ts';

/** The ids of the resources, dependencies first, otherwise as they stand in the template. */
export function inOrder(resources: ReadonlyMap<string, Definition>): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id))
      throw broken(`its resources depend on each other in a circle (${[...path, id].join(' → ')})`);
    for (const other of dependencies(id, resources)) visit(other, [...path, id]);
    done.add(id);
    order.push(id);
  };
  for (const id of resources.keys()) visit(id, []);
  return order;
}

function dependencies(id: string, resources: ReadonlyMap<string, Definition>): string[] {
  const { properties, dependsOn } = resources.get(id) ?? { properties: {}, dependsOn: [] };
  const stranger = dependsOn.find((other) => !resources.has(other));
  if (stranger) throw broken(`${id} depends on ${stranger}, which is no resource`);
  return [...dependsOn, ...[...references(properties)].filter((other) => resources.has(other))];
}
