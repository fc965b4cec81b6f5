// PutItem, UpdateItem, DeleteItem and BatchWriteItem.

import { validationError } from '../dynamodb-errors.ts';
import { project } from '../expressions/document-path.ts';
import type { Database, Effect } from '../tables/database.ts';
import type { Item } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumedCapacity, consumedCapacityOfEach, writeUnits } from './consumed-capacity.ts';
import { type Input, parseInput } from './request-input.ts';
import { type ActionKind, actionOf, effectOf, pathsOfUpdate } from './write-action.ts';

type Output = Record<string, unknown>;

/** Runs one write to one item. */
export function writeItem(database: Database, kind: ActionKind, request: unknown): Output {
  const input = parseInput(kind, request);
  const action = actionOf(database, kind, input);
  const effect = effectOf(action);
  database.write([effect]);
  const attributes = returnedAttributes(input, effect);
  return {
    ...(attributes && Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...consumedCapacity(input['ReturnConsumedCapacity'], action.table, writeUnits(effect.before, effect.after)),
  };
}

function returnedAttributes(input: Input, { before, after }: Effect): Item | undefined {
  switch (input['ReturnValues']) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && project(before, pathsOfUpdate(input));
    case 'UPDATED_NEW':
      return after && project(after, pathsOfUpdate(input));
    default:
      return undefined;
  }
}

type WriteRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

/** AWS: API_BatchWriteItem. */
const BATCH_WRITE_MAX = 25;

/** Runs up to 25 puts and deletes, each on its own; none is ever left unprocessed here. */
export function batchWriteItem(database: Database, request: unknown): Output {
  const input = parseInput('BatchWriteItem', request);
  const requests = input['RequestItems'] as Record<string, WriteRequest[]>;
  const actions = Object.entries(requests).flatMap(([name, writes]) =>
    writes.map(({ PutRequest, DeleteRequest }) =>
      actionOf(database, PutRequest ? 'PutItem' : 'DeleteItem', {
        TableName: name,
        Item: PutRequest?.Item ?? {},
        Key: DeleteRequest?.Key ?? {},
      }),
    ),
  );
  if (actions.length > BATCH_WRITE_MAX) throw validationError('Too many items requested for the BatchWriteItem call');
  if (new Set(actions.map(({ table, key }) => `${table.name}/${key}`)).size < actions.length)
    throw validationError('Provided list of item keys contains duplicates');
  const units = new Map<Table, number>();
  const effects = actions.map(effectOf);
  for (const effect of effects) {
    database.write([effect]);
    units.set(effect.table, (units.get(effect.table) ?? 0) + writeUnits(effect.before, effect.after));
  }
  return { UnprocessedItems: {}, ...consumedCapacityOfEach(input['ReturnConsumedCapacity'], units) };
}
