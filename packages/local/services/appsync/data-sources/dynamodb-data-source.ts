// AMAZON_DYNAMODB: the operations of AppSync's DynamoDB function on a table. "… reference for DynamoDB".
import { AwsError } from '../../../errors.ts';
import { expressions, plainItem, typedValues } from './attribute-values.ts';
import {
  type DataSource,
  type DynamoDbCall,
  InvalidRequest,
  parseObject,
  type SourceResult,
  toErrorResult,
} from './data-source.ts';
import { batchDelete, batchGet, batchPut } from './dynamodb-batch.ts';
import { transactGet, transactWrite } from './dynamodb-transact.ts';

type Fields = Readonly<Record<string, unknown>>;

type Operation = (request: Fields, call: DynamoDbCall, tableName: string) => Promise<SourceResult>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  async GetItem(request, call, TableName) {
    const { Item } = await call('GetItem', {
      TableName,
      Key: typedValues(request['key'], 'key'),
      ...given('ConsistentRead', request['consistentRead']),
      ...expressions({ ProjectionExpression: request['projection'] }),
    });
    return { result: plainItem(Item) };
  },

  async PutItem(request, call, TableName) {
    const Item = {
      ...typedValues(request['attributeValues'] ?? {}, 'attributeValues'),
      ...typedValues(request['key'], 'key'),
    };
    await call('PutItem', { TableName, Item, ...conditionOf(request) });
    return { result: plainItem(Item) };
  },

  async UpdateItem(request, call, TableName) {
    const { Attributes } = await call('UpdateItem', {
      TableName,
      Key: typedValues(request['key'], 'key'),
      ReturnValues: 'ALL_NEW',
      ...conditionOf(request, { UpdateExpression: request['update'] }),
    });
    return { result: plainItem(Attributes) };
  },

  async DeleteItem(request, call, TableName) {
    const { Attributes } = await call('DeleteItem', {
      TableName,
      Key: typedValues(request['key'], 'key'),
      ReturnValues: 'ALL_OLD',
      ...conditionOf(request),
    });
    return { result: plainItem(Attributes) };
  },

  Query: (request, call, TableName) =>
    page('Query', call, {
      ...pageInput(request, TableName),
      ...given('ScanIndexForward', request['scanIndexForward']),
      ...expressions({
        KeyConditionExpression: parseObject(request['query'], 'query'),
        FilterExpression: request['filter'],
        ProjectionExpression: request['projection'],
      }),
    }),

  Scan: (request, call, TableName) =>
    page('Scan', call, {
      ...pageInput(request, TableName),
      ...given('TotalSegments', request['totalSegments']),
      ...given('Segment', request['segment']),
      ...expressions({ FilterExpression: request['filter'], ProjectionExpression: request['projection'] }),
    }),

  BatchGetItem: batchGet,
  BatchPutItem: batchPut,
  BatchDeleteItem: batchDelete,
  TransactGetItems: transactGet,
  TransactWriteItems: transactWrite,
};

/** Creates the data source of a table. */
export function dynamoDbSource(name: string, tableName: string, call: DynamoDbCall): DataSource {
  return {
    name,
    type: 'AMAZON_DYNAMODB',
    async run(input) {
      const request = parseObject(input, 'the request');
      const operation = String(request['operation']);
      const perform = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
      if (!perform) throw new InvalidRequest(`${operation} is not an operation of a DynamoDB data source`);
      try {
        return await perform(request, call, tableName);
      } catch (error) {
        const result = toErrorResult(error, 'DynamoDB');
        // "Condition expressions": the stored item is the result beside the error.
        const item =
          error instanceof AwsError && error.type === 'ConditionalCheckFailedException' && error.fields['Item'];
        return item ? { ...result, result: plainItem(item) } : result;
      }
    },
  };
}

function conditionOf(request: Fields, more: Fields = {}): Record<string, unknown> {
  if (request['condition'] === undefined || request['condition'] === null) return expressions(more);
  return {
    ...expressions({ ...more, ConditionExpression: request['condition'] }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function pageInput(request: Fields, TableName: string): Record<string, unknown> {
  return {
    TableName,
    ...given('IndexName', request['index']),
    ...given('Limit', request['limit']),
    ...given('ConsistentRead', request['consistentRead']),
    ...given('Select', request['select']),
    ...given('ExclusiveStartKey', parseToken(request['nextToken'])),
  };
}

async function page(operation: string, call: DynamoDbCall, input: Record<string, unknown>): Promise<SourceResult> {
  const { Items, LastEvaluatedKey, ScannedCount } = await call(operation, input);
  const items = (Items as unknown[] | undefined)?.map(plainItem) ?? [];
  return { result: { items, nextToken: encodeToken(LastEvaluatedKey), scannedCount: ScannedCount ?? items.length } };
}

// The content of a token on AWS is not known; here it is the key at which the page ended.
function encodeToken(key: unknown): string | null {
  return key === undefined ? null : Buffer.from(JSON.stringify(key)).toString('base64url');
}

function parseToken(token: unknown): unknown {
  if (token === undefined || token === null) return undefined;
  try {
    return parseObject(JSON.parse(Buffer.from(String(token), 'base64url').toString('utf8')), 'nextToken');
  } catch {
    throw new AwsError('DynamoDbException', 'Invalid pagination token given.');
  }
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null ? {} : { [name]: value };
}
