import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemOf, itemsOfBatch, leadingKeys } from './leading-keys.ts';

const a = { pk: { S: 'a' }, sk: { S: 'x' } };
const one = { pk: { N: '1' } };

test('the partition keys of keys, items and batches are found', () => {
  assert.deepEqual(leadingKeys(itemOf({ TableName: 't', Key: a }), 'pk'), ['a']);
  assert.deepEqual(leadingKeys(itemOf({ TableName: 't', Item: { ...one, text: { S: 'x' } } }), 'pk'), ['1']);
  assert.deepEqual(leadingKeys(itemsOfBatch('t', { Keys: [a, one] }), 'pk'), ['a', '1']);
  const writes = [{ PutRequest: { Item: a } }, { DeleteRequest: { Key: one } }];
  assert.deepEqual(leadingKeys(itemsOfBatch('t', writes), 'pk'), ['a', '1']);
});

test('an attack by a request whose partition key cannot be told gets no keys, and so no permission by them', () => {
  for (const Key of [
    undefined,
    null,
    'a',
    [],
    {},
    { sk: { S: 'a' } },
    { pk: 'a' },
    { pk: { S: 'a', N: '1' } },
    { pk: { S: 1 } },
  ])
    assert.equal(leadingKeys(itemOf({ Key }), 'pk'), undefined);
  assert.equal(leadingKeys(itemsOfBatch('t', { Keys: [a, {}] }), 'pk'), undefined);
  assert.equal(leadingKeys(itemOf({ Key: a }), undefined), undefined);
});
