// Document paths: what stands at `a.b[3]` of an item, and the part of an item that some paths name.
import { type Item, listOf, mapOf, type Value } from '../tables/item.ts';

/** A path as the expression parsers read it: `['a', 'b', 3]`. */
export type Path = readonly (string | number)[];

/** What stands at a path. */
export function valueAt(item: Item, path: Path): Value | undefined {
  let value: Value | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = value['L'] ? listOf(value)[step] : undefined;
    else value = value['M'] ? own(mapOf(value), step) : undefined;
  }
  return value;
}

/** Only the parts of an item that the paths name; list members close up. */
export function pick(item: Item, paths: readonly Path[]): Item {
  return mapOf(pickFrom({ M: item }, paths) ?? { M: {} });
}

function pickFrom(value: Value, paths: readonly Path[]): Value | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const steps = [...new Set(paths.map((path) => path[0] as string | number))];
  const under = (step: string | number, member: Value | undefined) =>
    member &&
    pickFrom(
      member,
      paths.filter((path) => path[0] === step).map((path) => path.slice(1)),
    );
  if (value['M']) {
    const picked = steps
      .filter((step) => typeof step === 'string')
      .map((step) => [step, under(step, own(mapOf(value), step))] as const)
      .filter((entry): entry is [string, Value] => entry[1] !== undefined);
    return picked.length > 0 ? { M: Object.fromEntries(picked) } : undefined;
  }
  if (!value['L']) return undefined;
  const picked = steps
    .filter((step) => typeof step === 'number')
    .sort((a, b) => a - b)
    .map((step) => under(step, listOf(value)[step]))
    .filter((member) => member !== undefined);
  return picked.length > 0 ? { L: picked } : undefined;
}

/** An attribute of an item, never something of JavaScript's own such as `constructor`. */
export function own(item: Item, name: string): Value | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
