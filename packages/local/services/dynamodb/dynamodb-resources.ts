// The resource types `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable`.
import * as createTable from 'dynalite/validations/createTable.js';
import { notEmulated, type Properties, PropertyReader, templateBroken } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { DynamoDb } from './dynamodb-service.ts';
import { parseWithTypes } from './operations/request-input.ts';
import type { IndexDefinition, StreamViewType, TableDefinition } from './tables/table-definition.ts';

type DynamoDbDeps = { dynamodb: DynamoDb; ids: Ids };

/** The properties that are emulated, of either type. */
const EMULATED = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'BillingMode',
  'StreamSpecification',
  'TimeToLiveSpecification',
];

/** Properties without effect here: backups, storage classes, encryption at rest, metrics, and throughput (never throttled). */
const ACCEPTED = [
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'ReadOnDemandThroughputSettings',
  'ReadProvisionedThroughputSettings',
  'SSESpecification',
  'TableClass',
  'Tags',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
];

/** The properties of a replica: also its region, and the throughput of its indexes. */
const REPLICA_ACCEPTED = [...ACCEPTED, 'Region', 'GlobalSecondaryIndexes'];

/** The resource types of DynamoDB. */
export const dynamoDbResources: readonly ResourceType<DynamoDbDeps>[] = [
  {
    type: 'AWS::DynamoDB::Table',
    coverage: 'partly',
    notes: 'no import, Kinesis stream or resource policy; never throttles',
    create: (resource, deps) => create(resource, deps, [...EMULATED, ...ACCEPTED]),
  },
  {
    type: 'AWS::DynamoDB::GlobalTable',
    coverage: 'partly',
    notes: 'one replica, in the stack’s own region',
    create: (resource, deps) => {
      checkReplicas(resource);
      return create(resource, deps, [...EMULATED, ...ACCEPTED, 'Replicas']);
    },
  },
];

async function create(resource: Resource, { dynamodb, ids }: DynamoDbDeps, known: readonly string[]): Promise<Created> {
  checkKnown(resource, resource.properties, known, '');
  const definition = parseDefinition(resource, ids.name(resource.logicalId));
  const { arn, identity, stream, items } = await dynamodb.createTable(definition);
  return {
    ref: definition.TableName,
    attributes: { Arn: arn, TableId: identity.id, ...(stream && { StreamArn: stream.arn }) },
    summary: `${definition.TableName}, ${items.size} items`,
  };
}

function parseDefinition({ logicalId, properties }: Resource, name: string): TableDefinition {
  const globals = indexesOf(properties['GlobalSecondaryIndexes']);
  const locals = indexesOf(properties['LocalSecondaryIndexes']);
  const definition: TableDefinition = {
    TableName: String(properties['TableName'] ?? name),
    KeySchema: (properties['KeySchema'] ?? []) as TableDefinition['KeySchema'],
    AttributeDefinitions: (properties['AttributeDefinitions'] ?? []) as TableDefinition['AttributeDefinitions'],
    BillingMode: String(properties['BillingMode'] ?? 'PROVISIONED'),
    ...(globals && { GlobalSecondaryIndexes: globals }),
    ...(locals && { LocalSecondaryIndexes: locals }),
    ...streamOf(logicalId, properties['StreamSpecification']),
    ...timeToLiveOf(properties['TimeToLiveSpecification']),
  };
  checkDefinition(logicalId, definition);
  return definition;
}

/** Throughput is ignored, so keys and indexes are validated as those of an on-demand table. */
function checkDefinition(logicalId: string, definition: TableDefinition): void {
  try {
    const request = parseWithTypes({ ...definition, BillingMode: 'PAY_PER_REQUEST' }, createTable.types);
    const broken = createTable.custom(request, {});
    if (broken !== undefined) throw new Error(broken);
  } catch (error) {
    throw templateBroken(logicalId, (error as Error).message, { cause: error });
  }
}

function indexesOf(indexes: unknown): IndexDefinition[] | undefined {
  const list = (indexes ?? []) as IndexDefinition[];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return list.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
}

const VIEWS: readonly StreamViewType[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

function streamOf(logicalId: string, specification: unknown): { StreamViewType?: StreamViewType } {
  if (specification === undefined) return {};
  const other = Object.keys(specification as Properties).find((name) => name !== 'StreamViewType');
  if (other !== undefined) throw notEmulated(logicalId, `StreamSpecification.${other}`);
  const reader = new PropertyReader(specification as Properties, logicalId);
  return { StreamViewType: reader.oneOf('StreamViewType', VIEWS) };
}

function timeToLiveOf(specification: unknown): { TimeToLiveAttribute?: string } {
  const { AttributeName, Enabled } = (specification ?? {}) as { AttributeName?: string; Enabled?: boolean | string };
  return AttributeName !== undefined && String(Enabled) === 'true' ? { TimeToLiveAttribute: AttributeName } : {};
}

function checkReplicas(resource: Resource): void {
  const replicas = (resource.properties['Replicas'] ?? []) as Properties[];
  if (replicas.length > 1)
    throw notEmulated(resource.logicalId, `a table with ${replicas.length} replicas`, 'use one region');
  for (const replica of replicas) checkKnown(resource, replica, REPLICA_ACCEPTED, 'Replicas.');
}

function checkKnown({ logicalId, type }: Resource, properties: Properties, known: readonly string[], at: string): void {
  const other = Object.keys(properties).find((name) => !known.includes(name));
  if (other !== undefined) throw notEmulated(logicalId, `${at}${other} of ${type}`);
}
