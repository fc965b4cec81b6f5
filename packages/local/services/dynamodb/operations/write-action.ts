// One write to one item: what it would do, if its condition holds.
import { validateKeyPaths, validateUpdates } from 'dynalite/db/index.js';
import { conditionFailed, mustBeValid } from '../dynamodb-errors.ts';
import { fits } from '../expressions/condition-expression.ts';
import type { Path } from '../expressions/document-path.ts';
import { sectionsOf } from '../expressions/legacy-parameters.ts';
import { type Section, updated } from '../expressions/update-expression.ts';
import type { Database, Effect } from '../tables/database.ts';
import type { Item } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { conditionOfInput, type Input } from './request-input.ts';

/** The writes there are; `ConditionCheck` only within a transaction. */
export type ActionKind = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck';

/** A write that is checked against its table but has not looked at the item yet. */
export type Action = { kind: ActionKind; table: Table; key: string; input: Input };

const PUT_WORDS = {
  tooLarge: 'Item size has exceeded the maximum allowed size',
  emptyKey: 'A value specified for a secondary index key is not supported.',
};
const UPDATE_WORDS = {
  tooLarge: 'Item size to update has exceeded the maximum allowed size',
  emptyKey: 'The update expression attempted to update a secondary index key to a value that is not supported.',
};

/** Checks a write against its table. */
export function actionOf(database: Database, kind: ActionKind, input: Input): Action {
  const table = database.table(input['TableName']);
  const key = kind === 'PutItem' ? table.checkItem(input.Item, PUT_WORDS) : table.parseKey(input.Key);
  if (kind === 'UpdateItem') mustBeValid(validateUpdates(input['AttributeUpdates'], input._updates, table.definition));
  mustBeValid(validateKeyPaths(input._condition?.nestedPaths, table.definition));
  return { kind, table, key, input };
}

/** What a write does to its item now. Throws when its condition does not hold or the update does not fit the item. */
export function effectOf({ kind, table, key, input }: Action): Effect {
  const before = table.items.get(key);
  const condition = conditionOfInput(input);
  if (condition && !fits(before ?? {}, condition))
    throw conditionFailed(input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' ? before : undefined);
  const after = afterOf(kind, table, input, before);
  return { table, key, ...(before && { before }), ...(after && { after }) };
}

function afterOf(kind: ActionKind, table: Table, input: Input, before: Item | undefined): Item | undefined {
  if (kind === 'PutItem') return input.Item;
  if (kind === 'DeleteItem') return undefined;
  if (kind === 'ConditionCheck') return before;
  const after = updated(before ?? input.Key, sectionsOfInput(input));
  table.checkItem(after, UPDATE_WORDS);
  return after;
}

function sectionsOfInput(input: Input): readonly Section[] {
  return input._updates?.sections ?? sectionsOf((input['AttributeUpdates'] ?? {}) as Parameters<typeof sectionsOf>[0]);
}

/** The paths that an update names, for `UPDATED_OLD` and `UPDATED_NEW`. */
export function pathsOfUpdate(input: Input): readonly Path[] {
  return sectionsOfInput(input).map(({ path }) => path);
}
