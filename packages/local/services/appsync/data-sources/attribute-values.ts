// Values and expressions of a DynamoDB data source, in the form of handlers and in that of DynamoDB's API.
// "Type system (request mapping)" and "(response mapping)".
import { BadRequest, fieldsOf, listOf } from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Typed values as a handler writes them, with numbers as numbers, made into DynamoDB's own form. */
export function typedValues(values: unknown, what: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fieldsOf(values, what)).map(([name, value]) => [name, typed(value, name)]));
}

function typed(value: unknown, at: string): Fields {
  const [[type, held] = [], ...more] = Object.entries(fieldsOf(value, at));
  if (type === undefined || more.length > 0) throw new BadRequest(`${at} must have one type, as { S: '…' }`);
  switch (type) {
    case 'N':
      return { N: String(held) };
    case 'NS':
      return { NS: listOf(held, at).map(String) };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: listOf(held, at).map((one) => typed(one, at)) };
    case 'M':
      return { M: typedValues(held, at) };
    default:
      return { [type]: held };
  }
}

/** An item as `ctx.result` has it: plain JSON, sets as lists; null for none. */
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
    const { expression, expressionNames, expressionValues } = fieldsOf(given, field);
    input[field] = expression;
    Object.assign(names, expressionNames);
    Object.assign(values, typedValues(expressionValues ?? {}, 'expressionValues'));
  }
  // DynamoDB refuses an empty map.
  if (Object.keys(names).length > 0) input['ExpressionAttributeNames'] = names;
  if (Object.keys(values).length > 0) input['ExpressionAttributeValues'] = values;
  return input;
}
