// One write to one item: checks it, evaluates its condition and computes its effect.
import { validateKeyPaths, validateUpdates } from 'dynalite/db/index.js';
import { conditionFailedError, throwIfInvalid } from '../dynamodb-errors.ts';
import { matches } from '../expressions/condition-expression.ts';
import type { Path } from '../expressions/document-path.ts';
import { sectionsOf } from '../expressions/legacy-parameters.ts';
import { applyUpdate, type Section } from '../expressions/update-expression.ts';
import type { Database, Effect } from '../tables/database.ts';
import type { Item } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { conditionOfInput, type Input } from './request-input.ts';

/** The kinds of writes; `ConditionCheck` occurs only within a transaction. */
export type ActionKind = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck';

/** A write that was checked against its table; its item has not been read yet. */
export type Action = { kind: ActionKind; table: Table; key: string; input: Input };

const PUT_MESSAGES = {
  tooLarge: 'Item size has exceeded the maximum allowed size',
  emptyKey: 'A value specified for a secondary index key is not supported.',
};
const UPDATE_MESSAGES = {
  tooLarge: 'Item size to update has exceeded the maximum allowed size',
  emptyKey: 'The update expression attempted to update a secondary index key to a value that is not supported.',
};

/** Checks a write against its table. */
export function actionOf(database: Database, kind: ActionKind, input: Input): Action {
  const table = database.table(input['TableName']);
  const key = kind === 'PutItem' ? table.checkItem(input.Item, PUT_MESSAGES) : table.parseKey(input.Key);
  if (kind === 'UpdateItem')
    throwIfInvalid(validateUpdates(input['AttributeUpdates'], input._updates, table.definition));
  throwIfInvalid(validateKeyPaths(input._condition?.nestedPaths, table.definition));
  return { kind, table, key, input };
}

/** The effect of a write on its item as it is now. Throws when its condition is false or the update does not fit the item. */
export function effectOf({ kind, table, key, input }: Action): Effect {
  const before = table.items.get(key);
  const condition = conditionOfInput(input);
  if (condition && !matches(before ?? {}, condition))
    throw conditionFailedError(input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' ? before : undefined);
  const after = afterOf(kind, table, input, before);
  return { table, key, ...(before && { before }), ...(after && { after }) };
}

function afterOf(kind: ActionKind, table: Table, input: Input, before: Item | undefined): Item | undefined {
  if (kind === 'PutItem') return input.Item;
  if (kind === 'DeleteItem') return undefined;
  if (kind === 'ConditionCheck') return before;
  const after = applyUpdate(before ?? input.Key, sectionsOfInput(input));
  table.checkItem(after, UPDATE_MESSAGES);
  return after;
}

function sectionsOfInput(input: Input): readonly Section[] {
  return input._updates?.sections ?? sectionsOf((input['AttributeUpdates'] ?? {}) as Parameters<typeof sectionsOf>[0]);
}

/** The paths that an update names, for `UPDATED_OLD` and `UPDATED_NEW`. */
export function pathsOfUpdate(input: Input): readonly Path[] {
  return sectionsOfInput(input).map(({ path }) => path);
}
