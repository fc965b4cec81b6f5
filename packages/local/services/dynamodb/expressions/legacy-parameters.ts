// Converts the legacy parameters (`Expected`, `AttributeUpdates`, filters) to what the expression parsers return.
import { typeOf, type Value } from '../tables/item.ts';
import type { Condition } from './condition-expression.ts';
import type { Section } from './update-expression.ts';

type LegacyCondition = { ComparisonOperator?: string; AttributeValueList?: Value[]; Value?: Value; Exists?: boolean };
type LegacyUpdate = { Action?: string; Value?: Value };

const COMPARISONS: Readonly<Record<string, string>> = {
  EQ: '=',
  NE: '<>',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  IN: 'in',
  BETWEEN: 'between',
};

const FUNCTIONS: Readonly<Record<string, string>> = {
  NOT_NULL: 'attribute_exists',
  NULL: 'attribute_not_exists',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'contains',
  BEGINS_WITH: 'begins_with',
};

/** Converts `Expected`, `QueryFilter` or `ScanFilter` to one condition. */
export function conditionOf(
  legacy: Readonly<Record<string, LegacyCondition>>,
  operator: unknown,
): Condition | undefined {
  const all = Object.entries(legacy).map(([attribute, condition]) => singleCondition(attribute, condition));
  return all.length === 0
    ? undefined
    : all.reduce((left, right) => ({ type: operator === 'OR' ? 'or' : 'and', args: [left, right] }));
}

function singleCondition(
  attribute: string,
  { ComparisonOperator, AttributeValueList, Value, Exists }: LegacyCondition,
): Condition {
  const operator = ComparisonOperator ?? (Exists === false ? 'NULL' : 'EQ');
  const args = [[attribute], ...(AttributeValueList ?? (Value ? [Value] : []))];
  const comparison = COMPARISONS[operator];
  if (comparison !== undefined) return { type: comparison, args };
  const condition = { type: 'function', name: FUNCTIONS[operator] as string, args };
  return operator === 'NOT_CONTAINS' ? { type: 'not', args: [condition] } : condition;
}

/** Converts `AttributeUpdates` to the sections of an update expression. */
export function sectionsOf(legacy: Readonly<Record<string, LegacyUpdate>>): Section[] {
  return Object.entries(legacy).map(([attribute, { Action, Value }]): Section => {
    const path = [attribute];
    if (Action === 'ADD') return { type: 'add', path, val: Value as Value, attrType: typeOf(Value as Value) };
    if (Action !== 'DELETE') return { type: 'set', path, val: Value as Value };
    return Value ? { type: 'delete', path, val: Value, attrType: typeOf(Value) } : { type: 'remove', path };
  });
}
