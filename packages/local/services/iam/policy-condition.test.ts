import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Context, evaluateConditions, type Verdict } from './policy-condition.ts';

type Case = [operator: string, wanted: string | string[], actual: string | string[] | undefined, holds: boolean];

/** Evaluates one condition on the key `aws:Key`. */
function evaluate(operator: string, wanted: string | string[], actual: string | string[] | undefined): Verdict {
  const context: Context = actual === undefined ? {} : { 'aws:key': actual };
  return evaluateConditions({ [operator]: { 'aws:Key': [wanted].flat() } }, context);
}

const CASES: readonly Case[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', [], 'a', false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'a', 'A', true],
  ['StringNotEqualsIgnoreCase', 'a', 'A', false],
  ['StringLike', 'a*', 'abc', true],
  ['StringNotLike', 'a*', 'abc', false],
  ['ArnEquals', 'arn:aws:s3:::b*', 'arn:aws:s3:::bucket', true],
  ['ArnLike', 'arn:*:bucket', 'arn:aws:s3:::bucket', false],
  ['ArnNotLike', 'arn:aws:s3:::c*', 'arn:aws:s3:::bucket', true],
  ['Bool', 'true', 'True', true],
  ['Bool', 'true', 'false', false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '9', true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', '9', false],
  ['NumericGreaterThanEquals', '10', '10', true],
  ['NumericLessThan', '10', 'many', false],
  ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
  ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
  ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
  ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
  ['DateGreaterThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', false],
  ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
  // A missing key is false, but for a negated operator, `IfExists` and `ForAllValues`.
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  // A key with several values.
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
  ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], false],
];

for (const [operator, wanted, actual, holds] of CASES)
  test(`${operator} ${JSON.stringify(wanted)} of ${JSON.stringify(actual) ?? 'a missing key'} is ${holds}`, () => {
    assert.deepEqual(evaluate(operator, wanted, actual), { holds });
  });

test('all operators and keys of a condition must be true', () => {
  const context = { 'aws:a': '1', 'aws:b': '2' };
  const both = (a: string, b: string) =>
    evaluateConditions({ StringEquals: { 'aws:a': [a] }, NumericEquals: { 'aws:b': [b] } }, context);
  assert.deepEqual(both('1', '2'), { holds: true });
  assert.deepEqual(both('1', '3'), { holds: false });
  assert.deepEqual(both('0', '2'), { holds: false });
  assert.deepEqual(evaluateConditions({}, context), { holds: true });
});

test('an operator that the engine does not know, or that is JavaScript’s own property, is named', () => {
  for (const operator of ['IpAddress', 'toString', '__proto__', 'StringEqual', ''])
    assert.deepEqual(evaluate(operator, 'a', 'a'), { unknown: `the condition operator ${operator}` });
});

test('a missing key of a service is unknown, one of AWS’s global keys is missing', () => {
  const verdict = (key: string) => evaluateConditions({ StringEquals: { [key]: ['a'] } }, {});
  assert.deepEqual(verdict('dynamodb:LeadingKeys'), { unknown: 'the condition key dynamodb:LeadingKeys' });
  assert.deepEqual(verdict('AWS:SourceArn'), { holds: false });
});
