// Expressions that are parsed once and used again, with other names and other values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import conditionParser from 'dynalite/db/conditionParser.js';
import { AwsError } from '../../../errors.ts';
import { aDynamoDb, entry } from '../../../testing/dynamodb-fixture.ts';
import { remembering } from './dynalite-adapter.ts';

async function aLog(t: Parameters<typeof aDynamoDb>[0]) {
  const { db } = await aDynamoDb(t);
  await db.call('PutItem', { TableName: 'log', Item: entry('general', 1, { a: { N: '1' }, b: { N: '2' } }) });
  const key = { TableName: 'log', Key: entry('general', 1) };
  const item = async () => (await db.call('GetItem', key))['Item'];
  return { db, item, update: (rest: object) => db.call('UpdateItem', { ...key, ...rest }) };
}

const says = (message: RegExp) => (error: unknown) => error instanceof AwsError && message.test(error.message);

test('the same update changes each time the attribute that is named, to the value that is given', async (t) => {
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

test('updates with the same text at the same time keep their values apart', async (t) => {
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

test('the same condition is held against the values of its own request', async (t) => {
  const { update } = await aLog(t);
  const when = (name: string, value: object) =>
    update({
      UpdateExpression: 'SET seen = :seen',
      ConditionExpression: '#n = :v',
      ExpressionAttributeNames: { '#n': name },
      ExpressionAttributeValues: { ':seen': { BOOL: true }, ':v': value },
    });
  await when('a', { N: '1' });
  await assert.rejects(when('a', { N: '2' }), says(/conditional request failed/));
  await when('b', { N: '2' });
  await assert.rejects(when('b', { S: '2' }), says(/conditional request failed/));
});

test('an expression that was right with one type of value is refused with another', async (t) => {
  const { update } = await aLog(t);
  const add = (value: object) => update({ UpdateExpression: 'ADD a :v', ExpressionAttributeValues: { ':v': value } });
  await add({ N: '1' });
  await assert.rejects(add({ S: 'one' }), says(/Incorrect operand type for operator or function/));
  await add({ N: '1' });
});

test('bounds are compared each time', async (t) => {
  const { update } = await aLog(t);
  const between = (from: string, to: string) =>
    update({
      UpdateExpression: 'SET seen = :from',
      ConditionExpression: 'a BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':from': { N: from }, ':to': { N: to } },
    });
  await between('0', '5');
  await assert.rejects(between('5', '0'), says(/upper bound to be greater than or equal to lower bound/));
});

test('names and values that an expression leaves unused, or lacks, are refused the second time as well', async (t) => {
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
      says(/unused in expressions: keys: {#m}/),
    );
    await assert.rejects(
      set({ '#n': 'a' }, { ':v': { N: '1' }, ':w': { N: '1' } }),
      says(/unused in expressions: keys: {:w}/),
    );
    await assert.rejects(set({ '#n': 'a' }, { ':w': { N: '1' } }), says(/value used in expression is not defined/));
  }
});

test('of two expressions in one request each uses its own names', async (t) => {
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

test('what is in use stays known, and of many others the oldest are forgotten', () => {
  let parsed = 0;
  const parse = remembering((text, options) => {
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
