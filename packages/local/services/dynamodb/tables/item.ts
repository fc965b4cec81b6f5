// Items and attribute values in DynamoDB's JSON (`{"S": "hi"}`): their types, equality and sizes.

/** An attribute value in DynamoDB's JSON: an object with one key, its type. */
export type Value = { readonly [type: string]: unknown };

/** An item: its attributes by name. */
export type Item = { readonly [attribute: string]: Value };

/** The type of a value: `S`, `N`, `B`, `BOOL`, `NULL`, `L`, `M`, `SS`, `NS` or `BS`. */
export function typeOf(value: Value): string {
  for (const type in value) return type;
  return '';
}

/** Whether two values are equal; sets have no order, and numbers are already normalized. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  if (type === 'L') return isSameList(listOf(a), listOf(b));
  if (type === 'M') return isSameItem(mapOf(a), mapOf(b));
  if (type.endsWith('S') && type.length === 2) {
    const others = new Set(setOf(b));
    return setOf(a).length === others.size && setOf(a).every((member) => others.has(member));
  }
  return a[type] === b[type];
}

/** Whether two items have the same attributes with equal values. */
export function isSameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isEqual(a[name], b[name]));
}

function isSameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, index) => isEqual(value, b[index]));
}

/** The elements of a list value. */
export function listOf(value: Value): readonly Value[] {
  return value['L'] as readonly Value[];
}

/** The attributes of a map value. */
export function mapOf(value: Value): Item {
  return value['M'] as Item;
}

/** The members of a set value. */
export function setOf(value: Value): readonly string[] {
  return value[typeOf(value)] as readonly string[];
}

/**
 * The size of an item for DynamoDB's limits and pages: names and values in UTF-8. AWS: "DynamoDB item sizes and formats".
 */
export function sizeOfItem(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + sizeOf(item[name] as Value);
  return size;
}

/** A list or map takes three bytes, and one more for each member. Same source. */
const NESTING_BYTES = 3;

function sizeOf(value: Value): number {
  const type = typeOf(value);
  const content = value[type];
  switch (type) {
    case 'S':
      return Buffer.byteLength(content as string);
    case 'B':
      return Buffer.byteLength(content as string, 'base64');
    case 'N':
      return sizeOfNumber(content as string);
    case 'L':
      return listOf(value).reduce((sum, member) => sum + 1 + sizeOf(member), NESTING_BYTES);
    case 'M':
      return NESTING_BYTES + Object.keys(mapOf(value)).length + sizeOfItem(mapOf(value));
    case 'SS':
    case 'NS':
    case 'BS':
      return setOf(value).reduce((sum, member) => sum + sizeOf({ [type.slice(0, 1)]: member }), 0);
    default:
      return 1;
  }
}

/** One byte for every two significant digits, one more, and one for a minus sign. Same source. */
function sizeOfNumber(number: string): number {
  const digits = number.replace(/^-/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return 1 + Math.ceil(digits.length / 2) + (number.startsWith('-') ? 1 : 0);
}
