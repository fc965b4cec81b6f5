// DynamoDB as the AWS SDK sees it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { awsJsonHandler } from '../../protocol/aws-json.ts';
import { aDynamoDb, entry } from '../../testing/dynamodb-fixture.ts';
import { dynamoDbApi } from './dynamodb-api.ts';

async function anAddress(t: TestContext) {
  const { db } = await aDynamoDb(t);
  const server = createServer(awsJsonHandler(dynamoDbApi(db), () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function aClient(t: TestContext): Promise<DynamoDBClient> {
  const client = new DynamoDBClient({
    endpoint: await anAddress(t),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(() => client.destroy());
  return client;
}

test('the AWS SDK writes, reads and hears why a write was refused', async (t) => {
  const client = await aClient(t);
  const Item = entry('general', 1, { text: { S: '"\\\n😀 \u202e' } });
  await client.send(new PutItemCommand({ TableName: 'log', Item }));
  const read = await client.send(
    new GetItemCommand({ TableName: 'log', Key: entry('general', 1), ConsistentRead: true }),
  );
  assert.deepEqual(read.Item, Item);
  const again = new PutItemCommand({
    TableName: 'log',
    Item,
    ConditionExpression: 'attribute_not_exists(seq)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await assert.rejects(client.send(again), (error: ConditionalCheckFailedException) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.deepEqual(error.Item, Item);
    return true;
  });
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName: 'log', Item: entry('general', 2) } },
      { Put: { TableName: 'log', Item, ConditionExpression: 'attribute_not_exists(seq)' } },
    ],
  });
  await assert.rejects(client.send(transaction), (error: TransactionCanceledException) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.deepEqual(
      error.CancellationReasons?.map(({ Code }) => Code),
      ['None', 'ConditionalCheckFailed'],
    );
    return true;
  });
  const { Count } = await client.send(
    new QueryCommand({
      TableName: 'log',
      KeyConditionExpression: 'channel = :c',
      ExpressionAttributeValues: { ':c': { S: 'general' } },
    }),
  );
  assert.equal(Count, 1);
});

test('what is not a request of DynamoDB gets a refusal, and the next one is served', async (t) => {
  const address = await anAddress(t);
  const post = async (body: string, target = 'DynamoDB_20120810.GetItem') => {
    const answer = await fetch(address, { method: 'POST', body, headers: { 'x-amz-target': target } });
    return [answer.status, ((await answer.json()) as { __type: string }).__type.split('#')[1]];
  };
  assert.deepEqual(await post('{'), [400, 'SerializationException']);
  for (const body of ['null', '[]', '42', '"x"']) assert.deepEqual(await post(body), [400, 'SerializationException']);
  assert.deepEqual(await post('{}'), [400, 'ValidationException']);
  assert.deepEqual(await post('{}', 'DynamoDB_20120810.toString'), [400, 'UnknownOperationException']);
  assert.deepEqual(await post('{}', 'Nonsense'), [400, 'UnknownOperationException']);
  assert.deepEqual(await post(' '.repeat(17 * 1024 * 1024)), [413, 'RequestEntityTooLargeException']);
  const bomb = `{"TableName":"log","Key":${'{"L":['.repeat(100_000)}${']}'.repeat(100_000)}}`;
  assert.deepEqual(await post(bomb), [400, 'ValidationException']);
  assert.deepEqual(await post('{"TransactItems":{"length":1}}', 'DynamoDB_20120810.TransactWriteItems'), [
    400,
    'SerializationException',
  ]);
  const tables = await fetch(address, {
    method: 'POST',
    body: '{}',
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
  });
  assert.deepEqual([tables.status, await tables.json()], [200, { TableNames: ['log'] }]);
});
