// The control plane over plain HTTP: its paths, its pages and its refusals. The SDK's own client asks it in test/clients.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { Endpoints } from '../../http/endpoints.ts';
import { listen } from '../../http/server.ts';
import type { ResourceKind } from '../resource.ts';
import { AppSyncControl, noted } from './index.ts';

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=anybody' };
const EXPIRES = 1_800_000_000;

/** Makes what AppSync would have made, and nothing else. */
const KINDS: readonly ResourceKind<object>[] = ['Api', 'ApiKey', 'ChannelNamespace', 'DataSource'].map((name) => ({
  type: `AWS::AppSync::${name}`,
  coverage: 'full',
  create: ({ logicalId }) => ({
    ref: logicalId,
    attributes: { ApiId: logicalId, ApiKey: 'da2-key', DataSourceArn: `arn:${logicalId}` },
  }),
}));

async function withControl(t: TestContext) {
  const endpoints = new Endpoints();
  endpoints.open();
  const server = await listen(endpoints, 0, (line) => assert.fail(line));
  t.after(() => void server.close().closeAllConnections());
  const appSyncControl = new AppSyncControl({ clock: new ManualClock(), endpoints, expiryOf: () => EXPIRES });
  const make = (logicalId: string, name: string, properties: Record<string, unknown>) => {
    const type = `AWS::AppSync::${name}`;
    const kind = noted(KINDS).find((one) => one.type === type);
    return kind?.create({ logicalId, type, properties, metadata: {} }, { appSyncControl });
  };
  const ask = async (path: string, init: RequestInit = { headers: SIGNED }) => {
    const answer = await fetch(`${endpoints.origin}/_aws/appsync${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  await make('api', 'Api', { Name: 'scores', EventConfig: { AuthProviders: [{ AuthType: 'API_KEY' }] } });
  return { make, ask };
}

test('the members of a data source are named as the SDK names them', async (t) => {
  const { make, ask } = await withControl(t);
  await make('Table', 'DataSource', {
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
  assert.deepEqual((await ask('/v1/apis/api/datasources')).body, { dataSources: [dataSource] });
  assert.deepEqual((await ask('/v1/apis/api/datasources/table')).body, { dataSource });
});

test('a number that the template writes as a text is a number', async (t) => {
  const { make, ask } = await withControl(t);
  const LambdaAuthorizerConfig = { AuthorizerUri: 'arn:f', AuthorizerResultTtlInSeconds: '300' };
  await make('second', 'Api', {
    Name: 'second',
    EventConfig: { AuthProviders: [{ AuthType: 'AWS_LAMBDA', LambdaAuthorizerConfig }] },
  });
  const { api } = (await ask('/v2/apis/second')).body as { api: { eventConfig: unknown } };
  const lambdaAuthorizerConfig = { authorizerUri: 'arn:f', authorizerResultTtlInSeconds: 300 };
  assert.deepEqual(api.eventConfig, { authProviders: [{ authType: 'AWS_LAMBDA', lambdaAuthorizerConfig }] });
});

test('a list comes in pages, 25 at a time unless fewer are asked for', async (t) => {
  const { make, ask } = await withControl(t);
  for (let index = 0; index < 30; index++)
    await make(`N${index}`, 'ChannelNamespace', { ApiId: 'api', Name: `n${index}` });
  const page = async (query: string) => {
    const { body } = await ask(`/v2/apis/api/channelNamespaces${query}`);
    return [(body['channelNamespaces'] as unknown[]).length, body['nextToken']];
  };
  assert.deepEqual(await page(''), [25, '25']);
  assert.deepEqual(await page('?nextToken=25'), [5, undefined]);
  assert.deepEqual(await page('?maxResults=10&nextToken=10'), [10, '20']);
  for (const query of ['?maxResults=26', '?maxResults=-1', '?nextToken=x'])
    assert.equal((await ask(`/v2/apis/api/channelNamespaces${query}`)).status, 400, query);
});

test('a key is listed with its end, and belongs to its API alone', async (t) => {
  const { make, ask } = await withControl(t);
  await make('Key', 'ApiKey', { ApiId: 'api' });
  assert.deepEqual((await ask('/v1/apis/api/apikeys')).body, {
    apiKeys: [{ id: 'da2-key', expires: EXPIRES, deletes: EXPIRES + 60 * 24 * 3600 }],
  });
  await make('other', 'Api', { Name: 'other' });
  assert.deepEqual((await ask('/v1/apis/other/apikeys')).body, { apiKeys: [] });
});

test('what is not there is not found, what would change something is refused, and who is nobody learns nothing', async (t) => {
  const { ask } = await withControl(t);
  for (const path of [
    '/v2/apis/nowhere',
    '/v2/apis/api/channelNamespaces/none',
    '/v2/apis/api/other',
    '/v1/domainnames',
  ])
    assert.equal((await ask(path)).status, 404, path);
  assert.equal((await ask('/v2/apis', { method: 'POST', body: '{}', headers: SIGNED })).status, 400);
  assert.equal((await ask('/v2/apis', {})).status, 403);
});

test('a path that is no text is refused', async (t) => {
  const { ask } = await withControl(t);
  assert.equal((await ask('/v2/apis/%E0%A4%A')).status, 400);
});
