// Makes dynalite's expression parsers cache what they have parsed, without the values of the request.
import conditionParser from 'dynalite/db/conditionParser.js';
import projectionParser from 'dynalite/db/projectionParser.js';
import updateParser from 'dynalite/db/updateParser.js';
import { typeOf, type Value } from '../tables/item.ts';

type Parse = typeof conditionParser.parse;

/** Programs have a few dozen expressions; beyond this the least recently used one is dropped. */
const CACHED_MAX = 500;

/** Longer expressions are mostly made from user input, and occur once. */
const KEY_MAX = 1024;

/** With these the parser checks the values themselves, not only their types. */
const BY_VALUE = /between|attribute_type/i;

/** Stands for a value of the request. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

type Cached = { tree: unknown; names: readonly string[]; values: readonly string[] };

/**
 * A parser with a cache. The result depends on the expression's text, on the names and on the types of the values, so these
 * are the cache key. Each call inserts its own values into a copy, so no two calls share a result.
 */
export function withCache(parse: Parse): Parse {
  const cache = new Map<string, Cached>();
  return (text, { context }) => {
    const { attrNames = {}, attrVals = {} } = context;
    const key = JSON.stringify([
      text,
      attrNames,
      Object.entries(attrVals).map(([name, value]) => [name, typeOf(value)]),
    ]);
    let known = cache.get(key);
    if (known) cache.delete(key);
    else {
      const unusedAttrNames = { ...attrNames };
      const unusedAttrVals = { ...attrVals };
      const read = parse(text, { context: { ...context, unusedAttrNames, unusedAttrVals } });
      if (typeof read === 'string') return read;
      const names = new Map(Object.entries(attrVals).map(([name, value]) => [value, name]));
      known = {
        tree: copyWith(read, (part) =>
          names.has(part as Value) ? new Placeholder(names.get(part as Value) as string) : part,
        ),
        names: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
        values: Object.keys(attrVals).filter((name) => !(name in unusedAttrVals)),
      };
    }
    if (key.length <= KEY_MAX && !BY_VALUE.test(text)) cache.set(key, known);
    if (cache.size > CACHED_MAX) cache.delete(cache.keys().next().value as string);
    for (const name of known.names) delete context.unusedAttrNames[name];
    for (const name of known.values) delete context.unusedAttrVals[name];
    return copyWith(known.tree, (part) => (part instanceof Placeholder ? attrVals[part.name] : part)) as object;
  };
}

/** A copy in which `swap` replaces some parts; replacements are not copied. */
function copyWith(part: unknown, swap: (part: unknown) => unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const swapped = swap(part);
  if (swapped !== part) return swapped;
  if (Array.isArray(part)) return part.map((member) => copyWith(member, swap));
  // The keys are names of attributes, and may be `__proto__`.
  const copied = Object.create(Object.getPrototypeOf(part)) as Record<string, unknown>;
  for (const [key, member] of Object.entries(part)) copied[key] = copyWith(member, swap);
  return copied;
}

// dynalite's validations look the parsers up at each call; there is no other way to replace them.
for (const parser of [conditionParser, projectionParser, updateParser]) parser.parse = withCache(parser.parse);
