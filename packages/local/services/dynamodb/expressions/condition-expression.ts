// Evaluates condition and filter expressions against an item.

import { type Item, isEqual, listOf, mapOf, setOf, typeOf, type Value } from '../tables/item.ts';
import { encodeKey } from '../tables/key-encoding.ts';
import { type Path, valueAt } from './document-path.ts';

/** A condition as dynalite's parser returns it: `and`, `or`, `not`, a comparison, or a function with its `name`. */
export type Condition = { readonly type: string; readonly name?: string; readonly args: readonly Operand[] };
type Operand = Path | Condition | Value;

/** Whether an item matches a condition; an item that does not exist is an empty one. */
export function matches(item: Item, condition: Condition): boolean {
  const [first, second] = condition.args as readonly Condition[];
  if (condition.type === 'and') return matches(item, first as Condition) && matches(item, second as Condition);
  if (condition.type === 'or') return matches(item, first as Condition) || matches(item, second as Condition);
  if (condition.type === 'not') return !matches(item, first as Condition);
  const [value, ...others] = condition.args.map((operand) => resolve(item, operand));
  return compareValues(condition.type === 'function' ? (condition.name as string) : condition.type, value, others);
}

function resolve(item: Item, operand: Operand): Value | undefined {
  if (Array.isArray(operand)) return valueAt(item, operand as Path);
  if ('type' in operand && operand['type'] === 'function')
    return lengthOf(resolve(item, (operand as Condition).args[0] as Operand));
  return operand as Value;
}

/** The result of `size(path)`; numbers, booleans and null have no size. */
function lengthOf(value: Value | undefined): Value | undefined {
  if (!value) return undefined;
  const type = typeOf(value);
  if (type === 'S') return { N: String((value['S'] as string).length) };
  if (type === 'B') return { N: String(Buffer.byteLength(value['B'] as string, 'base64')) };
  if (type === 'L') return { N: String(listOf(value).length) };
  if (type === 'M') return { N: String(Object.keys(mapOf(value)).length) };
  return type === 'SS' || type === 'NS' || type === 'BS' ? { N: String(setOf(value).length) } : undefined;
}

/** Evaluates one comparison. A missing value equals no other, and is neither less nor greater. */
export function compareValues(
  comparison: string,
  value: Value | undefined,
  others: readonly (Value | undefined)[],
): boolean {
  const [other, last] = others;
  switch (comparison) {
    case '=':
      return isEqual(value, other) && value !== undefined;
    case '<>':
      return !isEqual(value, other);
    case '<':
      return compare(value, other) < 0;
    case '<=':
      return compare(value, other) <= 0;
    case '>':
      return compare(value, other) > 0;
    case '>=':
      return compare(value, other) >= 0;
    case 'between':
      return compare(value, other) >= 0 && compare(value, last) <= 0;
    case 'in':
      return value !== undefined && others.some((one) => isEqual(value, one));
    case 'attribute_exists':
      return value !== undefined;
    case 'attribute_not_exists':
      return value === undefined;
    case 'attribute_type':
      return value !== undefined && typeOf(value) === other?.['S'];
    case 'contains':
      return value !== undefined && other !== undefined && contains(value, other);
    case 'begins_with':
      return value !== undefined && other !== undefined && beginsWith(value, other);
    default:
      throw new Error(`Unknown comparison: ${comparison}`);
  }
}

/** Negative, zero or positive; NaN when the two cannot be compared, so that every comparison is false. */
function compare(a: Value | undefined, b: Value | undefined): number {
  if (!a || !b) return Number.NaN;
  const type = typeOf(a);
  if (type !== typeOf(b) || !['S', 'N', 'B'].includes(type)) return Number.NaN;
  const [left, right] = [encodeKey(a), encodeKey(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function contains(value: Value, wanted: Value): boolean {
  const type = typeOf(value);
  const wantedType = typeOf(wanted);
  if (type === 'L') return listOf(value).some((member) => isEqual(member, wanted));
  if (type === `${wantedType}S`) return setOf(value).includes(wanted[wantedType] as string);
  if (type !== wantedType) return false;
  if (type === 'S') return (value['S'] as string).includes(wanted['S'] as string);
  return type === 'B' && bytesOf(value).includes(bytesOf(wanted));
}

function beginsWith(value: Value, wanted: Value): boolean {
  const type = typeOf(value);
  if (type !== typeOf(wanted)) return false;
  if (type === 'S') return (value['S'] as string).startsWith(wanted['S'] as string);
  const prefix = type === 'B' ? bytesOf(wanted) : undefined;
  return prefix?.equals(bytesOf(value).subarray(0, prefix.length)) ?? false;
}

function bytesOf(value: Value): Buffer {
  return Buffer.from(value['B'] as string, 'base64');
}
