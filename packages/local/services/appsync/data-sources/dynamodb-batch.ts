// Batches of a DynamoDB data source: many tables at once, the answer by table in the order of the request.
import { expressions, plainItem, typedValues } from './attribute-values.ts';
import { fieldsOf, listOf, type SourceAnswer, type Table } from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

/** BatchGetItem: an item that is not there is null. */
export async function batchGet(request: Fields, call: Table): Promise<SourceAnswer> {
  const wanted = tablesOf(request).map(([table, given]) => {
    const { keys, consistentRead, projection } = fieldsOf(given, table);
    return { table, keys: itemsOf(keys, 'keys'), consistentRead, projection };
  });
  const RequestItems = Object.fromEntries(
    wanted.map(({ table, keys, consistentRead, projection }) => [
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
  const data = wanted.map(({ table, keys }) => [
    table,
    keys.map((key) => plainItem(found[table]?.find((item) => isOf(key, item)))),
  ]);
  const unprocessedKeys = wanted.map(({ table }) => [table, (left[table]?.Keys ?? []).map(plainItem)]);
  return { result: { data: Object.fromEntries(data), unprocessedKeys: Object.fromEntries(unprocessedKeys) } };
}

/** BatchPutItem: the items that were put. */
export function batchPut(request: Fields, call: Table): Promise<SourceAnswer> {
  return batchWrite(request, call, 'unprocessedItems', (Item) => ({ PutRequest: { Item } }));
}

/** BatchDeleteItem: the keys of what is gone. */
export function batchDelete(request: Fields, call: Table): Promise<SourceAnswer> {
  return batchWrite(request, call, 'unprocessedKeys', (Key) => ({ DeleteRequest: { Key } }));
}

type Write = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

async function batchWrite(
  request: Fields,
  call: Table,
  leftName: string,
  writeOf: (item: Item) => Write,
): Promise<SourceAnswer> {
  const wanted = tablesOf(request).map(([table, items]) => [table, itemsOf(items, table)] as const);
  const { UnprocessedItems } = await call('BatchWriteItem', {
    RequestItems: Object.fromEntries(wanted.map(([table, items]) => [table, items.map(writeOf)])),
  });
  const left = (UnprocessedItems ?? {}) as Record<string, Write[]>;
  const leftOf = (table: string) =>
    (left[table] ?? []).map((one) => one.PutRequest?.Item ?? one.DeleteRequest?.Key ?? {});
  const data = wanted.map(([table, items]) => [
    table,
    items.map((item) => (leftOf(table).some((one) => isOf(item, one)) ? null : plainItem(item))),
  ]);
  const unprocessed = wanted.map(([table]) => [table, leftOf(table).map(plainItem)]);
  return { result: { data: Object.fromEntries(data), [leftName]: Object.fromEntries(unprocessed) } };
}

function tablesOf(request: Fields): [string, unknown][] {
  return Object.entries(fieldsOf(request['tables'], 'tables'));
}

function itemsOf(items: unknown, what: string): Item[] {
  return listOf(items, what).map((item) => typedValues(item, what));
}

function isOf(key: Item, item: Item): boolean {
  return Object.entries(key).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
}
