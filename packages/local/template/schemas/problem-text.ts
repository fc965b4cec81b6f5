// The words of problems in properties: names, values, ranges and types.

/** How much of a value a message shows. */
const SHOWN_LENGTH = 60;

/** ` (is Name meant?)`, when only the case differs. */
export function meant(name: string, properties: object): string {
  const similar = Object.keys(properties).find((known) => known.toLowerCase() === name.toLowerCase());
  return similar === undefined ? '' : ` (is ${similar} meant?)`;
}

/** The name of a property, or of all of them. */
export function named(path: string): string {
  return path === '' ? 'Properties' : path;
}

/** A scalar as JSON, cut when it is long; other values by their kind. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** The first values of a list. */
export function listed(values: readonly unknown[]): string {
  const some = values.slice(0, 12).map(String).join(', ');
  return values.length > 12 ? `${some}, …` : some;
}

/** `from 1 to 5`, `at least 1`, `at most 5`. */
export function range(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `at most ${to}`;
  return to === undefined ? `at least ${from}` : `from ${from} to ${to}`;
}

/** A type of JSON Schema in words. */
export function withArticle(type: string): string {
  return (
    {
      array: 'a list',
      object: 'an object',
      integer: 'a whole number',
      string: 'a string',
      number: 'a number',
      boolean: 'true or false',
    }[type] ?? type
  );
}

/** A pattern of a schema; classes such as `\p{L}` need the flag for Unicode, with which other patterns are invalid. */
export function toRegExp(pattern: string): RegExp {
  return new RegExp(pattern, pattern.includes('\\p{') ? 'u' : '');
}
