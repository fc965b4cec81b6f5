// Cached expressions that are used again with other names and values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import conditionParser from 'dynalite/db/conditionParser.js';
import { AwsError } from '../../../errors.ts';
import { aDynamoDb, entry } from '../../../testing/dynamodb-fixture.ts';
import { withCache } from './dynalite-adapter.ts';

async function aLog(t: Parameters<typeof aDynamoDb>[0]) {
  const { db } = await aDynamoDb(t);
  await db.call('PutItem', { TableName: 'log', Item: entry('general', 1, { a: { N: '1' }, b: { N: '2' } }) });
  const key = { TableName: 'log', Key: entry('general', 1) };
  const item = async () => (await db.call('GetItem', key))['Item'];
  return { db, item, update: (rest: object) => db.call('UpdateItem', { ...key, ...rest }) };
}

const withMessage = (message: RegExp) => (error: unknown) => error instanceof AwsError && message.test(error.message);

test('a cached update uses the names and values of each request', async (t) => {
  const { item, update } = await aLog(t);
  const set = (name: string, value: object) =>
    update({
      UpdateExpression: 'SET #n = :v',
      ExpressionAttributeNames: { '#n': name },
      ExpressionAttributeValues: { ':v': value },
    });
  await set('a', { S: 'first' });
  await set('b', { S: 'second' });
  await set('a', { N: '3' });
  await set('c', { L: [{ S: 'third' }] });
  assert.deepEqual(
    await item(),
    entry('general', 1, { a: { N: '3' }, b: { S: 'second' }, c: { L: [{ S: 'third' }] } }),
  );
});

test('concurrent updates with the same text use their own values', async (t) => {
  const { db } = await aLog(t);
  const seqs = Array.from({ length: 20 }, (_, index) => index + 10);
  await Promise.all(
    seqs.map((seq) =>
      db.call('UpdateItem', {
        TableName: 'log',
        Key: entry('general', seq),
        UpdateExpression: 'SET words = if_not_exists(words, :words), n = :n',
        ExpressionAttributeValues: { ':words': { S: `said ${seq}` }, ':n': { N: String(seq) } },
      }),
    ),
  );
  for (const seq of seqs)
    assert.deepEqual((await db.call('GetItem', { TableName: 'log', Key: entry('general', seq) }))['Item'], {
      ...entry('general', seq),
      words: { S: `said ${seq}` },
      n: { N: String(seq) },
    });
});

test('a cached condition uses the values of its own request', async (t) => {
  const { update } = await aLog(t);
  const when = (name: string, value: object) =>
    update({
      UpdateExpression: 'SET seen = :seen',
      ConditionExpression: '#n = :v',
      ExpressionAttributeNames: { '#n': name },
      ExpressionAttributeValues: { ':seen': { BOOL: true }, ':v': value },
    });
  await when('a', { N: '1' });
  await assert.rejects(when('a', { N: '2' }), withMessage(/conditional request failed/));
  await when('b', { N: '2' });
  await assert.rejects(when('b', { S: '2' }), withMessage(/conditional request failed/));
});

test('an expression that is valid with one type of value is rejected with another', async (t) => {
  const { update } = await aLog(t);
  const add = (value: object) => update({ UpdateExpression: 'ADD a :v', ExpressionAttributeValues: { ':v': value } });
  await add({ N: '1' });
  await assert.rejects(add({ S: 'one' }), withMessage(/Incorrect operand type for operator or function/));
  await add({ N: '1' });
});

test('the bounds of BETWEEN are checked for each request', async (t) => {
  const { update } = await aLog(t);
  const between = (from: string, to: string) =>
    update({
      UpdateExpression: 'SET seen = :from',
      ConditionExpression: 'a BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':from': { N: from }, ':to': { N: to } },
    });
  await between('0', '5');
  await assert.rejects(between('5', '0'), withMessage(/upper bound to be greater than or equal to lower bound/));
});

test('unused and missing names and values are rejected for cached expressions, too', async (t) => {
  const { update } = await aLog(t);
  const set = (names: object, values: object) =>
    update({
      UpdateExpression: 'SET #n = :v',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
  for (let time = 0; time < 2; time++) {
    await set({ '#n': 'a' }, { ':v': { N: '1' } });
    await assert.rejects(
      set({ '#n': 'a', '#m': 'b' }, { ':v': { N: '1' } }),
      withMessage(/unused in expressions: keys: {#m}/),
    );
    await assert.rejects(
      set({ '#n': 'a' }, { ':v': { N: '1' }, ':w': { N: '1' } }),
      withMessage(/unused in expressions: keys: {:w}/),
    );
    await assert.rejects(
      set({ '#n': 'a' }, { ':w': { N: '1' } }),
      withMessage(/value used in expression is not defined/),
    );
  }
});

test('two expressions in one request use their own names', async (t) => {
  const { item, update } = await aLog(t);
  for (const value of ['5', '6'])
    await update({
      UpdateExpression: 'SET #n = :v',
      ConditionExpression: 'attribute_exists(#n) AND #c = :c',
      ExpressionAttributeNames: { '#n': 'a', '#c': 'b' },
      ExpressionAttributeValues: { ':v': { N: value }, ':c': { N: '2' } },
    });
  assert.deepEqual(await item(), entry('general', 1, { a: { N: '6' }, b: { N: '2' } }));
});

test('recently used expressions stay cached, and the oldest of many others are dropped', () => {
  let parsed = 0;
  const parse = withCache((text, options) => {
    parsed += 1;
    return conditionParser.parse(text, options);
  });
  const read = (text: string) =>
    parse(text, { context: { isReserved: () => false, unusedAttrNames: {}, unusedAttrVals: {} } });
  read('attribute_exists(first)');
  for (let count = 0; count < 1_000; count++) {
    read('attribute_exists(inUse)');
    read(`attribute_exists(other${count})`);
  }
  assert.equal(parsed, 1_002);
  read('attribute_exists(inUse)');
  read('attribute_exists(other999)');
  assert.equal(parsed, 1_002);
  read('attribute_exists(first)');
  assert.equal(parsed, 1_003);
});
