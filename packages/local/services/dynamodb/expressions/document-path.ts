// Document paths: the value at `a.b[3]` of an item, and projections of an item to some paths.
import { type Item, listOf, mapOf, type Value } from '../tables/item.ts';

/** A path as the expression parsers return it: `['a', 'b', 3]`. */
export type Path = readonly (string | number)[];

/** The value at a path. */
export function valueAt(item: Item, path: Path): Value | undefined {
  let value: Value | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = value['L'] ? listOf(value)[step] : undefined;
    else value = value['M'] ? ownAttribute(mapOf(value), step) : undefined;
  }
  return value;
}

/** The parts of an item that the paths name; list elements move together. */
export function project(item: Item, paths: readonly Path[]): Item {
  return mapOf(projectValue({ M: item }, paths) ?? { M: {} });
}

function projectValue(value: Value, paths: readonly Path[]): Value | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const steps = [...new Set(paths.map((path) => path[0] as string | number))];
  const under = (step: string | number, member: Value | undefined) =>
    member &&
    projectValue(
      member,
      paths.filter((path) => path[0] === step).map((path) => path.slice(1)),
    );
  if (value['M']) {
    const projected = steps
      .filter((step) => typeof step === 'string')
      .map((step) => [step, under(step, ownAttribute(mapOf(value), step))] as const)
      .filter((entry): entry is [string, Value] => entry[1] !== undefined);
    return projected.length > 0 ? { M: Object.fromEntries(projected) } : undefined;
  }
  if (!value['L']) return undefined;
  const projected = steps
    .filter((step) => typeof step === 'number')
    .sort((a, b) => a - b)
    .map((step) => under(step, listOf(value)[step]))
    .filter((member) => member !== undefined);
  return projected.length > 0 ? { L: projected } : undefined;
}

/** An attribute of an item, never an inherited property such as `constructor`. */
export function ownAttribute(item: Item, name: string): Value | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
