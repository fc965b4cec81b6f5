// The methods of Java that mapping templates call on texts, lists and maps.

type Method = (target: never, ...parameters: never[]) => unknown;

const TEXT: Readonly<Record<string, Method>> = {
  length: (text: string) => text.length,
  isEmpty: (text: string) => text === '',
  equals: (text: string, other: unknown) => text === other,
  equalsIgnoreCase: (text: string, other: string) => text.toLowerCase() === String(other).toLowerCase(),
  contains: (text: string, part: string) => text.includes(String(part)),
  startsWith: (text: string, part: string) => text.startsWith(String(part)),
  endsWith: (text: string, part: string) => text.endsWith(String(part)),
  indexOf: (text: string, part: string) => text.indexOf(String(part)),
  lastIndexOf: (text: string, part: string) => text.lastIndexOf(String(part)),
  charAt: (text: string, index: number) => text.charAt(index),
  concat: (text: string, other: string) => text + other,
  substring: (text: string, from: number, to?: number) => text.substring(from, to),
  toLowerCase: (text: string) => text.toLowerCase(),
  toUpperCase: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
  toString: (text: string) => text,
  replace: (text: string, from: string, to: string) => text.replaceAll(from, () => to),
  // The pattern is a regular expression in Java, and `$1` a group.
  replaceAll: (text: string, pattern: string, to: string) =>
    text.replace(new RegExp(pattern, 'g'), javaReplacement(to)),
  replaceFirst: (text: string, pattern: string, to: string) => text.replace(new RegExp(pattern), javaReplacement(to)),
  matches: (text: string, pattern: string) => new RegExp(`^(?:${pattern})$`, 's').test(text),
  split: (text: string, pattern: string) => text.split(new RegExp(pattern)),
};

const LIST: Readonly<Record<string, Method>> = {
  toString: (list: unknown[]) => JSON.stringify(list),
  size: (list: unknown[]) => list.length,
  isEmpty: (list: unknown[]) => list.length === 0,
  get: (list: unknown[], index: number) => list[index],
  contains: (list: unknown[], value: unknown) => list.includes(value),
  indexOf: (list: unknown[], value: unknown) => list.indexOf(value),
  add: (list: unknown[], value: unknown) => list.push(value) > 0,
  set: (list: unknown[], index: number, value: unknown) => list.splice(index, 1, value)[0],
  remove: (list: unknown[], index: number) => list.splice(index, 1)[0],
};

type Entries = Record<string, unknown>;

const MAP: Readonly<Record<string, Method>> = {
  toString: (map: Entries) => javaText(map),
  size: (map: Entries) => Object.keys(map).length,
  isEmpty: (map: Entries) => Object.keys(map).length === 0,
  // A missing entry reads as an empty text: the preflights that CDK writes compare it with one.
  get: (map: Entries, key: string) => (Object.hasOwn(map, key) ? map[key] : ''),
  getOrDefault: (map: Entries, key: string, other: unknown) => (Object.hasOwn(map, key) ? map[key] : other),
  containsKey: (map: Entries, key: string) => Object.hasOwn(map, key),
  containsValue: (map: Entries, value: unknown) => Object.values(map).includes(value),
  keySet: (map: Entries) => Object.keys(map),
  values: (map: Entries) => Object.values(map),
  entrySet: (map: Entries) => Object.entries(map).map(([key, value]) => ({ key, value })),
  put: (map: Entries, key: string, value: unknown) => {
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
    return value;
  },
  remove: (map: Entries, key: string) => {
    const { [key]: removed } = map;
    delete map[key];
    return removed;
  },
};

/** Calls a method on a value of a template. Throws a TypeError for one that does not exist there, or is not emulated. */
export function callJavaMethod(target: unknown, name: string, parameters: readonly unknown[]): unknown {
  const methods = typeof target === 'string' ? TEXT : Array.isArray(target) ? LIST : isMap(target) ? MAP : SCALAR;
  if (!Object.hasOwn(methods, name))
    throw new TypeError(`The method ${name}() of ${describe(target)} is not emulated.`);
  return methods[name]?.(target as never, ...(parameters as never[]));
}

const SCALAR: Readonly<Record<string, Method>> = {
  toString: (value: unknown) => String(value),
  equals: (value: unknown, other: unknown) => value === other,
  intValue: (value: number) => Math.trunc(value),
};

/** In Java a backslash escapes the next character of a replacement; JavaScript escapes `$` by doubling it. */
function javaReplacement(text: string): string {
  return text.replace(/\\(.)/gs, (_, escaped: string) => (escaped === '$' ? '$$' : escaped));
}

/** A map as Java writes it: `{name=value, other={…}}`. */
function javaText(value: unknown): string {
  if (!isMap(value) || Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}=${javaText(one)}`)
    .join(', ')}}`;
}

function isMap(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  if (Array.isArray(value)) return 'a list';
  return isMap(value) ? 'a map' : String(value);
}
