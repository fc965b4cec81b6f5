// Random operations on a small table, reproducible by their seed.
import { seeded } from './seeded-random.ts';

/** One request: the operation's name and its input. */
export type Request = { operation: string; input: Record<string, unknown> };

/** A key space so small that operations conflict. */
const CHANNELS = ['general', 'random', 'é'];
const SEQS = ['1', '2', '10', '-3.5'];

const TEXTS = ['', 'hi', 'hello', 'é😀', 'a"b\\c'];
const NUMBERS = ['0', '1', '2.50', '-7', '1e3', '0.00001', '99999999999999999999'];
const AUTHORS = ['ann', 'bob'];

/** Attribute names whose words are reserved, which expressions name with `#`. */
const NAMES = { '#text': 'text', '#list': 'list', '#map': 'map' };

const CONDITIONS = [
  'attribute_not_exists(seq)',
  'attribute_exists(seq)',
  'attribute_exists(#text)',
  'attribute_not_exists(#text)',
  'attribute_type(#text, :typeS)',
  '#text = :text',
  '#text <> :text',
  'n < :n',
  'n >= :n AND n <> :m',
  'n BETWEEN :zero AND :n',
  'n IN (:n, :m, :text)',
  'NOT (n > :n OR attribute_exists(tags))',
  'contains(tags, :tag)',
  'contains(#text, :text)',
  'contains(#list, :n)',
  'begins_with(#text, :h)',
  'size(#text) > :zero',
  'size(tags) = :one',
  'size(#list) >= :one',
  '#map.a = :n',
  '#map = :map',
  'tags = :tags',
  '#list[0] = :n',
  '#text < n',
];

const UPDATES = [
  'SET #text = :text',
  'SET n = :n, #text = :text',
  'SET n = n + :n',
  'SET n = if_not_exists(n, :zero) + :one',
  'SET n = if_not_exists(n, :zero) - :m',
  'SET #list = list_append(#list, :list)',
  'SET #list = list_append(if_not_exists(#list, :empty), :list)',
  'SET #list[1] = :text',
  'SET #list[9] = :n',
  'SET #map = :map',
  'SET #map.a = :n',
  'SET #map.c = #map.a',
  'SET other = #text, #text = :text',
  'SET #text = other',
  'SET author = :text',
  'REMOVE #text, n',
  'REMOVE #list[0]',
  'REMOVE #list[0], #list[1]',
  'REMOVE #map.a',
  'REMOVE author',
  'ADD n :n',
  'ADD tags :tags',
  'ADD nums :nums',
  'ADD n :tags',
  'DELETE tags :tags',
  'DELETE nums :nums',
  'SET seq = :n',
  'SET n = :n, n = :m',
  'SET n = :n REMOVE #text ADD tags :tags',
];

/** Yields `count` random operations for a seed. */
export function* randomOperations(seed: number, count: number): Generator<Request> {
  const draw = new Draw(seed);
  const makers = [put, put, update, update, update, remove, query, query, scan, get, transact, transact, batch];
  for (let drawn = 0; drawn < count; drawn++) yield draw.one(makers)(draw);
}

function put(draw: Draw): Request {
  const Item = anItem(draw);
  return { operation: 'PutItem', input: withExpressions(draw, { Item, ReturnValues: draw.one(['NONE', 'ALL_OLD']) }) };
}

function update(draw: Draw): Request {
  const returns = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];
  const input = { Key: aKey(draw), UpdateExpression: draw.one(UPDATES), ReturnValues: draw.one(returns) };
  return { operation: 'UpdateItem', input: withExpressions(draw, input) };
}

function remove(draw: Draw): Request {
  return { operation: 'DeleteItem', input: withExpressions(draw, { Key: aKey(draw), ReturnValues: 'ALL_OLD' }) };
}

function get(draw: Draw): Request {
  return { operation: 'GetItem', input: { TableName: 'log', Key: aKey(draw), ConsistentRead: true } };
}

function query(draw: Draw): Request {
  const byAuthor = draw.chance(0.3);
  const key = byAuthor ? 'author = :author' : 'channel = :channel';
  const range = draw.one([
    '',
    ' AND seq > :seq',
    ' AND seq <= :seq',
    ' AND seq BETWEEN :low AND :seq',
    ' AND seq = :seq',
  ]);
  const FilterExpression = draw.chance(0.3) ? draw.one(CONDITIONS.slice(2)) : undefined;
  return {
    operation: 'Query',
    input: named({
      TableName: 'log',
      ...(byAuthor && { IndexName: 'by-author' }),
      KeyConditionExpression: key + range,
      ...(FilterExpression !== undefined && { FilterExpression }),
      ScanIndexForward: draw.chance(0.5),
      ...(!byAuthor && draw.chance(0.5) && { Limit: 1 + draw.below(3) }),
      values: {
        ...values(draw),
        ':author': { S: draw.one(AUTHORS) },
        ':channel': { S: draw.one(CHANNELS) },
        ':seq': { N: draw.one(SEQS) },
        ':low': { N: '-5' },
      },
    }),
  };
}

