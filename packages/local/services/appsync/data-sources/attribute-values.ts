// Conversion of values and expressions between handlers and DynamoDB's API. "Type system (request mapping)" and "(response
// mapping)".
import { InvalidRequest, parseList, parseObject } from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Converts the typed values of a handler, in which numbers are numbers, to DynamoDB's form. */
export function typedValues(values: unknown, what: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parseObject(values, what)).map(([name, value]) => [name, typed(value, name)]),
  );
}

function typed(value: unknown, at: string): Fields {
  const [[type, held] = [], ...more] = Object.entries(parseObject(value, at));
  if (type === undefined || more.length > 0) throw new InvalidRequest(`${at} must have one type, as { S: '…' }`);
  switch (type) {
    case 'N':
      return { N: String(held) };
    case 'NS':
      return { NS: parseList(held, at).map(String) };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: parseList(held, at).map((one) => typed(one, at)) };
    case 'M':
      return { M: typedValues(held, at) };
    default:
      return { [type]: held };
  }
}

/** Converts an item to the form of `ctx.result`: plain JSON, with sets as lists; null for an absent item. */
export function plainItem(item: unknown): Record<string, unknown> | null {
  if (item === undefined || item === null) return null;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value as Fields)]));
}

function plain(value: Fields): unknown {
  const [[type, held] = []] = Object.entries(value);
  switch (type) {
    case 'N':
      return Number(held);
    case 'NS':
      return (held as string[]).map(Number);
    case 'NULL':
      return null;
    case 'L':
      return (held as Fields[]).map(plain);
    case 'M':
      return plainItem(held);
    default:
      return held;
  }
}

/**
 * Merges the expressions of a request, `{ expression, expressionNames, expressionValues }`, into one input of DynamoDB's API,
 * each under its field's name; absent ones are left out.
 */
export function expressions(named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const names: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  for (const [field, given] of Object.entries(named)) {
    if (given === undefined || given === null) continue;
    const { expression, expressionNames, expressionValues } = parseObject(given, field);
    input[field] = expression;
    Object.assign(names, expressionNames);
    Object.assign(values, typedValues(expressionValues ?? {}, 'expressionValues'));
  }
  // DynamoDB rejects an empty map.
  if (Object.keys(names).length > 0) input['ExpressionAttributeNames'] = names;
  if (Object.keys(values).length > 0) input['ExpressionAttributeValues'] = values;
  return input;
}
