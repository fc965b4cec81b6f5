// The operations of DynamoDB and of DynamoDB Streams, each beside the permissions that it needs.
import type { Input, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { itemOf, itemsOfBatch, type NamedItems } from './leading-keys.ts';
import { describeTable, describeTimeToLive, listTables } from './operations/describe-table.ts';
import { batchGetItem, getItem } from './operations/get-item.ts';
import { query, scan } from './operations/query-and-scan.ts';
import { transactGetItems, transactWriteItems } from './operations/transactions.ts';
import { batchWriteItem, writeItem } from './operations/write-item.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './streams/stream-operations.ts';
import type { Database } from './tables/database.ts';

/** A permission, and the items that the request names. */
export type TablePermission = Permission & { items?: () => NamedItems };

/** An operation: the permissions that an input needs, and its implementation, which runs within one turn of the event loop. */
export type DynamoDbOperation = {
  permissions: (input: Input) => TablePermission[];
  run: (database: Database, input: Input) => Record<string, unknown>;
};

/**
 * Every operation by its name. The permissions are those of AWS's Service Authorization Reference, "Actions, resources, and
 * condition keys for DynamoDB".
 */
export const DYNAMODB_OPERATIONS: Readonly<Record<string, DynamoDbOperation>> = {
  PutItem: { permissions: onItem('PutItem'), run: (database, input) => writeItem(database, 'PutItem', input) },
  UpdateItem: {
    permissions: onItem('UpdateItem'),
    run: (database, input) => writeItem(database, 'UpdateItem', input),
  },
  DeleteItem: {
    permissions: onItem('DeleteItem'),
    run: (database, input) => writeItem(database, 'DeleteItem', input),
  },
  GetItem: { permissions: onItem('GetItem'), run: getItem },
  Query: { permissions: onTable('Query'), run: query },
  Scan: { permissions: onTable('Scan'), run: scan },
  BatchGetItem: { permissions: onEachTable('BatchGetItem'), run: batchGetItem },
  BatchWriteItem: { permissions: onEachTable('BatchWriteItem'), run: batchWriteItem },
  TransactWriteItems: { permissions: ofEachAction, run: transactWriteItems },
  TransactGetItems: { permissions: ofEachAction, run: transactGetItems },
  DescribeTable: { permissions: onTable('DescribeTable'), run: describeTable },
  DescribeTimeToLive: { permissions: onTable('DescribeTimeToLive'), run: describeTimeToLive },
  ListTables: { permissions: () => [permission('ListTables', '*')], run: listTables },
  DescribeStream: { permissions: onStream('DescribeStream'), run: describeStream },
  ListStreams: { permissions: () => [permission('ListStreams', '*')], run: listStreams },
  GetShardIterator: { permissions: onStream('GetShardIterator'), run: getShardIterator },
  GetRecords: { permissions: onIterator, run: getRecords },
};

/** The permissions that an operation needs, for calls in this process. Unknown operations need none: `call` rejects them. */
export function permissionsOf(operation: string, input: Input): TablePermission[] {
  const known = Object.hasOwn(DYNAMODB_OPERATIONS, operation) ? DYNAMODB_OPERATIONS[operation] : undefined;
  return known?.permissions(input) ?? [];
}

function onTable(operation: string) {
  return ({ TableName, IndexName }: Input): Permission[] => {
    const table = tableArn(TableName);
    return [permission(operation, IndexName === undefined ? table : `${table}/index/${IndexName}`)];
  };
}

function onItem(operation: string) {
  return (input: Input): TablePermission[] => [
    { ...permission(operation, tableArn(input['TableName'])), items: () => itemOf(input) },
  ];
}

function onEachTable(operation: string) {
  return ({ RequestItems }: Input): TablePermission[] =>
    Object.entries((RequestItems ?? {}) as Input).map(([table, requests]) => ({
      ...permission(operation, tableArn(table)),
      items: () => itemsOfBatch(table, requests),
    }));
}

/** A transaction needs the permission of each of its actions: the key of an action, and the operation that it stands for. */
const ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function ofEachAction({ TransactItems }: Input): TablePermission[] {
  const items: unknown[] = Array.isArray(TransactItems) ? TransactItems : [];
  return items.flatMap((item) =>
    Object.entries((item ?? {}) as Record<string, Input | null>).map(([kind, action]) => ({
      ...permission(ACTIONS[kind] ?? kind, tableArn(action?.['TableName'])),
      items: () => itemOf(action ?? {}),
    })),
  );
}

function onStream(operation: string) {
  return ({ StreamArn }: Input): Permission[] => [permission(operation, String(StreamArn))];
}

/** A shard iterator begins with the ARN of its stream. */
function onIterator({ ShardIterator }: Input): Permission[] {
  return [permission('GetRecords', String(ShardIterator).split('|')[0] ?? '')];
}

function permission(operation: string, resource: string): Permission {
  return { action: `dynamodb:${operation}`, resource };
}

function tableArn(name: unknown): string {
  const text = String(name);
  return text.startsWith('arn:') ? text : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${text}`;
}
