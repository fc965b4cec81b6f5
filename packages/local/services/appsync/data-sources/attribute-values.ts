// Values on their way between handlers and DynamoDB. "Type system (request mapping)" and "(response mapping)".
import { BadRequest, fieldsOf } from './data-source.ts';

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

/** A list, or a bad request. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadRequest(`${what} must be a list`);
  return value;
}
