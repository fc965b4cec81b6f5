// The control plane over plain HTTP: paths, pages and errors. `testing/clients` calls it with the client of the SDK.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import { Endpoints } from '../../../http/endpoints.ts';
import { listen } from '../../../http/server.ts';
import { MemoryStorage } from '../../../testing/memory-storage.ts';
import type { ResourceType } from '../../resource-type.ts';
import { type ApiKey, ApiKeys } from '../auth/api-keys.ts';
import { AppSyncControlPlane, withControlPlane } from './appsync-operations.ts';

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=any' };
const DAY_S = 24 * 3600;

/** Resource types that create nothing. */
const TYPES: readonly ResourceType<object>[] = ['Api', 'ChannelNamespace', 'DataSource'].map((name) => ({
  type: `AWS::AppSync::${name}`,
  coverage: 'full',
  create: ({ logicalId }) => ({
    ref: logicalId,
    attributes: { ApiId: logicalId, DataSourceArn: `arn:${logicalId}` },
  }),
}));

async function withControl(t: TestContext) {
  const endpoints = new Endpoints();
  endpoints.open();
  const server = await listen(endpoints, 0, (line) => assert.fail(line));
  t.after(() => void server.close().closeAllConnections());
  const clock = new ManualClock();
  const storage = new MemoryStorage();
  const openKeys = () => new ApiKeys({ clock, storage, keyPrefix: 'api' });
  const keys = openKeys();
  const denied = new Set<string>();
  const appSyncControlPlane = new AppSyncControlPlane({
    clock,
    endpoints,
    keysOf: (apiId) => (apiId === 'api' ? keys : undefined),
    demand(_headers, action) {
      if (denied.has(action)) throw new AwsError('AccessDeniedException', `no ${action}`, 403);
    },
  });
  const create = (logicalId: string, name: string, properties: Record<string, unknown>) => {
    const type = `AWS::AppSync::${name}`;
    const resourceType = withControlPlane(TYPES).find((one) => one.type === type);
    return resourceType?.create({ logicalId, type, properties, metadata: {} }, { appSyncControlPlane });
  };
  const get = async (path: string, init: RequestInit = { headers: SIGNED }) => {
    const response = await fetch(`${endpoints.origin}/_aws/appsync${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  await create('api', 'Api', { Name: 'scores', EventConfig: { AuthProviders: [{ AuthType: 'API_KEY' }] } });
  const send = (method: string, path: string, body?: unknown) =>
    get(path, { method, headers: SIGNED, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const nowS = clock.now() / 1000;
  return { create, get, send, keys, openKeys, denied, clock, nowS };
}

test('a data source has the field names of the SDK', async (t) => {
  const { create, get } = await withControl(t);
  await create('Table', 'DataSource', {
    ApiId: 'api',
    Name: 'table',
    Type: 'AMAZON_DYNAMODB',
    DynamoDBConfig: { TableName: 'Scores', AwsRegion: 'us-east-1' },
    ServiceRoleArn: 'arn:role',
  });
  const dataSource = {
    dataSourceArn: 'arn:Table',
    name: 'table',
    type: 'AMAZON_DYNAMODB',
    dynamodbConfig: { tableName: 'Scores', awsRegion: 'us-east-1' },
    serviceRoleArn: 'arn:role',
  };
  assert.deepEqual((await get('/v1/apis/api/datasources')).body, { dataSources: [dataSource] });
  assert.deepEqual((await get('/v1/apis/api/datasources/table')).body, { dataSource });
});

test('a number that the template writes as a string is returned as a number', async (t) => {
  const { create, get } = await withControl(t);
  const LambdaAuthorizerConfig = { AuthorizerUri: 'arn:f', AuthorizerResultTtlInSeconds: '300' };
  await create('second', 'Api', {
    Name: 'second',
    EventConfig: { AuthProviders: [{ AuthType: 'AWS_LAMBDA', LambdaAuthorizerConfig }] },
  });
  const { api } = (await get('/v2/apis/second')).body as { api: { eventConfig: unknown } };
  const lambdaAuthorizerConfig = { authorizerUri: 'arn:f', authorizerResultTtlInSeconds: 300 };
  assert.deepEqual(api.eventConfig, { authProviders: [{ authType: 'AWS_LAMBDA', lambdaAuthorizerConfig }] });
});

test('a list is paginated by 25, or by fewer on request', async (t) => {
  const { create, get } = await withControl(t);
  for (let index = 0; index < 30; index++)
    await create(`N${index}`, 'ChannelNamespace', { ApiId: 'api', Name: `n${index}` });
  const page = async (query: string) => {
    const { body } = await get(`/v2/apis/api/channelNamespaces${query}`);
    return [(body['channelNamespaces'] as unknown[]).length, body['nextToken']];
  };
  assert.deepEqual(await page(''), [25, '25']);
  assert.deepEqual(await page('?nextToken=25'), [5, undefined]);
  assert.deepEqual(await page('?maxResults=10&nextToken=10'), [10, '20']);
  for (const query of ['?maxResults=26', '?maxResults=-1', '?nextToken=x'])
    assert.equal((await get(`/v2/apis/api/channelNamespaces${query}`)).status, 400, query);
});

test('a key is listed with its expiry, and only for its own API', async (t) => {
  const { create, get, keys, nowS } = await withControl(t);
  const { id } = await keys.deploy('Key', nowS + 30 * DAY_S, 'the first');
  const expires = nowS + 30 * DAY_S;
  assert.deepEqual((await get('/v1/apis/api/apikeys')).body, {
    apiKeys: [{ id, description: 'the first', expires, deletes: expires + 60 * DAY_S }],
  });
  await create('other', 'Api', { Name: 'other' });
  assert.deepEqual((await get('/v1/apis/other/apikeys')).body, { apiKeys: [] });
});

test('a key is created, prolonged and deleted with immediate effect', async (t) => {
  const { send, keys, clock, nowS } = await withControl(t);
  const made = (await send('POST', '/v1/apis/api/apikeys', { description: 'second' })).body['apiKey'] as ApiKey;
  assert.deepEqual(
    { ...made, id: '' },
    { id: '', description: 'second', expires: nowS + 7 * DAY_S, deletes: nowS + 67 * DAY_S },
  );
  assert.equal(keys.accepts(made.id, clock.now()), true);
  const path = `/v1/apis/api/apikeys/${made.id}`;
  clock.advance(8 * DAY_S * 1000);
  assert.equal(keys.accepts(made.id, clock.now()), false);
  const longer = (await send('POST', path, { expires: nowS + 300 * DAY_S + 5 })).body['apiKey'] as ApiKey;
  assert.equal(longer.expires, nowS + 300 * DAY_S, 'rounded down to the hour');
  assert.equal(longer.description, 'second');
  assert.equal(keys.accepts(made.id, clock.now()), true);
  assert.equal((await send('DELETE', path)).status, 200);
  assert.equal(keys.accepts(made.id, clock.now()), false);
  const again = await send('DELETE', path);
  assert.equal(again.status, 404);
  assert.doesNotMatch(JSON.stringify(again.body), new RegExp(made.id));
});

test('after a restart deleted keys stay deleted, and created and prolonged keys stay valid', async (t) => {
  const { send, keys, openKeys, nowS } = await withControl(t);
  const kept = await keys.deploy('Kept', nowS + 30 * DAY_S);
  const gone = await keys.deploy('Gone', nowS + 30 * DAY_S);
  const made = (await send('POST', '/v1/apis/api/apikeys', {})).body['apiKey'] as ApiKey;
  const lost = (await send('POST', '/v1/apis/api/apikeys', {})).body['apiKey'] as ApiKey;
  await send('POST', `/v1/apis/api/apikeys/${kept.id}`, { expires: nowS + 90 * DAY_S });
  for (const { id } of [gone, lost]) await send('DELETE', `/v1/apis/api/apikeys/${id}`);
  const again = openKeys();
  await again.deploy('Kept', nowS + 30 * DAY_S);
  await again.deploy('Gone', nowS + 30 * DAY_S);
  const found = new Map(again.all.map(({ id, expires }) => [id, expires]));
  assert.deepEqual(
    found,
    new Map([
      [made.id, nowS + 7 * DAY_S],
      [kept.id, nowS + 90 * DAY_S],
    ]),
  );
  await again.deploy('Kept', nowS + 60 * DAY_S);
  assert.equal(
    again.all.find(({ id }) => id === kept.id)?.expires,
    nowS + 60 * DAY_S,
    'a later expiry in the template takes effect',
  );
});

test('a key is valid for a day to a year, and an API has at most fifty', async (t) => {
  const { send, nowS } = await withControl(t);
  for (const expires of [nowS + DAY_S - 1, nowS + 365 * DAY_S + 1]) {
    const { status, body } = await send('POST', '/v1/apis/api/apikeys', { expires });
    assert.deepEqual([status, body['__type']], [400, 'ApiKeyValidityOutOfBoundsException']);
  }
  for (const body of [{ expires: 'soon' }, { description: 7 }])
    assert.equal((await send('POST', '/v1/apis/api/apikeys', body)).status, 400);
  for (let count = 0; count < 50; count += 1) await send('POST', '/v1/apis/api/apikeys', {});
  assert.equal((await send('POST', '/v1/apis/api/apikeys', {})).body['__type'], 'ApiKeyLimitExceededException');
});

test('each operation on keys has its own permission', async (t) => {
  const { send, denied, keys, nowS } = await withControl(t);
  const { id } = await keys.deploy('Key', nowS + 30 * DAY_S);
  const operations = [
    ['ListApiKeys', 'GET', ''],
    ['CreateApiKey', 'POST', ''],
    ['UpdateApiKey', 'POST', `/${id}`],
    ['DeleteApiKey', 'DELETE', `/${id}`],
  ] as const;
  for (const [action] of operations) denied.add(`appsync:${action}`);
  for (const [action, method, path] of operations) {
    const { status, body } = await send(method, `/v1/apis/api/apikeys${path}`, method === 'GET' ? undefined : {});
    assert.deepEqual([status, body['message']], [403, `no appsync:${action}`]);
  }
  assert.equal(keys.all.length, 1);
});

test('unknown paths are not found, changes are rejected, and unsigned requests learn nothing', async (t) => {
  const { get } = await withControl(t);
  for (const path of [
    '/v2/apis/nowhere',
    '/v2/apis/api/channelNamespaces/none',
    '/v2/apis/api/other',
    '/v1/domainnames',
  ])
    assert.equal((await get(path)).status, 404, path);
  assert.equal((await get('/v2/apis', { method: 'POST', body: '{}', headers: SIGNED })).status, 400);
  assert.equal((await get('/v2/apis', {})).status, 403);
});

test('a path that is not UTF-8 is rejected', async (t) => {
  const { get } = await withControl(t);
  assert.equal((await get('/v2/apis/%E0%A4%A')).status, 400);
});
