// GetItem and BatchGetItem.
import { validateKeyPaths } from 'dynalite/db/index.js';
import { throwIfInvalid, validationError } from '../dynamodb-errors.ts';
import { type Path, project } from '../expressions/document-path.ts';
import type { Database } from '../tables/database.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumedCapacity, consumedCapacityOfEach, readUnits } from './consumed-capacity.ts';
import { type Input, parseInput } from './request-input.ts';

type Output = Record<string, unknown>;

/** Reads one item. */
export function getItem(database: Database, request: unknown): Output {
  const input = parseInput('GetItem', request);
  const table = database.table(input['TableName']);
  const item = table.items.get(table.parseKey(input.Key));
  const paths = pathsOf(input, table);
  const units = readUnits(item ? sizeOfItem(item) : 0, input['ConsistentRead'] === true);
  return {
    ...(item && { Item: paths ? project(item, paths) : item }),
    ...consumedCapacity(input['ReturnConsumedCapacity'], table, units),
  };
}

/** The paths that a read requests; undefined for the whole item. */
export function pathsOf(input: Input, table: Table): readonly Path[] | undefined {
  throwIfInvalid(validateKeyPaths(input._projection?.nestedPaths, table.definition));
  return input._projection?.paths ?? (input['AttributesToGet'] as string[] | undefined)?.map((name) => [name]);
}

/** AWS: API_BatchGetItem. */
const BATCH_GET_MAX = 100;
const BATCH_GET_BYTES = 16 * 1024 * 1024;

/** Reads up to 100 items of any tables; keys beyond 16 MB are returned as unprocessed. */
export function batchGetItem(database: Database, request: unknown): Output {
  const input = parseInput('BatchGetItem', request);
  const asked = Object.entries(input['RequestItems'] as Record<string, Input & { Keys: Item[] }>);
  if (asked.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) > BATCH_GET_MAX)
    throw validationError('Too many items requested for the BatchGetItem call');
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, Output> = {};
  const units = new Map<Table, number>();
  let bytes = 0;
  for (const [name, one] of asked) {
    const table = database.table(name);
    const paths = pathsOf(one, table);
    const keys = one.Keys.map((key) => table.parseKey(key));
    if (new Set(keys).size < keys.length) throw validationError('Provided list of item keys contains duplicates');
    const found: Item[] = [];
    const left: Item[] = [];
    keys.forEach((key, index) => {
      const item = table.items.get(key);
      const size = item ? sizeOfItem(item) : 0;
      if (bytes + size > BATCH_GET_BYTES) {
        left.push(one.Keys[index] as Item);
        return;
      }
      bytes += size;
      units.set(table, (units.get(table) ?? 0) + readUnits(size, one['ConsistentRead'] === true));
      if (item) found.push(paths ? project(item, paths) : item);
    });
    responses[name] = found;
    const asked = (request as { RequestItems: Record<string, Output> }).RequestItems[name];
    if (left.length > 0) unprocessed[name] = { ...asked, Keys: left };
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...consumedCapacityOfEach(input['ReturnConsumedCapacity'], units),
  };
}
