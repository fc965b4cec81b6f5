// Which permissions an operation needs, so that a role can be asked before it is done.
import { ACCOUNT, REGION } from '../resource-ids.ts';

/** One thing that a policy must allow: `dynamodb:PutItem` on a table's, index's or stream's ARN. */
export type Need = { action: string; resource: string };

type Request = Readonly<Record<string, unknown>>;

const TRANSACT: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** What a request needs. AWS: Service Authorization Reference, "Actions, resources, and condition keys for DynamoDB". */
export function needsOf(operation: string, request: Request): Need[] {
  if (operation.startsWith('Transact')) return listOf(request['TransactItems']).flatMap(needsOfPart);
  if (operation.startsWith('Batch'))
    return Object.keys((request['RequestItems'] ?? {}) as object).map((table) => need(operation, tableArn(table)));
  if (operation === 'ListTables' || operation === 'ListStreams') return [need(operation, '*')];
  if (operation === 'GetRecords') return [need(operation, String(request['ShardIterator']).split('|')[0] ?? '')];
  if (request['StreamArn'] !== undefined) return [need(operation, String(request['StreamArn']))];
  const table = tableArn(request['TableName']);
  return [need(operation, request['IndexName'] === undefined ? table : `${table}/index/${request['IndexName']}`)];
}

function needsOfPart(part: unknown): Need[] {
  return Object.entries((part ?? {}) as Record<string, Request | null>).map(([kind, request]) =>
    need(TRANSACT[kind] ?? kind, tableArn(request?.['TableName'])),
  );
}

function listOf(parts: unknown): readonly unknown[] {
  return Array.isArray(parts) ? parts : [];
}

function need(operation: string, resource: string): Need {
  return { action: `dynamodb:${operation}`, resource };
}

function tableArn(name: unknown): string {
  const text = String(name);
  return text.startsWith('arn:') ? text : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${text}`;
}
