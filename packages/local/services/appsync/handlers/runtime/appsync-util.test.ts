// The helpers of @aws-appsync/utils for DynamoDB: conversion of values, filters and updates.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { HandlerSandbox } from '../handler-sandbox.ts';

const sandbox = new HandlerSandbox();
after(() => sandbox.close());

/** The value of an expression inside a handler. */
async function result(expression: string): Promise<unknown> {
  const loaded = await sandbox.load(`import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
import { put, operations } from '@aws-appsync/utils/dynamodb';
export function onPublish() { return ${expression}; }`);
  assert.ok('id' in loaded, JSON.stringify(loaded));
  const { outcome } = await sandbox.run(loaded.id, {
    hook: 'onPublish',
    phase: 'self',
    ctx: '{}',
    now: 0,
    authType: '',
  });
  assert.equal(outcome.kind, 'returned', JSON.stringify(outcome));
  return (outcome as { value?: unknown }).value;
}

async function filter(written: string): Promise<[expression: unknown, values: unknown]> {
  const expression = (await result(`JSON.parse(util.transform.toDynamoDBFilterExpression(${written}))`)) as Record<
    string,
    unknown
  >;
  return [expression['expression'], expression['expressionValues']];
}

test('plain values are converted to typed ones', async () => {
  assert.deepEqual(await result("util.dynamodb.toDynamoDB({ a: 'x', n: 1.5, ok: true, none: null, list: ['y', 2] })"), {
    M: { a: { S: 'x' }, n: { N: 1.5 }, ok: { BOOL: true }, none: { NULL: null }, list: { L: [{ S: 'y' }, { N: 2 }] } },
  });
  assert.deepEqual(await result("util.dynamodb.toMapValues({ a: 'x', gone: undefined })"), { a: { S: 'x' } });
  assert.deepEqual(
    await result(`[util.dynamodb.toString('x'), util.dynamodb.toString(null), util.dynamodb.toNumberSet([1, 2]),
      util.dynamodb.toBinary('eA=='), util.dynamodb.toBoolean(false), util.dynamodb.toNull(), util.dynamodb.toList([1])]`),
    [{ S: 'x' }, null, { NS: [1, 2] }, { B: 'eA==' }, { BOOL: false }, { NULL: null }, { L: [{ N: 1 }] }],
  );
});

test('a set stays a set inside an item; an object that looks like one becomes a map', async () => {
  assert.deepEqual(
    await result("put({ key: { id: 1 }, item: { tags: ddb.toStringSet(['a']), like: { SS: ['a'] } } })"),
    {
      operation: 'PutItem',
      key: { id: { N: 1 } },
      attributeValues: { tags: { SS: ['a'] }, like: { M: { SS: { L: [{ S: 'a' }] } } } },
    },
  );
});

// The expected forms are the responses of AppSync's EvaluateCode that localstack/appsync-utils recorded.
const FILTERS: [written: string, expression: string, values: unknown][] = [
  ["{ v: { eq: 'x' } }", '(#v = :v_eq)', { ':v_eq': { S: 'x' } }],
  ['{ v: { ge: 1, le: 5 } }', '((#v >= :v_ge) AND (#v <= :v_le))', { ':v_ge': { N: 1 }, ':v_le': { N: 5 } }],
  ["{ v: { notContains: 'x' } }", '(NOT contains(#v,:v_notContains))', { ':v_notContains': { S: 'x' } }],
  [
    '{ v: { between: [1, 9] } }',
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
  ],
  ["{ v: { in: ['a', 'b'] } }", '(#v IN (:v_in_0, :v_in_1))', { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } }],
  ['{ v: { attributeExists: false } }', '(attribute_not_exists(#v))', {}],
  ["{ v: { attributeType: 'list' } }", '(attribute_type(#v,:v_attributeType))', { ':v_attributeType': { S: 'L' } }],
  ['{ v: { size: { gt: 2 } } }', '(size(#v) > :v_size_gt)', { ':v_size_gt': { N: 2 } }],
  [
    '{ or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] }',
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
    { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_c_eq': { N: 3 } },
  ],
  [
    '{ not: { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] } }',
    '(NOT ((#a = :not_and_0_a_eq) AND (#b = :not_and_1_b_eq)))',
    { ':not_and_0_a_eq': { N: 1 }, ':not_and_1_b_eq': { N: 2 } },
  ],
  ['{ a: { eq: 1 }, b: { eq: 2 } }', '(#a = :a_eq) AND (#b = :b_eq)', { ':a_eq': { N: 1 }, ':b_eq': { N: 2 } }],
];

test('filters are converted to the same expressions as by AppSync', async () => {
  for (const [written, expression, values] of FILTERS)
    assert.deepEqual(await filter(written), [expression, values], written);
  for (const none of ['null', "'x'", '{ v: 1 }', '{ v: { like: 1 } }', '{ and: {} }', '{ v: { between: [1] } }'])
    assert.equal(await result(`util.transform.toDynamoDBConditionExpression(${none})`), null, none);
});

test('an update sets, removes and increments attributes, also inside objects', async () => {
  const changes = `{
    title: 'new',
    old: operations.remove(),
    count: operations.increment(),
    down: operations.decrement(2),
    list: [operations.updateListItem('x', 1)],
    first: operations.prepend(['a']),
    deep: { street: 'S' },
    whole: operations.replace({ a: 1 }),
  }`;
  const { update } = (await result(`ddb.update({ key: { id: 'a' }, update: ${changes} })`)) as {
    update: { expression: string; expressionValues: Record<string, unknown> };
  };
  assert.equal(
    update.expression,
    'SET #title = :title, #count = #count + :count, #down = #down - :down, #list[1] = :list_1, ' +
      '#first = list_append(:first, #first), #deep.#street = :deep_street, #whole = :whole REMOVE #old',
  );
  assert.deepEqual(update.expressionValues[':whole'], { M: { a: { N: 1 } } });
});
