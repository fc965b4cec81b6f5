// Tables of a template.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { aDynamoDb } from '../../testing/dynamodb-fixture.ts';
import { Ids } from '../resource-ids.ts';
import { dynamoDbResources } from './dynamodb-resources.ts';

async function aTemplate(t: TestContext) {
  const { db: dynamodb } = await aDynamoDb(t);
  return async (type: string, properties: Record<string, unknown>) =>
    dynamoDbResources
      .find((kind) => kind.type === type)
      ?.create({ logicalId: 'Log', type, properties, metadata: {} }, { dynamodb, ids: new Ids('Parley') });
}

const KEY = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

test('a table from CDK’s Table construct runs and returns its name and ARNs', async (t) => {
  const create = await aTemplate(t);
  const created = await create('AWS::DynamoDB::Table', {
    ...KEY,
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: false,
    SSESpecification: { SSEEnabled: true },
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  assert.match(created?.ref as string, /^Parley-Log-[A-Z0-9]{12}$/);
  assert.equal(created?.attributes?.['Arn'], `arn:aws:dynamodb:us-east-1:000000000000:table/${created?.ref}`);
  assert.equal(created?.attributes?.['StreamArn'], `${created?.attributes?.['Arn']}/stream/2026-01-01T00:00:00.000`);
});

test('a table from CDK’s TableV2 construct runs', async (t) => {
  const create = await aTemplate(t);
  const created = await create('AWS::DynamoDB::GlobalTable', {
    ...KEY,
    TableName: 'chat',
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      { IndexName: 'all', KeySchema: KEY.KeySchema, Projection: { ProjectionType: 'ALL' }, WarmThroughput: {} },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Replicas: [
      {
        Region: 'us-east-1',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        ContributorInsightsSpecification: { Enabled: false },
        GlobalSecondaryIndexes: [{ IndexName: 'all' }],
        TableClass: 'STANDARD',
      },
    ],
  });
  assert.equal(created?.ref, 'chat');
  assert.ok(created?.attributes?.['StreamArn'] && created.attributes['TableId']);
});

test('unsupported properties of a table are rejected by name', async (t) => {
  const create = await aTemplate(t);
  for (const [type, properties, message] of [
    [
      'AWS::DynamoDB::Table',
      { KinesisStreamSpecification: {} },
      /Log: KinesisStreamSpecification of AWS::DynamoDB::Table is not emulated/,
    ],
    ['AWS::DynamoDB::Table', { ResourcePolicy: {} }, /ResourcePolicy/],
    ['AWS::DynamoDB::Table', { ImportSourceSpecification: {} }, /ImportSourceSpecification/],
    ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'a' }, { Region: 'b' }] }, /2 replicas/],
    ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'a', ResourcePolicy: {} }] }, /Replicas\.ResourcePolicy/],
    [
      'AWS::DynamoDB::Table',
      { StreamSpecification: { StreamViewType: 'NEW_IMAGE', ResourcePolicy: {} } },
      /StreamSpecification\.ResourcePolicy/,
    ],
  ] as const)
    await assert.rejects(create(type, { ...KEY, ...properties }), { code: 'not-emulated', message });
});

test('a table that CloudFormation would reject is reported in one sentence', async (t) => {
  const create = await aTemplate(t);
  const make = (properties: object) => create('AWS::DynamoDB::Table', { ...KEY, ...properties });
  await assert.rejects(make({ KeySchema: [] }), { code: 'template-broken' });
  await assert.rejects(make({ KeySchema: 'pk' }), { code: 'template-broken' });
  await assert.rejects(make({ AttributeDefinitions: [] }), {
    code: 'template-broken',
    message: /^Log: .*have no definition/,
  });
  await assert.rejects(make({ StreamSpecification: { StreamViewType: 'ALL' } }), {
    code: 'template-broken',
    message: /StreamViewType is "ALL"/,
  });
});
