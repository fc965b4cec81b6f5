// EventBridge's event patterns, with which pipes filter records and rules select events.

/** Whether an event matches a pattern. */
export type Matcher = (event: unknown) => boolean;

type Pattern = Readonly<Record<string, unknown>>;
/** Whether the values of one field of an event match; an empty list means that the field does not exist. */
type Test = (values: readonly unknown[]) => boolean;

/** Parses a pattern; throws a PatternError for an invalid pattern or an unknown operator. */
export function parsePattern(pattern: unknown, name = 'Pattern'): Matcher {
  return compile(asPattern(pattern, name));
}

/** All fields of a pattern must match. */
function compile(pattern: Pattern): Matcher {
  const fields = Object.entries(pattern).map(([name, rule]): Matcher => {
    if (name === '$or') return compileOr(rule);
    if (Array.isArray(rule)) return compileLeaf(name, rule);
    const inside = compile(asPattern(rule, name));
    return (event) => childrenOf(event, name).some(inside);
  });
  return (event) => fields.every((matches) => matches(event));
}

function compileOr(rule: unknown): Matcher {
  if (!Array.isArray(rule) || rule.length === 0) throw broken('$or must be a list of patterns.');
  const alternatives = rule.map((one) => compile(asPattern(one, '$or')));
  return (event) => alternatives.some((matches) => matches(event));
}

function compileLeaf(name: string, rules: readonly unknown[]): Matcher {
  if (rules.length === 0) throw broken(`${name}: the list of values is empty.`);
  const tests = rules.map((rule) => testOf(name, rule));
  return (event) => {
    const values = leavesOf(event, name);
    return tests.some((test) => test(values));
  };
}

function testOf(name: string, rule: unknown): Test {
  if (Array.isArray(rule)) throw broken(`${name}: a list within a list is not valid.`);
  if (typeof rule !== 'object' || rule === null) return (values) => values.includes(rule);
  const [operator = '', ...more] = Object.keys(rule);
  const operand = (rule as Record<string, unknown>)[operator];
  if (more.length > 0 || !Object.hasOwn(OPERATORS, operator))
    throw broken(`${name}: ${JSON.stringify(rule)} is not a known operator.`);
  const test = OPERATORS[operator]?.(operand);
  if (!test) throw broken(`${name}: ${operator} does not accept ${JSON.stringify(operand)}.`);
  return test;
}

/**
 * Source: EventBridge User Guide, comparison operators: those that pipes and rules have in common. Each returns undefined for an
 * operand that it does not accept.
 */
const OPERATORS: Readonly<Record<string, (operand: unknown) => Test | undefined>> = {
  prefix: (operand) => affix(operand, (text, part) => text.startsWith(part)),
  suffix: (operand) => affix(operand, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (operand) =>
    typeof operand === 'string' ? strings((text) => text.toLowerCase() === operand.toLowerCase()) : undefined,
  'anything-but': (operand) => {
    const not = new Set<unknown>([operand].flat());
    const isPlain = not.size > 0 && [...not].every((one) => typeof one === 'string' || typeof one === 'number');
    return isPlain ? (values) => values.some((value) => !not.has(value)) : undefined;
  },
  exists: (operand) => (typeof operand === 'boolean' ? (values) => values.length > 0 === operand : undefined),
  numeric: (operand) => {
    const within = rangeOf(operand);
    return within && ((values) => values.some((value) => typeof value === 'number' && within(value)));
  },
};

function affix(operand: unknown, matches: (text: string, part: string) => boolean): Test | undefined {
  if (typeof operand === 'string') return strings((text) => matches(text, operand));
  if (typeof operand !== 'object' || operand === null || Object.keys(operand).length !== 1) return undefined;
  const part = (operand as Record<string, unknown>)['equals-ignore-case'];
  return typeof part === 'string' ? strings((text) => matches(text.toLowerCase(), part.toLowerCase())) : undefined;
}

function strings(matches: (text: string) => boolean): Test {
  return (values) => values.some((value) => typeof value === 'string' && matches(value));
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

/** `[">", 5]` or `[">", 0, "<=", 5]`. */
function rangeOf(operand: unknown): ((value: number) => boolean) | undefined {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) return undefined;
  const bounds: { compare: (a: number, b: number) => boolean; bound: number }[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const [operator, bound] = [operand[at], operand[at + 1]] as [string, unknown];
    const compare = Object.hasOwn(COMPARE, operator) ? COMPARE[operator] : undefined;
    if (!compare || typeof bound !== 'number') return undefined;
    bounds.push({ compare, bound });
  }
  return (value) => bounds.every(({ compare, bound }) => compare(value, bound));
}

/** The objects of a field; a list stands for each of its objects. A missing field is an empty object, for `exists`. */
function childrenOf(event: unknown, name: string): readonly unknown[] {
  const child = own(event, name);
  const objects = [child].flat().filter((one) => typeof one === 'object' && one !== null);
  return objects.length > 0 ? objects : [{}];
}

/** The plain values of a field; objects are excluded, because `exists` applies to leaves only. */
function leavesOf(event: unknown, name: string): readonly unknown[] {
  return [own(event, name)].flat().filter((one) => one === null || (one !== undefined && typeof one !== 'object'));
}

function own(event: unknown, name: string): unknown {
  return typeof event === 'object' && event !== null && Object.hasOwn(event, name)
    ? (event as Record<string, unknown>)[name]
    : undefined;
}

function asPattern(input: unknown, name: string): Pattern {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw broken(`${name}: values must be in a list: ["INSERT"].`);
  return input as Pattern;
}

/** The error of a pattern; the caller converts it to the error of its operation. */
export class PatternError extends Error {}

function broken(message: string): PatternError {
  return new PatternError(message);
}
