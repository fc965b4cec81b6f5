// Paths into a record: `$.dynamodb.NewImage.tags.L[0].S`.

/** The paths that Pipes takes (Pipes API reference, dynamic path): names of letters, digits, `_`, `-` and `/`. */
export const PATH = String.raw`\$(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*`;

const WHOLE_PATH = new RegExp(`^${PATH}$`);

/** Whether a text is one whole path. */
export function isPath(text: string): boolean {
  return WHOLE_PATH.test(text);
}

/** What a path leads to; undefined if it leads nowhere. A list takes `[0]`, `.0` or `[*]`. */
export function follow(path: string, from: unknown): unknown {
  return walk(path.match(/[\w/-]+|\*/g) ?? [], from);
}

function walk(steps: readonly string[], at: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return at;
  if (Array.isArray(at)) return step === '*' ? at.map((one) => walk(rest, one)) : walk(rest, at[Number(step)]);
  // Own properties only: a step named `constructor` must not lead out of the record.
  const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step);
  return isObject ? walk(rest, (at as Record<string, unknown>)[step]) : undefined;
}

/** A value as plain text: a string as it is, nothing as an empty one, anything else as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
