// Query and Scan: one partition in the order of its range key, or a whole table or index.
import { validationError } from '../dynamodb-errors.ts';
import { compareValues } from '../expressions/condition-expression.ts';
import type { Database } from '../tables/database.ts';
import { type Item, typeOf, type Value } from '../tables/item.ts';
import { encodeKey } from '../tables/key-encoding.ts';
import type { Range } from '../tables/sorted-keys.ts';
import type { TableIndex } from '../tables/table-index.ts';
import { type Input, parseInput } from './request-input.ts';
import { parseStart, readPage, type Start } from './result-page.ts';

type KeyCondition = { ComparisonOperator: string; AttributeValueList: readonly Value[] };
type KeyConditions = Readonly<Record<string, KeyCondition>>;

/** Reads a page of the items with one hash key. */
export function query(database: Database, request: unknown): Record<string, unknown> {
  const input = parseInput('Query', request);
  const table = database.table(input['TableName']);
  const index = table.index(input['IndexName']);
  const conditions = input['KeyConditions'] as KeyConditions;
  checkConditions(conditions, index);
  checkFilter(input, index);
  const hash = conditions[index.hash.name]?.AttributeValueList[0]?.[index.hash.type] as string;
  const condition = index.range && conditions[index.range.name];
  const start = parseStart(input, table, index);
  if (start) checkStart(start, hash, input['ExclusiveStartKey'] as Item, index, condition);
  const keys = index.order.query(
    hash,
    condition ? rangeOf(condition) : {},
    input['ScanIndexForward'] !== false,
    start?.place,
  );
  return readPage(input, table, index, keys);
}

/** Reads a page of all items, or of one segment of them. */
export function scan(database: Database, request: unknown): Record<string, unknown> {
  const input = parseInput('Scan', request);
  const table = database.table(input['TableName']);
  const index = table.index(input['IndexName']);
  const segment = { number: (input['Segment'] as number) ?? 0, of: (input['TotalSegments'] as number) ?? 1 };
  return readPage(input, table, index, index.order.scan(segment, parseStart(input, table, index)));
}

const NOT_INDEXABLE = ['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'];

function checkConditions(conditions: KeyConditions, { hash, range }: TableIndex): void {
  const count = Object.keys(conditions).length;
  if (!range && count > 1) throw validationError('Query key condition not supported');
  for (const { name, type } of [hash, ...(range ? [range] : [])]) {
    const condition = Object.hasOwn(conditions, name) ? conditions[name] : undefined;
    if (!condition) {
      if (name === hash.name || count > 1) throw validationError(`Query condition missed key schema element: ${name}`);
      continue;
    }
    if (NOT_INDEXABLE.includes(condition.ComparisonOperator))
      throw validationError('Attempted conditional constraint is not an indexable operation');
    if (condition.AttributeValueList.some((value) => typeOf(value) !== type))
      throw validationError(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    if (name === hash.name && condition.ComparisonOperator !== 'EQ')
      throw validationError('Query key condition not supported');
    if (condition.AttributeValueList.some((value) => value[type] === ''))
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
      );
  }
}

function checkFilter(input: Input, { hash, range }: TableIndex): void {
  const legacy = input['QueryFilter'] as Readonly<Record<string, unknown>> | undefined;
  const named = legacy ?? input._filter?.pathHeads ?? {};
  for (const name of [hash.name, ...(range ? [range.name] : [])])
    if (Object.hasOwn(named, name))
      throw validationError(
        `${legacy ? 'QueryFilter' : 'Filter Expression'} can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
}

/** A page may continue only within the requested partition and range. */
function checkStart(start: Start, hash: string, key: Item, { range }: TableIndex, condition?: KeyCondition): void {
  if (start.partition !== hash)
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  if (
    range &&
    condition &&
    !compareValues(OPERATORS[condition.ComparisonOperator] ?? '=', key[range.name], condition.AttributeValueList)
  )
    throw validationError('The provided starting key does not match the range key predicate');
}

const OPERATORS: Readonly<Record<string, string>> = {
  EQ: '=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  BETWEEN: 'between',
  BEGINS_WITH: 'begins_with',
};

function rangeOf({ ComparisonOperator: operator, AttributeValueList: values }: KeyCondition): Range {
  const [first = '', last = ''] = values.map(encodeKey);
  switch (operator) {
    case 'LT':
      return { to: { order: first, inclusive: false } };
    case 'LE':
      return { to: { order: first, inclusive: true } };
    case 'GT':
      return { from: { order: first, inclusive: false } };
    case 'GE':
      return { from: { order: first, inclusive: true } };
    case 'BETWEEN':
      return { from: { order: first, inclusive: true }, to: { order: last, inclusive: true } };
    case 'BEGINS_WITH':
      return { prefix: first };
    default:
      return { from: { order: first, inclusive: true }, to: { order: first, inclusive: true } };
  }
}
