// GetItem and BatchGetItem.
import { validateKeyPaths } from 'dynalite/db/index.js';
import { invalid, mustBeValid } from '../dynamodb-errors.ts';
import { type Path, pick } from '../expressions/document-path.ts';
import type { Database } from '../tables/database.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumed, consumedOfEach, readUnits } from './consumed-capacity.ts';
import { type Input, parseInput } from './request-input.ts';

type Answer = Record<string, unknown>;

/** One item, or nothing. */
export function get(database: Database, request: unknown): Answer {
  const input = parseInput('GetItem', request);
  const table = database.table(input['TableName']);
  const item = table.items.get(table.parseKey(input.Key));
  const paths = pathsOf(input, table);
  const units = readUnits(item ? sizeOfItem(item) : 0, input['ConsistentRead'] === true);
  return {
    ...(item && { Item: paths ? pick(item, paths) : item }),
    ...consumed(input['ReturnConsumedCapacity'], table, units),
  };
}

/** The paths that a read asks for; undefined for all of the item. */
export function pathsOf(input: Input, table: Table): readonly Path[] | undefined {
  mustBeValid(validateKeyPaths(input._projection?.nestedPaths, table.definition));
  return input._projection?.paths ?? (input['AttributesToGet'] as string[] | undefined)?.map((name) => [name]);
}

/** AWS: API_BatchGetItem. */
const BATCH_GET_MAX = 100;
const BATCH_GET_BYTES = 16 * 1024 * 1024;

/** Up to 100 items of any tables; what is over 16 MB comes back as unprocessed. */
export function batchGet(database: Database, request: unknown): Answer {
  const input = parseInput('BatchGetItem', request);
  const asked = Object.entries(input['RequestItems'] as Record<string, Input & { Keys: Item[] }>);
  if (asked.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) > BATCH_GET_MAX)
    throw invalid('Too many items requested for the BatchGetItem call');
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, Answer> = {};
  const units = new Map<Table, number>();
  let bytes = 0;
  for (const [name, one] of asked) {
    const table = database.table(name);
    const paths = pathsOf(one, table);
    const keys = one.Keys.map((key) => table.parseKey(key));
    if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
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
      if (item) found.push(paths ? pick(item, paths) : item);
    });
    responses[name] = found;
    const asked = (request as { RequestItems: Record<string, Answer> }).RequestItems[name];
    if (left.length > 0) unprocessed[name] = { ...asked, Keys: left };
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...consumedOfEach(input['ReturnConsumedCapacity'], units),
  };
}
