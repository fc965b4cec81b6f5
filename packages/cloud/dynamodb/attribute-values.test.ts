// Requests and responses of every operation, compared with those of AWS's SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { type CannedRequest, clientOf, sdkClientOf, startCannedDynamoDb } from '../testing/canned-dynamodb.ts';
import * as own from './commands.ts';

type NewCommand = new (input: object) => own.Command;
type NewSdkCommand = new (input: object) => sdk.GetCommand;

const KEY = { pk: 'channel#größe', sk: '👋 "B":' };
const ITEM = {
  ...KEY,
  text: 'ü\u2028\u0000"\\',
  numbers: [0, -1.5, 9_007_199_254_740_991, 12345678901234567890n],
  flags: { yes: true, no: false, nothing: null, empty: {}, none: [] },
  bytes: new Uint8Array([0, 255, 128]),
  buffer: Buffer.from('buffer'),
  tags: new Set(['a', 'b']),
  sizes: new Set([1, 2]),
  blobs: new Set([new Uint8Array([1])]),
  B: 'an attribute with the name of a type',
  BS: ['and', 'another'],
};
const TableName = 'chat';
const values = { ExpressionAttributeValues: { ':one': 1, ':key': KEY } };
const CALLS = [
  [own.GetCommand, sdk.GetCommand, { TableName, Key: KEY, ConsistentRead: true }],
  [own.PutCommand, sdk.PutCommand, { TableName, Item: ITEM, ConditionExpression: 'attribute_not_exists(pk)' }],
  [
    own.UpdateCommand,
    sdk.UpdateCommand,
    { TableName, Key: KEY, UpdateExpression: 'SET a = :one, b = :key', ...values },
  ],
  [own.DeleteCommand, sdk.DeleteCommand, { TableName, Key: KEY }],
  [
    own.QueryCommand,
    sdk.QueryCommand,
    { TableName, KeyConditionExpression: 'pk = :one', ...values, ExclusiveStartKey: KEY, Limit: 5 },
  ],
  [
    own.BatchGetCommand,
    sdk.BatchGetCommand,
    { RequestItems: { chat: { Keys: [KEY], ConsistentRead: true }, log: { Keys: [{ seq: 1 }] } } },
  ],
  [
    own.BatchWriteCommand,
    sdk.BatchWriteCommand,
    { RequestItems: { chat: [{ DeleteRequest: { Key: KEY } }, { PutRequest: { Item: ITEM } }] } },
  ],
  [
    own.TransactWriteCommand,
    sdk.TransactWriteCommand,
    {
      ClientRequestToken: 'token',
      TransactItems: [
        { Put: { TableName, Item: ITEM, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        { Update: { TableName, Key: KEY, UpdateExpression: 'SET a = :one', ...values } },
        { Delete: { TableName, Key: KEY } },
        { ConditionCheck: { TableName, Key: KEY, ConditionExpression: 'a = :one', ...values } },
      ],
    },
  ],
] as unknown as [NewCommand, NewSdkCommand, object][];

test("every operation sends the body and the target that AWS's SDK sends", async () => {
  await using server = await startCannedDynamoDb();
  const [{ client }, reference] = [clientOf(server), sdkClientOf(server)];
  for (const [Own, Sdk, input] of CALLS) {
    await reference.send(new Sdk(input));
    await client.send(new Own(input));
    const [expected, request] = server.requests.slice(-2) as [CannedRequest, CannedRequest];
    assert.deepEqual(JSON.parse(request.body), JSON.parse(expected.body), Own.name);
    for (const field of ['x-amz-target', 'content-type', 'host', 'content-length'])
      assert.equal(request.headers[field], expected.headers[field], `${Own.name}: ${field}`);
  }
});

const ATTRIBUTES = {
  pk: { S: 'größe 👋' },
  n: { N: '12345678901234567890' },
  list: { L: [{ N: '1.5' }, { BOOL: true }, { NULL: true }] },
  map: { M: { B: { S: 'x' } } },
  B: { B: 'AP+A' },
  BS: { BS: ['AQ=='] },
  names: { SS: ['a'] },
};
const RESPONSES = [
  [own.GetCommand, sdk.GetCommand, { Item: ATTRIBUTES }],
  [own.GetCommand, sdk.GetCommand, {}],
  [own.UpdateCommand, sdk.UpdateCommand, { Attributes: ATTRIBUTES }],
  [
    own.QueryCommand,
    sdk.QueryCommand,
    { Items: [ATTRIBUTES, {}], Count: 2, ScannedCount: 2, LastEvaluatedKey: { pk: { S: 'a' } } },
  ],
  [
    own.BatchGetCommand,
    sdk.BatchGetCommand,
    {
      Responses: { chat: [ATTRIBUTES], log: [] },
      UnprocessedKeys: { chat: { Keys: [{ pk: { S: 'late' } }], ConsistentRead: true } },
    },
  ],
  [
    own.BatchWriteCommand,
    sdk.BatchWriteCommand,
    {
      UnprocessedItems: {
        chat: [{ PutRequest: { Item: ATTRIBUTES } }, { DeleteRequest: { Key: { pk: { S: 'late' } } } }],
      },
    },
  ],
] as unknown as [NewCommand, NewSdkCommand, object][];

test("every response is parsed as AWS's SDK parses it", async () => {
  await using server = await startCannedDynamoDb(...RESPONSES.flatMap(([, , body]) => [{ body }, { body }]));
  const [{ client }, reference] = [clientOf(server), sdkClientOf(server)];
  for (const [Own, Sdk] of RESPONSES) {
    const input = CALLS.find(([one]) => one === Own)?.[2] ?? {};
    const { $metadata, ...expected } = await reference.send(new Sdk(input));
    // The SDK's binary values are of another class.
    assert.deepEqual(plain(await client.send(new Own(input))), plain(expected), Own.name);
  }
});

/** A copy in which binary values are `Uint8Array`s, and fields without a value are absent. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Set) return new Set([...value].map(plain));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(fields.map(([name, one]) => [name, plain(one)]));
}
