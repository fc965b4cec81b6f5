// DescribeTable, DescribeTimeToLive and ListTables.
import type { Database } from '../tables/database.ts';
import type { Table } from '../tables/table.ts';
import type { IndexDefinition } from '../tables/table-definition.ts';
import { parseInput } from './request-input.ts';

type Answer = Record<string, unknown>;
type Request = Readonly<Record<string, unknown>>;

/** Describes a table. Counts are current; AWS's are up to six hours old. */
export function describeTable(database: Database, request: Request): Answer {
  const table = database.table(request['TableName']);
  const { definition, identity, stream } = table;
  const { GlobalSecondaryIndexes: globals, LocalSecondaryIndexes: locals } = definition;
  return {
    Table: {
      TableName: table.name,
      TableArn: table.arn,
      TableId: identity.id,
      TableStatus: 'ACTIVE',
      CreationDateTime: identity.createdAt / 1000,
      AttributeDefinitions: definition.AttributeDefinitions,
      KeySchema: definition.KeySchema,
      ItemCount: table.items.size,
      TableSizeBytes: 0,
      BillingModeSummary: { BillingMode: definition.BillingMode },
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ...(globals && { GlobalSecondaryIndexes: globals.map((index) => describeIndex(table, index)) }),
      ...(locals && { LocalSecondaryIndexes: locals.map((index) => describeIndex(table, index)) }),
      ...(stream && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
        LatestStreamArn: stream.arn,
        LatestStreamLabel: stream.label,
      }),
    },
  };
}

function describeIndex(table: Table, { IndexName, KeySchema, Projection }: IndexDefinition): Answer {
  return { IndexName, KeySchema, Projection, IndexStatus: 'ACTIVE', IndexArn: `${table.arn}/index/${IndexName}` };
}

/** Describes the time to live of a table's items. */
export function describeTimeToLive(database: Database, request: Request): Answer {
  const { TimeToLiveAttribute: attribute } = database.table(request['TableName']).definition;
  return {
    TimeToLiveDescription:
      attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
  };
}

/** AWS: API_ListTables. */
const LIST_MAX = 100;

/** Lists the names of the tables, in pages. */
export function listTables(database: Database, request: Request): Answer {
  const { ExclusiveStartTableName: start = '', Limit: limit = LIST_MAX } = parseInput('ListTables', request) as Request;
  const names = [...database.tables.keys()].sort().filter((name) => name > String(start));
  const page = names.slice(0, Number(limit));
  return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
}