function scan(draw: Draw): Request {
  const input = { TableName: 'log', FilterExpression: draw.one(CONDITIONS), values: values(draw) };
  return { operation: 'Scan', input: named(input) };
}

function transact(draw: Draw): Request {
  const kinds: Record<string, (draw: Draw) => Request> = { Put: put, Update: update, Delete: remove };
  const TransactItems = Array.from({ length: 1 + draw.below(3) }, () => {
    if (draw.chance(0.2)) return { ConditionCheck: withCondition(draw, { Key: aKey(draw) }) };
    const kind = draw.one(Object.keys(kinds));
    const { ReturnValues: _, ...input } = (kinds[kind] as (draw: Draw) => Request)(draw).input;
    return { [kind]: input };
  });
  return { operation: 'TransactWriteItems', input: { TransactItems } };
}

function batch(draw: Draw): Request {
  const log = Array.from({ length: 1 + draw.below(2) }, () =>
    draw.chance(0.7) ? { PutRequest: { Item: anItem(draw) } } : { DeleteRequest: { Key: aKey(draw) } },
  );
  return { operation: 'BatchWriteItem', input: { RequestItems: { log } } };
}

function aKey(draw: Draw) {
  return { channel: { S: draw.one(CHANNELS) }, seq: { N: draw.one(SEQS) } };
}

function anItem(draw: Draw): Record<string, object> {
  const all: Record<string, object> = {
    text: { S: draw.one(TEXTS) },
    n: { N: draw.one(NUMBERS) },
    author: { S: draw.one(AUTHORS) },
    tags: { SS: draw.some(['a', 'b', 'c']) },
    nums: { NS: draw.some(['1', '2', '3.5']) },
    list: { L: [{ N: draw.one(NUMBERS) }, { S: draw.one(TEXTS) }] },
    map: { M: { a: { N: draw.one(NUMBERS) }, b: { L: [{ NULL: true }, { BOOL: draw.chance(0.5) }] } } },
  };
  return { ...aKey(draw), ...Object.fromEntries(Object.entries(all).filter(() => draw.chance(0.6))) };
}

function withExpressions(draw: Draw, input: Record<string, unknown>): Record<string, unknown> {
  return draw.chance(0.5) ? withCondition(draw, input) : named({ TableName: 'log', ...input, values: values(draw) });
}

function withCondition(draw: Draw, input: Record<string, unknown>): Record<string, unknown> {
  return named({
    TableName: 'log',
    ...input,
    ConditionExpression: draw.one(CONDITIONS),
    ...(draw.chance(0.5) && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    values: values(draw),
  });
}

function values(draw: Draw): Record<string, object> {
  return {
    ':text': { S: draw.one(TEXTS) },
    ':h': { S: 'h' },
    ':typeS': { S: 'S' },
    ':n': { N: draw.one(NUMBERS) },
    ':m': { N: draw.one(NUMBERS) },
    ':zero': { N: '0' },
    ':one': { N: '1' },
    ':tag': { S: 'a' },
    ':tags': { SS: draw.some(['a', 'b', 'c']) },
    ':nums': { NS: draw.some(['1', '2', '3.5']) },
    ':list': { L: [{ S: 'x' }, { N: '1' }] },
    ':empty': { L: [] },
    ':map': { M: { a: { N: '1' }, b: { L: [] } } },
  };
}

/** Leaves of the names and values only those that the expressions use: DynamoDB rejects unused ones. */
function named({ values: all, ...input }: Record<string, unknown>): Record<string, unknown> {
  const text = Object.entries(input)
    .filter(([name]) => name.endsWith('Expression'))
    .map(([, expression]) => expression)
    .join(' ');
  const used = (from: object) => Object.entries(from).filter(([name]) => new RegExp(`${name}(?![A-Za-z])`).test(text));
  const names = used(NAMES);
  const givenValues = used(all as object);
  return {
    ...input,
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(givenValues.length > 0 && { ExpressionAttributeValues: Object.fromEntries(givenValues) }),
  };
}

/** Random draws that can be repeated. */
class Draw {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  /** At least one of them. */
  some<T>(of: readonly T[]): T[] {
    const chosen = of.filter(() => this.chance(0.5));
    return chosen.length > 0 ? chosen : [of[0] as T];
  }
}
