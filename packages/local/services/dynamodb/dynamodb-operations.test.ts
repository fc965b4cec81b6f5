// The permissions that operations need.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf } from './dynamodb-operations.ts';

const LOG = 'arn:aws:dynamodb:us-east-1:000000000000:table/log';

test('each operation lists the permissions that its input needs', () => {
  const needs = (operation: string, request: Record<string, unknown>) =>
    permissionsOf(operation, request).map(({ action, resource }) => `${action} ${resource}`);
  assert.deepEqual(needs('PutItem', { TableName: 'log' }), [`dynamodb:PutItem ${LOG}`]);
  assert.deepEqual(needs('PutItem', { TableName: LOG }), [`dynamodb:PutItem ${LOG}`]);
  assert.deepEqual(needs('Query', { TableName: 'log', IndexName: 'by' }), [`dynamodb:Query ${LOG}/index/by`]);
  assert.deepEqual(
    needs('TransactWriteItems', {
      TransactItems: [{ Put: { TableName: 'log' } }, { ConditionCheck: { TableName: 'log' } }, null],
    }),
    [`dynamodb:PutItem ${LOG}`, `dynamodb:ConditionCheckItem ${LOG}`],
  );
  assert.deepEqual(needs('BatchWriteItem', { RequestItems: { log: [] } }), [`dynamodb:BatchWriteItem ${LOG}`]);
  assert.deepEqual(needs('GetRecords', { ShardIterator: `${LOG}/stream/x|1|abc` }), [
    `dynamodb:GetRecords ${LOG}/stream/x`,
  ]);
  assert.deepEqual(needs('DescribeStream', { StreamArn: `${LOG}/stream/x` }), [
    `dynamodb:DescribeStream ${LOG}/stream/x`,
  ]);
});
