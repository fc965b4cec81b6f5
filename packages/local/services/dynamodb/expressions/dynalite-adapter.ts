// Expressions parsed once: dynalite's parsers remember what they read, but never the values that came with it.
import conditionParser from 'dynalite/db/conditionParser.js';
import projectionParser from 'dynalite/db/projectionParser.js';
import updateParser from 'dynalite/db/updateParser.js';
import { typeOf, type Value } from '../tables/item.ts';

type Parse = typeof conditionParser.parse;

/** Programs have a few dozen expressions; beyond it the one unused for longest goes. */
const KEPT_MAX = 500;

/** Longer keys are mostly made of what somebody typed, and come once. */
const KEY_MAX = 1024;

/** Here the parser looks at the values themselves, not only at their types. */
const BY_VALUE = /between|attribute_type/i;

/** Where a value of the request goes. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

type Kept = { tree: unknown; names: readonly string[]; values: readonly string[] };

/**
 * The same parser with a memory. What is read from an expression depends on its text, on the names and on the types of
 * the values, so these are the key; the values are put in anew each time, and nobody shares what is answered.
 */
export function remembering(parse: Parse): Parse {
  const kept = new Map<string, Kept>();
  return (text, { context }) => {
    const { attrNames = {}, attrVals = {} } = context;
    const key = JSON.stringify([
      text,
      attrNames,
      Object.entries(attrVals).map(([name, value]) => [name, typeOf(value)]),
    ]);
    let known = kept.get(key);
    if (known) kept.delete(key);
    else {
      const unusedAttrNames = { ...attrNames };
      const unusedAttrVals = { ...attrVals };
      const read = parse(text, { context: { ...context, unusedAttrNames, unusedAttrVals } });
      if (typeof read === 'string') return read;
      const names = new Map(Object.entries(attrVals).map(([name, value]) => [value, name]));
      known = {
        tree: rebuilt(read, (part) =>
          names.has(part as Value) ? new Place(names.get(part as Value) as string) : part,
        ),
        names: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
        values: Object.keys(attrVals).filter((name) => !(name in unusedAttrVals)),
      };
    }
    if (key.length <= KEY_MAX && !BY_VALUE.test(text)) kept.set(key, known);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value as string);
    for (const name of known.names) delete context.unusedAttrNames[name];
    for (const name of known.values) delete context.unusedAttrVals[name];
    return rebuilt(known.tree, (part) => (part instanceof Place ? attrVals[part.name] : part)) as object;
  };
}

/** A copy in which `swap` has put something else for some parts; what it put is not looked into. */
function rebuilt(part: unknown, swap: (part: unknown) => unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const swapped = swap(part);
  if (swapped !== part) return swapped;
  if (Array.isArray(part)) return part.map((member) => rebuilt(member, swap));
  // Names of attributes are keys here, and may be `__proto__`.
  const copied = Object.create(Object.getPrototypeOf(part)) as Record<string, unknown>;
  for (const [key, member] of Object.entries(part)) copied[key] = rebuilt(member, swap);
  return copied;
}

// dynalite's validations look the parsers up at each call, and have no other place to step in.
for (const parser of [conditionParser, projectionParser, updateParser]) parser.parse = remembering(parser.parse);
