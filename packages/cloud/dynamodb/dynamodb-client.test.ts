// The retries and the errors of the DynamoDB client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { type CannedResponse, clientOf, sdkClientOf, startCannedDynamoDb } from '../testing/canned-dynamodb.ts';
import * as own from './commands.ts';
import { ConditionalCheckFailedException, TransactionCanceledException } from './dynamodb-errors.ts';

const TableName = 'chat';
const THROTTLED = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'x' },
};
const FAILED = { status: 500, body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'x' } };
const PROXY = { status: 502, body: '<html>Bad Gateway</html>' };
const REPLY = { body: { Item: { pk: { S: 'a' } } } };
const get = new own.GetCommand({ TableName, Key: { pk: 'a' } });

for (const [title, responses, delays] of [
  ['throttling', [THROTTLED, THROTTLED], [500, 1_000]],
  ['a status of 429', [{ status: 429 }, { status: 429 }], [500, 1_000]],
  ['a failure of DynamoDB', [FAILED, FAILED], [100, 200]],
  ["a proxy's error page", [PROXY, PROXY], [100, 200]],
  ['a lost response', [{ drop: true }, { drop: true }], [100, 200]],
] satisfies [string, CannedResponse[], number[]][])
  test(`${title} is retried twice, after delays that double`, async () => {
    await using server = await startCannedDynamoDb(...responses, REPLY);
    const { client, delaysMs } = clientOf(server);
    assert.deepEqual(await client.send(get), { Item: { pk: 'a' } });
    assert.deepEqual(delaysMs, delays);
  });

test('after the third attempt the error is the one of the last response', async () => {
  await using server = await startCannedDynamoDb(FAILED, { drop: true }, THROTTLED, REPLY);
  await assert.rejects(clientOf(server).client.send(get), { name: 'ThrottlingException', status: 400, message: 'x' });
  await using gone = await startCannedDynamoDb(...Array.from({ length: 3 }, () => ({ drop: true })));
  await assert.rejects(clientOf(gone).client.send(get), { code: 'ECONNRESET' });
  await using proxy = await startCannedDynamoDb(PROXY, PROXY, PROXY);
  await assert.rejects(clientOf(proxy).client.send(get), { message: 'DynamoDB responded with status 502.' });
});

test("errors have the names of AWS's SDK, and what a caller could do nothing about is not retried", async () => {
  const names = [
    'AccessDeniedException',
    'ConditionalCheckFailedException',
    'ItemCollectionSizeLimitExceededException',
    'ResourceNotFoundException',
    'TransactionCanceledException',
    'TransactionConflictException',
    'UnrecognizedClientException',
    'ValidationException',
  ];
  const canned = names.map((name) => ({ status: 400, body: { __type: `com.amazon.coral.service#${name}` } }));
  await using server = await startCannedDynamoDb(...canned.flatMap((one) => [one, one]));
  const [{ client }, reference] = [clientOf(server), sdkClientOf(server)];
  for (const name of names) {
    await assert.rejects(reference.send(new sdk.GetCommand(get.input)), { name });
    await assert.rejects(client.send(get), { name });
  }
  assert.equal(server.requests.length, 2 * names.length);
});

test('a failed condition and a cancelled transaction return the items that exist', async () => {
  const Item = { pk: { S: 'id' }, seq: { N: '7' } };
  const failed = { __type: 'x#ConditionalCheckFailedException', message: 'The conditional request failed', Item };
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'failed', Item }];
  const cancelled = { __type: 'x#TransactionCanceledException', Message: 'cancelled', CancellationReasons };
  await using server = await startCannedDynamoDb({ status: 400, body: failed }, { status: 400, body: cancelled });
  const { client } = clientOf(server);
  await assert.rejects(client.send(get), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.deepEqual(error.Item, { pk: 'id', seq: 7 });
    return true;
  });
  await assert.rejects(client.send(new own.TransactWriteCommand({ TransactItems: [] })), (error) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.deepEqual(
      error.CancellationReasons.map(({ Code, Item: existing }) => [Code, existing]),
      [
        ['None', undefined],
        ['ConditionalCheckFailed', { pk: 'id', seq: 7 }],
      ],
    );
    return true;
  });
});

test('the attempts of one transaction have one token, and another transaction has another', async () => {
  await using server = await startCannedDynamoDb({ drop: true });
  const { client } = clientOf(server);
  const items = [{ Put: { TableName, Item: { pk: 'a', sk: 'b' } } }];
  await client.send(new own.TransactWriteCommand({ TransactItems: items }));
  await client.send(new own.TransactWriteCommand({ TransactItems: items }));
  const bodies = server.requests.map(({ body }) => JSON.parse(body));
  const [lost, retried, other] = bodies.map(({ ClientRequestToken }) => ClientRequestToken);
  assert.match(lost, /^[\w-]{36}$/);
  assert.equal(retried, lost);
  assert.notEqual(other, lost);
  assert.deepEqual(bodies[1].TransactItems, bodies[2].TransactItems);
});
