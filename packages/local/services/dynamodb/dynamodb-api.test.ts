// DynamoDB over HTTP: the bytes of its responses and errors. e2e tests call it through the AWS SDK.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { awsJsonHandler } from '../../protocol/aws-json.ts';
import { aDynamoDb, entry } from '../../testing/dynamodb-fixture.ts';
import { dynamoDbApi } from './dynamodb-api.ts';

/** DynamoDB on a port of its own; `post` sends the body of a request. */
async function serve(t: TestContext) {
  const { db } = await aDynamoDb(t);
  const server = createServer(awsJsonHandler(dynamoDbApi(db), () => () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (body: string, target = 'DynamoDB_20120810.GetItem') => {
    const response = await fetch(address, { method: 'POST', body, headers: { 'x-amz-target': target } });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

test('a response has the checksum of its body, and an error the namespace of the part of AWS that reports it', async (t) => {
  const post = await serve(t);
  const Item = entry('general', 1, { text: { S: '"\\\n😀 \u202e' } });
  const put = JSON.stringify({ TableName: 'log', Item });
  await post(put, 'DynamoDB_20120810.PutItem');
  const read = await post(JSON.stringify({ TableName: 'log', Key: { channel: Item.channel, seq: Item.seq } }));
  assert.deepEqual([read.status, JSON.parse(read.text)], [200, { Item }]);
  assert.equal(read.headers.get('content-type'), 'application/x-amz-json-1.0');
  assert.equal(Number(read.headers.get('x-amz-crc32')), crc32(read.text));

  const ConditionExpression = 'attribute_not_exists(seq)';
  const condition = { ConditionExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
  const failed = await post(JSON.stringify({ ...JSON.parse(put), ...condition }), 'DynamoDB_20120810.PutItem');
  assert.deepEqual(
    [failed.status, JSON.parse(failed.text)],
    [
      400,
      {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'The conditional request failed',
        Item,
      },
    ],
  );
  const transaction = { TransactItems: [{ Put: { TableName: 'log', Item, ConditionExpression } }] };
  const cancelled = await post(JSON.stringify(transaction), 'DynamoDB_20120810.TransactWriteItems');
  const { __type, CancellationReasons } = JSON.parse(cancelled.text);
  assert.equal(__type, 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException');
  assert.equal(CancellationReasons[0].Code, 'ConditionalCheckFailed');
  const invalid = await post('{"TableName":"log"}');
  assert.equal(JSON.parse(invalid.text).__type, 'com.amazon.coral.validate#ValidationException');
});

test('an invalid request gets an error, and the next one is served', async (t) => {
  const post = await serve(t);
  const errorOf = async (body: string, target?: string) => {
    const { status, text } = await post(body, target);
    return [status, (JSON.parse(text) as { __type: string }).__type.split('#')[1]];
  };
  for (const body of ['{', '', 'null', '[]', '42', '"x"'])
    assert.deepEqual(await errorOf(body), [400, 'SerializationException'], body);
  assert.deepEqual(await errorOf('{}'), [400, 'ValidationException']);
  assert.deepEqual(await errorOf('{}', 'DynamoDB_20120810.toString'), [400, 'UnknownOperationException']);
  assert.deepEqual(await errorOf('{}', 'Nonsense'), [400, 'UnknownOperationException']);
  assert.deepEqual(await errorOf(' '.repeat(17 * 1024 * 1024)), [413, 'RequestEntityTooLargeException']);
  const bomb = `{"TableName":"log","Key":${'{"L":['.repeat(100_000)}${']}'.repeat(100_000)}}`;
  assert.deepEqual(await errorOf(bomb), [400, 'ValidationException']);
  assert.deepEqual(await errorOf('{"TransactItems":{"length":1}}', 'DynamoDB_20120810.TransactWriteItems'), [
    400,
    'SerializationException',
  ]);
  const tables = await post('{}', 'DynamoDB_20120810.ListTables');
  assert.deepEqual([tables.status, JSON.parse(tables.text)], [200, { TableNames: ['log'] }]);
});

test('an operation that AWS has and the engine has not is named in the error', async (t) => {
  const post = await serve(t);
  const { text } = await post('{}', 'DynamoDB_20120810.CreateTable');
  assert.equal(JSON.parse(text).message, 'CreateTable is not emulated.');
  assert.equal(JSON.parse((await post('{}', 'SQS.CreateTable')).text).message, '');
});
