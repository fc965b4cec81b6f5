// Paths into JSON, as pipes and rules of EventBridge write them: `$.detail.items[0].name`.

/**
 * The pattern of a path: `$.dynamodb.NewImage.tags.L[0].S`. Names have letters, digits, `_`, `-` and `/` (Pipes API reference,
 * dynamic path).
 */
export const PATH_PATTERN = String.raw`\$(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*`;

const WHOLE_PATH = new RegExp(`^${PATH_PATTERN}$`);

/** Whether a string is a path as a whole. */
export function isPath(text: string): boolean {
  return WHOLE_PATH.test(text);
}

/** The value at a path, or undefined. Items of a list are addressed by `[0]`, `.0` or `[*]`. */
export function resolvePath(path: string, from: unknown): unknown {
  return walk(path.match(/[\w/-]+|\*/g) ?? [], from);
}

function walk(steps: readonly string[], at: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return at;
  if (Array.isArray(at)) return step === '*' ? at.map((one) => walk(rest, one)) : walk(rest, at[Number(step)]);
  // Own properties only, so that a step named `constructor` cannot leave the record.
  const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step);
  return isObject ? walk(rest, (at as Record<string, unknown>)[step]) : undefined;
}

/** A value as a string: a string unchanged, undefined as an empty string, anything else as JSON. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
