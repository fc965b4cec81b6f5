// The legacy parameters, which preceded expressions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDynamoDb, entry } from '../../../testing/dynamodb-fixture.ts';

test('Expected combines its conditions with AND or with OR', async (t) => {
  const { db } = await aDynamoDb(t);
  const put = (Expected: object, ConditionalOperator?: string) =>
    db.call('PutItem', {
      TableName: 'log',
      Item: entry('c', 1, { n: { N: '5' } }),
      Expected,
      ...(ConditionalOperator && { ConditionalOperator }),
    });
  await put({ seq: { Exists: false } });
  await assert.rejects(put({ seq: { Exists: false } }), { type: 'ConditionalCheckFailedException' });
  await put({ n: { Value: { N: '5' } }, text: { ComparisonOperator: 'NULL' } });
  await put({ n: { Value: { N: '6' } }, text: { ComparisonOperator: 'NULL' } }, 'OR');
  await assert.rejects(put({ n: { Value: { N: '6' } }, text: { ComparisonOperator: 'NULL' } }), {
    type: 'ConditionalCheckFailedException',
  });
  await put({ n: { ComparisonOperator: 'BETWEEN', AttributeValueList: [{ N: '1' }, { N: '9' }] } });
});

test('AttributeUpdates puts, adds and deletes', async (t) => {
  const { db } = await aDynamoDb(t);
  await db.call('PutItem', {
    TableName: 'log',
    Item: entry('c', 1, { n: { N: '5' }, tags: { SS: ['a', 'b'] }, old: { S: 'x' } }),
  });
  const { Attributes } = await db.call('UpdateItem', {
    TableName: 'log',
    Key: entry('c', 1),
    ReturnValues: 'ALL_NEW',
    AttributeUpdates: {
      text: { Value: { S: 'hi' } },
      n: { Action: 'ADD', Value: { N: '2' } },
      tags: { Action: 'DELETE', Value: { SS: ['a'] } },
      old: { Action: 'DELETE' },
    },
  });
  assert.deepEqual(Attributes, entry('c', 1, { n: { N: '7' }, tags: { SS: ['b'] }, text: { S: 'hi' } }));
});

test('KeyConditions, QueryFilter and AttributesToGet read the same items as expressions', async (t) => {
  const { db } = await aDynamoDb(t);
  for (const seq of [1, 2, 3, 4])
    await db.call('PutItem', { TableName: 'log', Item: entry('c', seq, { n: { N: String(seq % 2) } }) });
  const answer = await db.call('Query', {
    TableName: 'log',
    KeyConditions: {
      channel: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'c' }] },
      seq: { ComparisonOperator: 'GT', AttributeValueList: [{ N: '1' }] },
    },
    QueryFilter: { n: { ComparisonOperator: 'EQ', AttributeValueList: [{ N: '0' }] } },
    AttributesToGet: ['seq'],
  });
  assert.deepEqual(answer, { Items: [{ seq: { N: '2' } }, { seq: { N: '4' } }], Count: 2, ScannedCount: 3 });
});
