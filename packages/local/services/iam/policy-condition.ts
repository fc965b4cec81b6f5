// Evaluates the Condition element of a statement against the context of a request.
import { matchesArn, matchesPattern } from './wildcard.ts';

/** The context of a request by condition key in lower case: `aws:principalarn`. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Whether a condition is true; `unknown` names the operator or key that the engine does not know. */
export type Verdict = { holds: boolean } | { unknown: string };

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
type Compare = (wanted: string, actual: string) => boolean;

// IAM User Guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (wanted, actual) => Number(actual) === Number(wanted),
  NumericLessThan: (wanted, actual) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (wanted, actual) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (wanted, actual) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (wanted, actual) => Number(actual) >= Number(wanted),
  DateEquals: (wanted, actual) => timeOf(actual) === timeOf(wanted),
  DateLessThan: (wanted, actual) => timeOf(actual) < timeOf(wanted),
  DateLessThanEquals: (wanted, actual) => timeOf(actual) <= timeOf(wanted),
  DateGreaterThan: (wanted, actual) => timeOf(actual) > timeOf(wanted),
  DateGreaterThanEquals: (wanted, actual) => timeOf(actual) >= timeOf(wanted),
};

/** The negation of another operator; a missing key matches. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** Whether all conditions of a statement are true. */
export function evaluateConditions(conditions: Conditions, context: Context): Verdict {
  let holds = true;
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, wanted] of Object.entries(keys)) {
      const verdict = evaluateCondition(operator, key, wanted, context);
      if ('unknown' in verdict) return verdict;
      holds &&= verdict.holds;
    }
  }
  return { holds };
}

function evaluateCondition(operator: string, key: string, wanted: readonly string[], context: Context): Verdict {
  const [, set, name = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const actual = context[key.toLowerCase()];
  if (name === 'Null') return { holds: wanted.includes(String(actual === undefined)) };
  const negated = Object.hasOwn(NEGATED, name) ? NEGATED[name] : undefined;
  const compare = OPERATORS[negated ?? name];
  if (!compare || !Object.hasOwn(OPERATORS, negated ?? name)) return { unknown: `the condition operator ${operator}` };
  if (actual === undefined) {
    // A service's own key (dynamodb:LeadingKeys): AWS would know its value, the engine must not guess it.
    if (!key.toLowerCase().startsWith('aws:')) return { unknown: `the condition key ${key}` };
    return { holds: ifExists !== undefined || set === 'ForAllValues:' || negated !== undefined };
  }
  const matches = (value: string) => wanted.some((one) => compare(one, value)) === (negated === undefined);
  const values = typeof actual === 'string' ? [actual] : actual;
  return { holds: set === 'ForAllValues:' ? values.every(matches) : values.some(matches) };
}

/** A date in ISO 8601, or seconds since 1970. */
function timeOf(date: string): number {
  return /^\d+$/.test(date) ? Number(date) * 1000 : Date.parse(date);
}
