// The order in which resources are created: each after the resources that it refers to.
import type { Definition } from './cloudformation-template.ts';
import { broken } from './errors.ts';

/** The ids of the resources, dependencies first, otherwise in the order of the template. */
export function creationOrder(resources: ReadonlyMap<string, Definition>): string[] {
  const done = new Set<string>();
  for (const first of resources.keys()) {
    // The resources on the way, and what is left to visit of each; not recursive, as a chain may be as long as the template.
    const path: { id: string; others: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string) => {
      if (done.has(id)) return;
      if (onPath.has(id)) throw broken(`its resources depend on each other in a circle (${circle([...onPath], id)})`);
      path.push({ id, others: dependenciesOf(id, resources).reverse() });
      onPath.add(id);
    };
    enter(first);
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const other = last.others.pop();
      if (other !== undefined) enter(other);
      else {
        path.pop();
        onPath.delete(last.id);
        done.add(last.id);
      }
    }
  }
  return [...done];
}

/** A long circle is shortened. */
function circle(path: readonly string[], id: string): string {
  const ids = [...path.slice(path.indexOf(id)), id];
  return (ids.length > 10 ? [...ids.slice(0, 5), '…', ...ids.slice(-4)] : ids).join(' → ');
}

/** The ids of the resources that a resource refers to, or names in `DependsOn`. */
export function dependenciesOf(id: string, resources: ReadonlyMap<string, Definition>): string[] {
  const { properties, dependsOn } = resources.get(id) ?? { properties: {}, dependsOn: [] };
  const unknown = dependsOn.find((other) => !resources.has(other));
  if (unknown) throw broken(`${id} depends on ${unknown}, which is not a resource`);
  return [...dependsOn, ...[...referencesIn(properties)].filter((other) => resources.has(other))];
}

/** The ids of the resources that a value refers to. */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (item: unknown): void => {
    if (Array.isArray(item)) item.forEach(visit);
    else if (typeof item === 'object' && item !== null) {
      for (const [key, inner] of Object.entries(item)) {
        if (key === 'Ref' && typeof inner === 'string') found.add(inner);
        else if (key === 'Fn::GetAtt') found.add(String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0]));
        else if (key === 'Fn::Sub')
          for (const name of subNames(Array.isArray(inner) ? inner[0] : inner)) found.add(name.split('.')[0] ?? name);
        visit(inner);
      }
    }
  };
  visit(value);
  return found;
}

function subNames(text: unknown): string[] {
  return [...String(text).matchAll(/\$\{([^!{}][^{}]*)\}/g)].map(([, name]) => name ?? '');
}
