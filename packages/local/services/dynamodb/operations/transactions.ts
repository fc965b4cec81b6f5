// TransactWriteItems and TransactGetItems: all actions or none, at one moment.
import { createHash } from 'node:crypto';
import { AwsError } from '../../../errors.ts';
import { validationError } from '../dynamodb-errors.ts';
import { project } from '../expressions/document-path.ts';
import type { Database, Effect } from '../tables/database.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumedCapacityOfEach, readUnits, writeUnits } from './consumed-capacity.ts';
import { parseInput, parseWithTypes } from './request-input.ts';
import { type Action, type ActionKind, actionOf, effectOf } from './write-action.ts';

/** AWS: "Managing complex workflows with DynamoDB transactions". */
const ITEMS_MAX = 100;
const BYTES_MAX = 4 * 1024 * 1024;
const TOKEN_MS = 10 * 60 * 1000;

/** The bucket of the client request tokens of the last ten minutes. */
export const TOKENS = 'dynamodb.tokens';

/** A stored transaction: its time, and a hash of its request. */
type Token = { at: number; hash: string };

const ACTION_KINDS: Readonly<Record<string, ActionKind>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheck',
};

const REQUEST_TYPES = {
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: ITEMS_MAX,
    children: { type: 'ValueStruct<TransactItem>', children: {} },
  },
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] },
};

/** Runs up to 100 writes, all or none. Repeating a token with the same request within ten minutes does nothing. */
export function transactWriteItems(
  database: Database,
  request: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { ClientRequestToken: token, ReturnConsumedCapacity: level } = parseWithTypes(
    { ...request, TransactItems: placeholders(request['TransactItems']) },
    REQUEST_TYPES,
  );
  const actions = itemsOf(request).map((item) => parseAction(database, item));
  const before =
    token === undefined ? undefined : (database.storage.bucket(TOKENS).get(token as string) as Token | undefined);
  const hash = createHash('sha256').update(JSON.stringify(request['TransactItems'])).digest('base64');
  const now = database.clock.now();
  if (before && before.at > now - TOKEN_MS) {
    if (before.hash === hash) return {};
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }
  if (new Set(actions.map(({ table, key }) => `${table.name}/${key}`)).size < actions.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
  const effects = allOrNone(actions);
  if (effects.reduce((sum, { after }) => sum + (after ? sizeOfItem(after) : 0), 0) > BYTES_MAX)
    throw validationError('Transaction request size has exceeded the maximum allowed size of 4 MB');
  database.write(
    effects,
    token === undefined ? [] : [{ bucket: TOKENS, key: token as string, value: { at: now, hash } satisfies Token }],
  );
  const units = new Map<Table, number>();
  for (const effect of effects)
    units.set(effect.table, (units.get(effect.table) ?? 0) + 2 * writeUnits(effect.before, effect.after));
  return consumedCapacityOfEach(level, units);
}

/** The tokens that are older than ten minutes. */
export function expiredTokens(database: Database): string[] {
  const until = database.clock.now() - TOKEN_MS;
  return [...database.storage.bucket(TOKENS)].filter(([, token]) => (token as Token).at <= until).map(([key]) => key);
}

/** Empty objects in place of the items, for the validation of the request as a whole. */
function placeholders(items: unknown): unknown {
  return Array.isArray(items) ? items.map(() => ({})) : items;
}

function itemsOf(request: Readonly<Record<string, unknown>>): readonly unknown[] {
  return request['TransactItems'] as readonly unknown[];
}

function parseAction(database: Database, item: unknown): Action {
  const named = Object.entries((item ?? {}) as Record<string, unknown>).filter(([, value]) => value != null);
  const [name, input] = named[0] ?? [''];
  const kind = Object.hasOwn(ACTION_KINDS, name) ? ACTION_KINDS[name] : undefined;
  if (named.length !== 1 || !kind)
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  const parsed = parseInput(kind, input);
  if (kind === 'ConditionCheck' && !parsed._condition)
    throw validationError(
      "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    );
  return actionOf(database, kind, parsed);
}

/** AWS: API_TransactWriteItems, CancellationReasons. */
const REASONS: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

type Reason = { Code: string; Message?: string; Item?: unknown };

function allOrNone(actions: readonly Action[]): Effect[] {
  const effects: Effect[] = [];
  const reasons = actions.map((action): Reason => {
    try {
      effects.push(effectOf(action));
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof AwsError) || !REASONS[error.type]) throw error;
      return { Code: REASONS[error.type] as string, Message: error.message, ...error.fields };
    }
  });
  if (effects.length === actions.length) return effects;
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** Reads up to 100 items as they are at one moment. */
export function transactGetItems(
  database: Database,
  request: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { ReturnConsumedCapacity: level } = parseWithTypes(
    { ...request, TransactItems: placeholders(request['TransactItems']) },
    REQUEST_TYPES,
  );
  const units = new Map<Table, number>();
  const responses = itemsOf(request).map((one) => {
    const input = parseInput('GetItem', (one as { Get?: unknown } | null)?.Get ?? {});
    const table = database.table(input['TableName']);
    const item: Item | undefined = table.items.get(table.parseKey(input.Key));
    units.set(table, (units.get(table) ?? 0) + 2 * readUnits(item ? sizeOfItem(item) : 0, true));
    return item ? { Item: input._projection ? project(item, input._projection.paths) : item } : {};
  });
  return { Responses: responses, ...consumedCapacityOfEach(level, units) };
}
