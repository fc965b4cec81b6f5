// Parses the input of a request: copies it, validates it as AWS does, and parses its expressions.
import * as batchGetItem from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import * as deleteItem from 'dynalite/validations/deleteItem.js';
import * as getItem from 'dynalite/validations/getItem.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import * as listTables from 'dynalite/validations/listTables.js';
import * as putItem from 'dynalite/validations/putItem.js';
import * as query from 'dynalite/validations/query.js';
import * as scan from 'dynalite/validations/scan.js';
import * as updateItem from 'dynalite/validations/updateItem.js';
import type { Condition } from '../expressions/condition-expression.ts';
import '../expressions/dynalite-adapter.ts';
import { awsErrorOf, validationError } from '../dynamodb-errors.ts';
import type { Path } from '../expressions/document-path.ts';
import { conditionOf } from '../expressions/legacy-parameters.ts';
import type { Section } from '../expressions/update-expression.ts';
import type { Item } from '../tables/item.ts';

/** A validated input; parsed expressions are under names that begin with `_`. */
export type Input = Readonly<Record<string, unknown>> & {
  readonly Key: Item;
  readonly Item: Item;
  readonly _condition?: { expression: Condition; nestedPaths: unknown };
  readonly _filter?: { expression: Condition; nestedPaths: unknown; pathHeads: Readonly<Record<string, unknown>> };
  readonly _projection?: { paths: readonly Path[]; nestedPaths: unknown };
  readonly _updates?: { sections: readonly Section[]; paths: readonly Path[] };
};

type Validation = { types: Record<string, object>; custom?: (data: object, store: object) => string | undefined };

const ON_FAILURE = { ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] } };

/** A condition check has the same fields as a delete. */
const CHECKS: Readonly<Record<string, Validation>> = {
  PutItem: { ...putItem, types: { ...putItem.types, ...ON_FAILURE } },
  UpdateItem: { ...updateItem, types: { ...updateItem.types, ...ON_FAILURE } },
  DeleteItem: { ...deleteItem, types: { ...deleteItem.types, ...ON_FAILURE } },
  ConditionCheck: { ...deleteItem, types: { ...deleteItem.types, ...ON_FAILURE } },
  GetItem: getItem,
  Query: query,
  Scan: scan,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  ListTables: listTables,
};

/** The engine checks the size of items itself, in UTF-8. */
const NO_LIMIT = { options: { maxItemSize: Number.POSITIVE_INFINITY } };

/** AWS: "Quotas in Amazon DynamoDB", expression parameters. */
const EXPRESSION_MAX = 4096;

const EXPRESSIONS = [
  'ConditionExpression',
  'UpdateExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
];

/** Parses and validates the input of an operation as AWS does. The request itself is not changed. */
export function parseInput(operation: string, request: unknown): Input {
  const check = CHECKS[operation] as Validation;
  try {
    const copied = copy(request, 0) as Record<string, unknown>;
    const input = checkTypes(copied, check.types);
    limitExpressions(input);
    checkValidations(input, check.types, check.custom, NO_LIMIT);
    return input as Input;
  } catch (error) {
    throw awsErrorOf(error);
  }
}

/** Parses the input of an operation that dynalite does not support; `types` are written as dynalite writes them. */
export function parseWithTypes(request: unknown, types: Record<string, object>): Record<string, unknown> {
  try {
    const input = checkTypes(copy(request, 0) as Record<string, unknown>, types);
    checkValidations(input, types, undefined, NO_LIMIT);
    return input;
  } catch (error) {
    throw awsErrorOf(error);
  }
}

/** The condition of a write, from an expression or from the legacy parameters. */
export function conditionOfInput(input: Input): Condition | undefined {
  if (input._condition) return input._condition.expression;
  return input['Expected'] === undefined
    ? undefined
    : conditionOf(input['Expected'] as Parameters<typeof conditionOf>[0], input['ConditionalOperator']);
}

/** JSON nests twice for each of DynamoDB's 32 levels, and a few more around an item. */
const JSON_DEPTH_MAX = 80;

/** Copies the request, as the validations modify it. They would take `__proto__` for JavaScript's own property. */
function copy(of: unknown, depth: number): unknown {
  if (typeof of !== 'object' || of === null) return of;
  if (depth > JSON_DEPTH_MAX)
    throw validationError(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  if (Array.isArray(of)) return of.map((member) => copy(member, depth + 1));
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(of)) {
    if (key === '__proto__') throw validationError('An attribute with the name __proto__ is not emulated.');
    copied[key] = copy((of as Record<string, unknown>)[key], depth + 1);
  }
  return copied;
}

function limitExpressions(input: Readonly<Record<string, unknown>>): void {
  for (const name of EXPRESSIONS) {
    const size = typeof input[name] === 'string' ? Buffer.byteLength(input[name]) : 0;
    if (size > EXPRESSION_MAX)
      throw validationError(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
  }
}
