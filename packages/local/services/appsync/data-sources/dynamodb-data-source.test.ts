// Handlers that read and write a table of the engine's DynamoDB.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connect, post, subscribe } from '@parley/wire/conformance';
import { withSource } from '../../../testing/data-source-api.ts';

const ALL = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
];

/** An API over a table of members, by channel and name. */
async function withTable(t: TestContext, actions = ALL) {
  const api = await withSource(t);
  const table = await api.backends.create('Members', 'AWS::DynamoDB::Table', {
    TableName: 'members',
    AttributeDefinitions: [
      { AttributeName: 'channel', AttributeType: 'S' },
      { AttributeName: 'name', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'channel', KeyType: 'HASH' },
      { AttributeName: 'name', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const role = await api.backends.role(
    'Role',
    actions.map((action) => `dynamodb:${action}`),
    table.attributes?.['Arn'] ?? '',
  );
  await api.source({
    Type: 'AMAZON_DYNAMODB',
    DynamoDBConfig: { TableName: 'members', AwsRegion: 'us-east-1' },
    ServiceRoleArn: role,
  });
  return api;
}

const ANN = "{ channel: 'general', name: 'ann' }";

test('an item is put, read, updated and deleted, and is returned as plain JSON', async (t) => {
  const { run } = await withTable(t);
  const item = `{ age: 7, ok: true, none: null, tags: ddb.toStringSet(['a', 'b']), deep: { list: [1, 'x'] } }`;
  const whole = {
    channel: 'general',
    name: 'ann',
    age: 7,
    ok: true,
    none: null,
    tags: ['a', 'b'],
    deep: { list: [1, 'x'] },
  };
  assert.deepEqual((await run(`ddb.put({ key: ${ANN}, item: ${item} })`)).result, whole);
  assert.deepEqual((await run(`ddb.get({ key: ${ANN} })`)).result, whole);
  assert.deepEqual((await run(`ddb.get({ key: ${ANN}, projection: ['age', 'deep.list[1]'] })`)).result, {
    age: 7,
    deep: { list: ['x'] },
  });
  const changes = `{
    age: ddb.operations.increment(3),
    ok: ddb.operations.remove(),
    none: 'some',
    deep: { list: ddb.operations.append([2]), more: 'm' },
    whole: ddb.operations.add({ a: 1 }),
  }`;
  assert.deepEqual((await run(`ddb.update({ key: ${ANN}, update: ${changes} })`)).result, {
    channel: 'general',
    name: 'ann',
    age: 10,
    none: 'some',
    tags: ['a', 'b'],
    deep: { list: [1, 'x', 2], more: 'm' },
    whole: { a: 1 },
  });
  assert.equal(((await run(`ddb.remove({ key: ${ANN} })`)).result as { age: number }).age, 10);
  assert.equal((await run(`ddb.get({ key: ${ANN} })`)).result, null);
});

test('a failed condition is an error with the stored item, and the handler continues', async (t) => {
  const { run } = await withTable(t);
  const put = (age: number) =>
    run(`ddb.put({ key: ${ANN}, item: { age: ${age} }, condition: { name: { attributeExists: false } } })`);
  assert.equal((await put(1)).error, null);
  const { status, result, error } = await put(2);
  assert.equal(status, 200);
  assert.deepEqual(result, { channel: 'general', name: 'ann', age: 1 });
  assert.deepEqual(error, {
    type: 'DynamoDB:ConditionalCheckFailedException',
    message: 'The conditional request failed',
  });
});

test('queries and scans return pages', async (t) => {
  const { run } = await withTable(t);
  const items = ['ann', 'bob', 'cy'].map((name, age) => `{ channel: 'general', name: '${name}', age: ${age} }`);
  const { result: put } = await run(`ddb.batchPut({ tables: { members: [${items}] } })`);
  assert.deepEqual(put, {
    data: { members: ['ann', 'bob', 'cy'].map((name, age) => ({ channel: 'general', name, age })) },
    unprocessedItems: { members: [] },
  });
  type Page = { items: { name: string }[]; nextToken: string | null; scannedCount: number };
  const names = (page: unknown) => (page as Page).items.map(({ name }) => name);
  const query = (more: string) => run(`ddb.query({ query: { channel: { eq: 'general' } }, ${more} })`);
  const first = (await query('limit: 2')).result as Page;
  assert.deepEqual([names(first), first.scannedCount], [['ann', 'bob'], 2]);
  const second = (await query(`limit: 2, nextToken: '${first.nextToken}'`)).result as Page;
  assert.deepEqual([names(second), second.nextToken], [['cy'], null]);
  assert.deepEqual(names((await query('scanIndexForward: false, filter: { age: { ge: 1 } }')).result), ['cy', 'bob']);
  const sorted = `ddb.query({ query: { channel: { eq: 'general' }, name: { beginsWith: 'b' } } })`;
  assert.deepEqual(names((await run(sorted)).result), ['bob']);
  const filter = "{ or: [{ name: { eq: 'ann' } }, { age: { between: [2, 3] } }] }";
  assert.deepEqual(names((await run(`ddb.scan({ filter: ${filter} })`)).result), ['ann', 'cy']);
  const bad = await query("nextToken: 'x'");
  assert.equal((bad.error as { type: string }).type, 'DynamoDB:DynamoDbException');
});

test('batches return results by table in the order of the request, with null for absent items', async (t) => {
  const { run } = await withTable(t);
  await run(`ddb.batchPut({ tables: { members: [${ANN}] } })`);
  const absent = "{ channel: 'general', name: 'absent' }";
  assert.deepEqual((await run(`ddb.batchGet({ tables: { members: { keys: [${absent}, ${ANN}] } } })`)).result, {
    data: { members: [null, { channel: 'general', name: 'ann' }] },
    unprocessedKeys: { members: [] },
  });
  assert.deepEqual((await run(`ddb.batchDelete({ tables: { members: [${ANN}] } })`)).result, {
    data: { members: [{ channel: 'general', name: 'ann' }] },
    unprocessedKeys: { members: [] },
  });
  assert.equal((await run(`ddb.get({ key: ${ANN} })`)).result, null);
});

test('a transaction writes all or nothing, and returns the reasons of a cancellation', async (t) => {
  const { run } = await withTable(t);
  const bob = "{ channel: 'general', name: 'bob' }";
  const write = `ddb.transactWrite({ items: [
    { putItem: { table: 'members', key: ${ANN}, item: { age: 1 }, condition: { name: { attributeExists: false } } } },
    { updateItem: { table: 'members', key: ${bob}, update: { age: 2 } } },
  ] })`;
  assert.deepEqual((await run(write)).result, {
    keys: [
      { channel: 'general', name: 'ann' },
      { channel: 'general', name: 'bob' },
    ],
    cancellationReasons: null,
  });
  const { result, error } = await run(write);
  assert.equal((error as { type: string }).type, 'DynamoDB:TransactionCanceledException');
  const { keys, cancellationReasons } = result as { keys: null; cancellationReasons: Record<string, unknown>[] };
  assert.equal(keys, null);
  assert.deepEqual(
    cancellationReasons.map(({ type, item }) => [type, item]),
    [
      ['ConditionalCheckFailed', { channel: 'general', name: 'ann', age: 1 }],
      ['None', undefined],
    ],
  );
  const read = `ddb.transactGet({ items: [{ table: 'members', key: ${bob} }, { table: 'members', key: { channel: 'x', name: 'y' } }] })`;
  assert.deepEqual((await run(read)).result, {
    items: [{ channel: 'general', name: 'bob', age: 2 }, null],
    cancellationReasons: null,
  });
});

test('a request written by hand has typed values', async (t) => {
  const { run } = await withTable(t);
  const key = `util.dynamodb.toMapValues(${ANN})`;
  const values = '{ age: { N: 5 }, gone: util.dynamodb.toNull(), set: { NS: [1, 2] } }';
  await run(`({ operation: 'PutItem', key: ${key}, attributeValues: ${values} })`);
  assert.deepEqual((await run(`({ operation: 'GetItem', key: ${key} })`)).result, {
    channel: 'general',
    name: 'ann',
    age: 5,
    gone: null,
    set: [1, 2],
  });
});

test('an invalid request fails the handler, and the reason is in its log', async (t) => {
  const { run, host } = await withTable(t);
  assert.equal((await run("({ operation: 'Explode' })")).status, 500);
  assert.equal((await run('7')).status, 500);
  assert.equal((await run("({ operation: 'GetItem', key: { channel: 'general' } })")).status, 500);
  assert.deepEqual(
    host.logged.map(({ text }) => text),
    [
      'onPublish: the request for source: Explode is not an operation of a DynamoDB data source.',
      'onPublish: the request for source: the request must be an object.',
      'onPublish: the request for source: channel must be an object.',
    ],
  );
});

test('a data source may do only what its role allows', async (t) => {
  const { run } = await withTable(t, ['GetItem']);
  assert.equal((await run(`ddb.get({ key: ${ANN} })`)).error, null);
  const { result, error } = await run(`ddb.put({ key: ${ANN}, item: {} })`);
  assert.equal(result, null);
  assert.equal((error as { type: string }).type, 'DynamoDB:AccessDeniedException');
  assert.match(
    (error as { message: string }).message,
    /assumed-role\/TestStack-Role-\w+\/APPSYNC_ASSUME_ROLE is not authorized to perform: dynamodb:PutItem/,
  );
});

test('only a member of a channel may subscribe to it', async (t) => {
  const { run, namespace, target } = await withTable(t);
  await run("ddb.put({ key: { channel: 'general', name: 'ann' }, item: {} })");
  const name = await namespace(
    `export const onSubscribe = {
      request(ctx) {
        return ddb.get({ key: { channel: ctx.info.channel.segments[1], name: ctx.info.channel.segments[2] } });
      },
      response(ctx) {
        if (ctx.error) util.error(ctx.error.message, ctx.error.type);
        if (!ctx.result) util.unauthorized();
      },
    };`,
    'OnSubscribe',
  );
  using peer = await connect(target);
  await subscribe(target, peer, 's', `/${name}/general/ann`);
  peer.send(
    `{"type":"subscribe","id":"t","channel":"/${name}/general/eve","authorization":{"x-api-key":"${target.apiKey}"}}`,
  );
  await peer.receives({
    id: 't',
    type: 'subscribe_error',
    errors: [{ errorType: 'Unauthorized', message: 'You are not authorized to make this call.' }],
  });
  await post(target, `{"channel":"/${name}/general/ann","events":["1"]}`);
  await peer.receives({ id: 's', type: 'data', event: '1' });
});
