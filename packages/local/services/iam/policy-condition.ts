// The Condition of a statement: operators, keys and values, against what is known of a request.
import { fitsArn, fitsPattern } from './wildcard.ts';

/** What is known of a request, by condition key in lower case: `aws:principalarn`. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Whether a condition holds; `unknown` when the engine cannot tell, with the operator or the key that it does not know. */
export type Verdict = { holds: boolean } | { unknown: string };

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
type Compare = (wanted: string, actual: string) => boolean;

// IAM User Guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: fitsPattern,
  ArnEquals: fitsArn,
  ArnLike: fitsArn,
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

/** The opposite of another operator; a key that is not there fits. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** Whether all conditions of a statement hold. */
export function judge(conditions: Conditions, context: Context): Verdict {
  let holds = true;
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, wanted] of Object.entries(keys)) {
      const verdict = judgeOne(operator, key, wanted, context);
      if ('unknown' in verdict) return verdict;
      holds &&= verdict.holds;
    }
  }
  return { holds };
}

function judgeOne(operator: string, key: string, wanted: readonly string[], context: Context): Verdict {
  const [, set, name = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const actual = context[key.toLowerCase()];
  if (name === 'Null') return { holds: wanted.includes(String(actual === undefined)) };
  const negated = Object.hasOwn(NEGATED, name) ? NEGATED[name] : undefined;
  const compare = OPERATORS[negated ?? name];
  if (!compare || !Object.hasOwn(OPERATORS, negated ?? name)) return { unknown: `the condition operator ${operator}` };
  if (actual === undefined) {
    // A key of a service that the engine does not fill in (dynamodb:LeadingKeys): AWS would know it, so nobody may guess.
    if (!key.toLowerCase().startsWith('aws:')) return { unknown: `the condition key ${key}` };
    return { holds: ifExists !== undefined || set === 'ForAllValues:' || negated !== undefined };
  }
  const fits = (value: string) => wanted.some((one) => compare(one, value)) === (negated === undefined);
  const values = typeof actual === 'string' ? [actual] : actual;
  return { holds: set === 'ForAllValues:' ? values.every(fits) : values.some(fits) };
}

/** A date in ISO 8601, or seconds since 1970. */
function timeOf(date: string): number {
  return /^\d+$/.test(date) ? Number(date) * 1000 : Date.parse(date);
}
