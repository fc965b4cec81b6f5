// TransactWriteItems and TransactGetItems: all of it or nothing, at one moment.
import { createHash } from 'node:crypto';
import { AwsError } from '../../../errors.ts';
import { invalid } from '../dynamodb-errors.ts';
import { pick } from '../expressions/document-path.ts';
import type { Database, Effect } from '../tables/database.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';
import { consumedOfEach, readUnits, writeUnits } from './consumed-capacity.ts';
import { parseInput, parseTyped } from './request-input.ts';
import { type Action, type ActionKind, actionOf, effectOf } from './write-action.ts';

/** AWS: "Managing complex workflows with DynamoDB transactions". */
const ITEMS_MAX = 100;
const BYTES_MAX = 4 * 1024 * 1024;
const TOKEN_MS = 10 * 60 * 1000;

/** The bucket of the tokens of the last ten minutes. */
export const TOKENS = 'dynamodb.tokens';

/** What is remembered of a transaction: when it was, and what it asked for. */
type Token = { at: number; hash: string };

const KINDS: Readonly<Record<string, ActionKind>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheck',
};

const WHOLE = {
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

/** Up to 100 writes, all or none. The same token with the same request within ten minutes does nothing more. */
export function transactWrite(database: Database, request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { ClientRequestToken: token, ReturnConsumedCapacity: asked } = parseTyped(
    { ...request, TransactItems: shapes(request['TransactItems']) },
    WHOLE,
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
    throw invalid('Transaction request cannot include multiple operations on one item');
  const effects = allOrNone(actions);
  if (effects.reduce((sum, { after }) => sum + (after ? sizeOfItem(after) : 0), 0) > BYTES_MAX)
    throw invalid('Transaction request size has exceeded the maximum allowed size of 4 MB');
  database.write(
    effects,
    token === undefined ? [] : [{ bucket: TOKENS, key: token as string, value: { at: now, hash } satisfies Token }],
  );
  const units = new Map<Table, number>();
  for (const effect of effects)
    units.set(effect.table, (units.get(effect.table) ?? 0) + 2 * writeUnits(effect.before, effect.after));
  return consumedOfEach(asked, units);
}

/** The tokens that are older than ten minutes, to be forgotten. */
export function oldTokens(database: Database): string[] {
  const until = database.clock.now() - TOKEN_MS;
  return [...database.storage.bucket(TOKENS)].filter(([, token]) => (token as Token).at <= until).map(([key]) => key);
}

/** What the check of the whole needs to see of the items: that each is an object. */
function shapes(items: unknown): unknown {
  return Array.isArray(items) ? items.map(() => ({})) : items;
}

function itemsOf(request: Readonly<Record<string, unknown>>): readonly unknown[] {
  return request['TransactItems'] as readonly unknown[];
}

function parseAction(database: Database, item: unknown): Action {
  const named = Object.entries((item ?? {}) as Record<string, unknown>).filter(([, value]) => value != null);
  const [name, input] = named[0] ?? [''];
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (named.length !== 1 || !kind) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const parsed = parseInput(kind, input);
  if (kind === 'ConditionCheck' && !parsed._condition)
    throw invalid(
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

/** Up to 100 items as they are at one moment. */
export function transactGet(database: Database, request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { ReturnConsumedCapacity: asked } = parseTyped(
    { ...request, TransactItems: shapes(request['TransactItems']) },
    WHOLE,
  );
  const units = new Map<Table, number>();
  const responses = itemsOf(request).map((one) => {
    const input = parseInput('GetItem', (one as { Get?: unknown } | null)?.Get ?? {});
    const table = database.table(input['TableName']);
    const item: Item | undefined = table.items.get(table.parseKey(input.Key));
    units.set(table, (units.get(table) ?? 0) + 2 * readUnits(item ? sizeOfItem(item) : 0, true));
    return item ? { Item: input._projection ? pick(item, input._projection.paths) : item } : {};
  });
  return { Responses: responses, ...consumedOfEach(asked, units) };
}
