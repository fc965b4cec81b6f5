// Batch operations of a DynamoDB data source: several tables, with the results by table in the order of the request.
import { expressions, plainItem, typedValues } from './attribute-values.ts';
import { type DynamoDbCall, parseList, parseObject, type SourceResult } from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

/** BatchGetItem: an absent item is null. */
export async function batchGet(request: Fields, call: DynamoDbCall): Promise<SourceResult> {
  const tables = tablesOf(request).map(([table, given]) => {
    const { keys, consistentRead, projection } = parseObject(given, table);
    return { table, keys: itemsOf(keys, 'keys'), consistentRead, projection };
  });
  const RequestItems = Object.fromEntries(
    tables.map(({ table, keys, consistentRead, projection }) => [
      table,
      {
        Keys: keys,
        ...(typeof consistentRead === 'boolean' && { ConsistentRead: consistentRead }),
        ...expressions({ ProjectionExpression: projection }),
      },
    ]),
  );
  const { Responses, UnprocessedKeys } = await call('BatchGetItem', { RequestItems });
  const found = (Responses ?? {}) as Record<string, Item[]>;
  const left = (UnprocessedKeys ?? {}) as Record<string, { Keys?: Item[] }>;
  const data = tables.map(({ table, keys }) => [
    table,
    keys.map((key) => plainItem(found[table]?.find((item) => isOf(key, item)))),
  ]);
  const unprocessedKeys = tables.map(({ table }) => [table, (left[table]?.Keys ?? []).map(plainItem)]);
  return { result: { data: Object.fromEntries(data), unprocessedKeys: Object.fromEntries(unprocessedKeys) } };
}

/** BatchPutItem: returns the items that were put. */
export function batchPut(request: Fields, call: DynamoDbCall): Promise<SourceResult> {
  return batchWrite(request, call, 'unprocessedItems', (Item) => ({ PutRequest: { Item } }));
}

/** BatchDeleteItem: returns the keys of the deleted items. */
export function batchDelete(request: Fields, call: DynamoDbCall): Promise<SourceResult> {
  return batchWrite(request, call, 'unprocessedKeys', (Key) => ({ DeleteRequest: { Key } }));
}

type Write = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

async function batchWrite(
  request: Fields,
  call: DynamoDbCall,
  leftName: string,
  writeOf: (item: Item) => Write,
): Promise<SourceResult> {
  const tables = tablesOf(request).map(([table, items]) => [table, itemsOf(items, table)] as const);
  const { UnprocessedItems } = await call('BatchWriteItem', {
    RequestItems: Object.fromEntries(tables.map(([table, items]) => [table, items.map(writeOf)])),
  });
  const left = (UnprocessedItems ?? {}) as Record<string, Write[]>;
  const leftOf = (table: string) =>
    (left[table] ?? []).map((one) => one.PutRequest?.Item ?? one.DeleteRequest?.Key ?? {});
  const data = tables.map(([table, items]) => [
    table,
    items.map((item) => (leftOf(table).some((one) => isOf(item, one)) ? null : plainItem(item))),
  ]);
  const unprocessed = tables.map(([table]) => [table, leftOf(table).map(plainItem)]);
  return { result: { data: Object.fromEntries(data), [leftName]: Object.fromEntries(unprocessed) } };
}

function tablesOf(request: Fields): [string, unknown][] {
  return Object.entries(parseObject(request['tables'], 'tables'));
}

function itemsOf(items: unknown, what: string): Item[] {
  return parseList(items, what).map((item) => typedValues(item, what));
}

function isOf(key: Item, item: Item): boolean {
  return Object.entries(key).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
}
