// PutItem, UpdateItem, DeleteItem and BatchWriteItem.

import { invalid } from '../dynamodb-errors.ts';
import { pick } from '../expressions/document-path.ts';
import type { Database, Effect } from '../tables/database.ts';
import type { Item } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumed, consumedOfEach, writeUnits } from './consumed-capacity.ts';
import { type Input, parseInput } from './request-input.ts';
import { type ActionKind, actionOf, effectOf, pathsOfUpdate } from './write-action.ts';

type Answer = Record<string, unknown>;

/** One write to one item. */
export function write(database: Database, kind: ActionKind, request: unknown): Answer {
  const input = parseInput(kind, request);
  const action = actionOf(database, kind, input);
  const effect = effectOf(action);
  database.write([effect]);
  const attributes = returned(input, effect);
  return {
    ...(attributes && Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...consumed(input['ReturnConsumedCapacity'], action.table, writeUnits(effect.before, effect.after)),
  };
}

function returned(input: Input, { before, after }: Effect): Item | undefined {
  switch (input['ReturnValues']) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && pick(before, pathsOfUpdate(input));
    case 'UPDATED_NEW':
      return after && pick(after, pathsOfUpdate(input));
    default:
      return undefined;
  }
}

type WriteRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };

/** AWS: API_BatchWriteItem. */
const BATCH_WRITE_MAX = 25;

/** Up to 25 puts and deletes, each for itself; here none of them is ever left unprocessed. */
export function batchWrite(database: Database, request: unknown): Answer {
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
  if (actions.length > BATCH_WRITE_MAX) throw invalid('Too many items requested for the BatchWriteItem call');
  if (new Set(actions.map(({ table, key }) => `${table.name}/${key}`)).size < actions.length)
    throw invalid('Provided list of item keys contains duplicates');
  const units = new Map<Table, number>();
  const effects = actions.map(effectOf);
  for (const effect of effects) {
    database.write([effect]);
    units.set(effect.table, (units.get(effect.table) ?? 0) + writeUnits(effect.before, effect.after));
  }
  return { UnprocessedItems: {}, ...consumedOfEach(input['ReturnConsumedCapacity'], units) };
}
