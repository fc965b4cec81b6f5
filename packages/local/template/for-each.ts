// Fn::ForEach: copies of a part of the template, one for each item of a list.
// Source: CloudFormation template reference, "Fn::ForEach", which the transform AWS::LanguageExtensions adds.
import { broken } from './errors.ts';
import type { ParameterValue } from './parameters.ts';

const FOR_EACH = 'Fn::ForEach::';

/** The values of the loops around a part, and of the template's parameters. */
type Loops = { items: Readonly<Record<string, string>>; parameters: ReadonlyMap<string, ParameterValue> };

/** Replaces every `Fn::ForEach` in a section of a template by its copies. */
export function expandForEach(section: unknown, parameters: ReadonlyMap<string, ParameterValue>): unknown {
  return expand(section, { items: {}, parameters });
}

function expand(value: unknown, loops: Loops): unknown {
  if (typeof value === 'string') return replaceItems(value, loops);
  if (Array.isArray(value)) return value.map((item) => expand(item, loops));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only?.[0] === 'Ref' && entries.length === 1 && Object.hasOwn(loops.items, String(only[1])))
    return loops.items[String(only[1])];
  return Object.fromEntries(
    entries.flatMap(([key, item]) =>
      key.startsWith(FOR_EACH)
        ? copies(key, item, loops)
        : [[replaceItems(key, loops), expand(item, loops)] as [string, unknown]],
    ),
  );
}

function copies(key: string, input: unknown, loops: Loops): [string, unknown][] {
  const [identifier, list, body] = Array.isArray(input) ? (input as unknown[]) : [];
  if (typeof identifier !== 'string' || typeof body !== 'object' || body === null)
    throw broken(`${key} takes a list of an identifier, a collection and an object`);
  return collection(key, list, loops).flatMap((item) =>
    Object.entries(expand(body, { ...loops, items: { ...loops.items, [identifier]: item } }) as object),
  );
}

function collection(key: string, list: unknown, { items, parameters }: Loops): string[] {
  if (Array.isArray(list)) return list.flatMap((item) => collection(key, item, { items, parameters }));
  if (typeof list === 'string') return [list];
  const name = String((list as { Ref?: unknown } | null)?.Ref);
  const value = items[name] ?? parameters.get(name);
  if (value === undefined) throw broken(`the collection of ${key} is neither a list nor a parameter with a value`);
  return [value].flat();
}

/** `${Name}` is the item, `&{Name}` its letters and digits, as a logical id needs them. */
function replaceItems(text: string, { items }: Loops): string {
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sign: string, name: string) => {
    const item = Object.hasOwn(items, name) ? items[name] : undefined;
    if (item === undefined) return whole;
    return sign === '&' ? item.replace(/[^A-Za-z0-9]/g, '') : item;
  });
}
