// Writing items: conditions, updates, transactions and limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../../errors.ts';
import { aDynamoDb, entry } from '../../../testing/dynamodb-fixture.ts';
import { faultyDisk } from '../../../testing/fault-disk.ts';

const refusal = (type: string, message: RegExp | string) => (error: AwsError) => {
  assert.ok(error instanceof AwsError);
  assert.equal(error.type, type);
  if (typeof message === 'string') assert.equal(error.message, message);
  else assert.match(error.message, message);
  return true;
};

test('a conditional put succeeds once: the second one with the same key fails and returns the existing item', async (t) => {
  const { db } = await aDynamoDb(t);
  const put = (text: string) =>
    db.call('PutItem', {
      TableName: 'log',
      Item: entry('general', 1, { text: { S: text } }),
      ConditionExpression: 'attribute_not_exists(#c)',
      ExpressionAttributeNames: { '#c': 'channel' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  assert.deepEqual(await put('first'), {});
  await assert.rejects(put('second'), (error: AwsError) => {
    refusal('ConditionalCheckFailedException', 'The conditional request failed')(error);
    assert.deepEqual(error.fields, { Item: entry('general', 1, { text: { S: 'first' } }) });
    return true;
  });
  assert.deepEqual(await db.call('GetItem', { TableName: 'log', Key: entry('general', 1) }), {
    Item: entry('general', 1, { text: { S: 'first' } }),
  });
});

test('a transaction is applied completely or not at all, and reports why each action failed', async (t) => {
  const { db, table } = await aDynamoDb(t);
  await db.call('PutItem', { TableName: 'log', Item: entry('general', 1) });
  const both = (seq: number) =>
    db.call('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'log', Item: entry('ids', seq) } },
        {
          Put: {
            TableName: 'log',
            Item: entry('general', seq),
            ConditionExpression: 'attribute_not_exists(seq)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
  await assert.rejects(both(1), (error: AwsError) => {
    refusal(
      'TransactionCanceledException',
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    )(error);
    assert.deepEqual(error.fields, {
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: entry('general', 1) },
      ],
    });
    return true;
  });
  assert.equal(table.items.size, 1);
  await both(2);
  assert.equal(table.items.size, 3);
});

test('a transaction with the same token is applied once; another request with that token is rejected', async (t) => {
  const { db, clock, again } = await aDynamoDb(t);
  const count = (by: string) => ({
    ClientRequestToken: 'token-1',
    TransactItems: [
      {
        Update: {
          TableName: 'log',
          Key: entry('general', 0),
          UpdateExpression: 'ADD n :by',
          ExpressionAttributeValues: { ':by': { N: by } },
        },
      },
    ],
  });
  const n = async (from = db) => (await from.call('GetItem', { TableName: 'log', Key: entry('general', 0) }))['Item'];
  await Promise.all([db.call('TransactWriteItems', count('1')), db.call('TransactWriteItems', count('1'))]);
  assert.deepEqual(await n(), entry('general', 0, { n: { N: '1' } }));
  await assert.rejects(
    db.call('TransactWriteItems', count('2')),
    refusal('IdempotentParameterMismatchException', /token/),
  );
  const { db: later } = await again();
  await later.call('TransactWriteItems', count('1'));
  assert.deepEqual(await n(later), entry('general', 0, { n: { N: '1' } }));
  clock.advance(10 * 60 * 1000 + 5000);
  await later.call('TransactWriteItems', count('1'));
  assert.deepEqual(await n(later), entry('general', 0, { n: { N: '2' } }));
});

test('an update reads the item as it was and returns the requested values', async (t) => {
  const { db } = await aDynamoDb(t);
  const Item = entry('c', 1, { a: { N: '1' }, l: { L: [{ S: 'x' }, { S: 'y' }, { S: 'z' }] }, s: { SS: ['p', 'q'] } });
  await db.call('PutItem', { TableName: 'log', Item });
  const update = (UpdateExpression: string, ReturnValues: string, values?: Record<string, object>) =>
    db.call('UpdateItem', {
      TableName: 'log',
      Key: entry('c', 1),
      UpdateExpression,
      ReturnValues,
      ...(values && { ExpressionAttributeValues: values }),
    });
  const swapped = await update('SET a = if_not_exists(b, :ten) + a, b = a REMOVE l[0], l[1] DELETE s :p', 'ALL_NEW', {
    ':ten': { N: '10.50' },
    ':p': { SS: ['p'] },
  });
  assert.deepEqual(swapped['Attributes'], {
    ...entry('c', 1),
    a: { N: '11.5' },
    b: { N: '1' },
    l: { L: [{ S: 'z' }] },
    s: { SS: ['q'] },
  });
  assert.deepEqual(await update('SET fresh = :v', 'UPDATED_OLD', { ':v': { S: '' } }), {});
  assert.deepEqual(await update('SET a = a - :d', 'UPDATED_NEW', { ':d': { N: '0.1' } }), {
    Attributes: { a: { N: '11.4' } },
  });
  await assert.rejects(update('SET a = nothing', 'NONE'), refusal('ValidationException', /does not exist in the item/));
  await assert.rejects(
    update('SET seq = :v', 'NONE', { ':v': { N: '2' } }),
    refusal('ValidationException', /part of the key/),
  );
});

test('an empty string exists, has a type and equals an empty string', async (t) => {
  const { db } = await aDynamoDb(t);
  await db.call('PutItem', {
    TableName: 'log',
    Item: entry('c', 1, { text: { S: '' }, map: { M: { a: { L: [] } } } }),
  });
  const named = (ConditionExpression: string, values: object) =>
    db.call('UpdateItem', {
      TableName: 'log',
      Key: entry('c', 1),
      UpdateExpression: 'SET z = :z',
      ConditionExpression,
      ExpressionAttributeNames: { '#text': 'text', '#map': 'map' },
      ExpressionAttributeValues: { ':z': { N: '1' }, ...values },
    });
  await named('attribute_exists(#text) AND attribute_type(#text, :s) AND #text = :e AND #map = :m', {
    ':s': { S: 'S' },
    ':e': { S: '' },
    ':m': { M: { a: { L: [] } } },
  });
  await assert.rejects(
    named('attribute_not_exists(#text) AND attribute_exists(#map)', {}),
    refusal('ConditionalCheckFailedException', /failed/),
  );
});

test('items that are too large, too deep, of a wrong type or without a name are rejected in DynamoDB’s words', async (t) => {
  const { db, table } = await aDynamoDb(t);
  const put = (more: Record<string, object>) => db.call('PutItem', { TableName: 'log', Item: entry('c', 1, more) });
  let deep: object = { S: 'x' };
  for (let level = 0; level < 33; level++) deep = { L: [deep] };
  let bomb: object = { S: 'x' };
  for (let level = 0; level < 20_000; level++) bomb = { L: [bomb] };
  await assert.rejects(
    put({ text: { S: 'é'.repeat(205_000) } }),
    refusal('ValidationException', /Item size has exceeded/),
  );
  await assert.rejects(put({ deep }), refusal('ValidationException', /Nesting Levels have exceeded/));
  await assert.rejects(put({ bomb }), refusal('ValidationException', /Nesting Levels have exceeded/));
  await assert.rejects(
    put({ author: { N: '1' } }),
    refusal('ValidationException', /Type mismatch for Index Key author/),
  );
  await assert.rejects(
    put({ author: { S: '' } }),
    refusal('ValidationException', /cannot contain an empty string value/),
  );
  await assert.rejects(
    put({ n: { N: 'abc' } }),
    refusal('ValidationException', /cannot be converted to a numeric value/),
  );
  await assert.rejects(put(JSON.parse('{"__proto__":{"S":"x"}}')), refusal('ValidationException', /__proto__/));
  await assert.rejects(put({ constructor: { bad: 1 } as object }), refusal('ValidationException', /AttributeValue/));
  await assert.rejects(
    db.call('PutItem', { TableName: 'nowhere', Item: entry('c', 1) }),
    refusal('ResourceNotFoundException', 'Requested resource not found'),
  );
  await assert.rejects(
    db.call('PutItem', { TableName: 5 as unknown as string }),
    refusal('SerializationException', /String/),
  );
  await assert.rejects(db.call('CreateTable', {}), refusal('UnknownOperationException', /not emulated/));
  assert.equal(table.items.size, 0);
  await put({ constructor: { S: 'a name like any other' } });
  assert.equal(({} as Record<string, unknown>)['S'], undefined);
});

test('a transaction of more than 100 items, or with two actions on one item, is rejected', async (t) => {
  const { db, table } = await aDynamoDb(t);
  const puts = (seqs: number[]) => ({
    TransactItems: seqs.map((seq) => ({ Put: { TableName: 'log', Item: entry('c', seq) } })),
  });
  await assert.rejects(
    db.call('TransactWriteItems', puts(Array.from({ length: 101 }, (_, seq) => seq))),
    refusal('ValidationException', /less than or equal to 100/),
  );
  await assert.rejects(
    db.call('TransactWriteItems', puts([1, 1])),
    refusal('ValidationException', 'Transaction request cannot include multiple operations on one item'),
  );
  await assert.rejects(
    db.call('TransactWriteItems', { TransactItems: [null] }),
    refusal('ValidationException', /only contain one/),
  );
  assert.equal(table.items.size, 0);
  await db.call('TransactWriteItems', puts(Array.from({ length: 100 }, (_, seq) => seq)));
  assert.equal(table.items.size, 100);
});

test('a batch writes and deletes up to 25 items', async (t) => {
  const { db } = await aDynamoDb(t);
  const puts = Array.from({ length: 25 }, (_, seq) => ({ PutRequest: { Item: entry('c', seq) } }));
  assert.deepEqual(await db.call('BatchWriteItem', { RequestItems: { log: puts } }), { UnprocessedItems: {} });
  await db.call('BatchWriteItem', { RequestItems: { log: [{ DeleteRequest: { Key: entry('c', 3) } }] } });
  const { Responses } = await db.call('BatchGetItem', {
    RequestItems: { log: { Keys: [entry('c', 3), entry('c', 4)] } },
  });
  assert.deepEqual(Responses, { log: [entry('c', 4)] });
  await assert.rejects(
    db.call('BatchWriteItem', { RequestItems: { log: [...puts, { PutRequest: { Item: entry('c', 99) } }] } }),
    refusal('ValidationException', /25/),
  );
});

test('a write that the disk rejects fails as a temporary error, and is never read', async (t) => {
  let full = false;
  const disk = faultyDisk((call) => (full && call === 'sync' ? 'ENOSPC' : undefined));
  const { db, stream, table } = await aDynamoDb(t, undefined, { disk });
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 1, { author: { S: 'ann' } }) });
  full = true;
  const failures = [
    db.call('PutItem', { TableName: 'log', Item: entry('c', 1, { author: { S: 'bob' } }) }),
    db.call('PutItem', { TableName: 'log', Item: entry('c', 2, { author: { S: 'bob' } }) }),
    db.call('DeleteItem', { TableName: 'log', Key: entry('c', 1) }),
    db.call('Query', {
      TableName: 'log',
      KeyConditionExpression: 'channel = :c',
      ExpressionAttributeValues: { ':c': { S: 'c' } },
    }),
  ];
  for (const failure of failures)
    await assert.rejects(failure, (error: AwsError) => error.type === 'InternalServerError' && error.status === 500);
  full = false;
  const by = async (author: string) =>
    (
      await db.call('Query', {
        TableName: 'log',
        IndexName: 'by-author',
        KeyConditionExpression: 'author = :a',
        ExpressionAttributeValues: { ':a': { S: author } },
      })
    )['Count'];
  assert.deepEqual([await by('ann'), await by('bob'), table.items.size], [1, 0, 1]);
  assert.equal(stream?.read(undefined, 10).length, 1);
  await db.call('PutItem', { TableName: 'log', Item: entry('c', 2) });
  assert.equal(stream?.read(undefined, 10).length, 2);
});
