// Applies update expressions: a new item from an old one. Every operand is read from the item before the update.

import { validationError } from '../dynamodb-errors.ts';
import { type Item, listOf, setOf, typeOf, type Value } from '../tables/item.ts';
import { minus, plus } from './decimal.ts';
import { type Path, valueAt } from './document-path.ts';

/** One action of an update as dynalite's parser returns it. */
export type Section = {
  readonly type: 'set' | 'remove' | 'add' | 'delete';
  readonly path: Path;
  readonly val?: Operand;
  readonly attrType?: string;
};
type Call = { readonly type: string; readonly name?: string; readonly args: readonly Operand[] };
type Operand = Path | Call | Value;

/** A value during an update. List elements keep their indexes until the end; a removed one leaves a hole. */
type Draft = { [type: string]: unknown };

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';
const NO_SUCH_PATH = 'The document path provided in the update expression is invalid for update';

/** Applies the sections of an update to a copy of an item. */
export function applyUpdate(item: Item, sections: readonly Section[]): Item {
  const values = sections.map((section) => (section.val === undefined ? undefined : resolve(item, section)));
  const draft: Draft = { M: copy(item) };
  sections.forEach((section, index) => {
    apply(draft, section, values[index]);
  });
  return compactLists(draft)['M'] as Item;
}

function resolve(item: Item, { type, val }: Section): Value {
  return type === 'set' ? operand(item, val as Operand) : (val as Value);
}

function operand(item: Item, of: Operand): Value {
  const value = Array.isArray(of) ? valueAt(item, of as Path) : 'args' in of ? call(item, of as Call) : (of as Value);
  if (value === undefined) throw validationError(NO_SUCH_ATTRIBUTE);
  return value;
}

function call(item: Item, { type, name, args }: Call): Value {
  const [first, second] = args as readonly [Operand, Operand];
  if (name === 'if_not_exists') return valueAt(item, first as Path) ?? operand(item, second);
  const [left, right] = [operand(item, first), operand(item, second)];
  if (name === 'list_append') {
    if (!left['L'] || !right['L']) throw validationError(WRONG_TYPE);
    return { L: [...listOf(left), ...listOf(right)] };
  }
  if (left['N'] === undefined || right['N'] === undefined) throw validationError(WRONG_TYPE);
  return { N: (type === 'add' ? plus : minus)(left['N'] as string, right['N'] as string) };
}

function apply(draft: Draft, { type, path, attrType = '' }: Section, value: Value | undefined): void {
  const parent = valueAt(draft['M'] as Item, path.slice(0, -1)) as Draft | undefined;
  const last = path.at(-1) as string | number;
  const members = (typeof last === 'number' ? parent?.['L'] : parent?.['M']) as
    | Record<string | number, Value>
    | undefined;
  if (!members) throw validationError(NO_SUCH_PATH);
  const existing = Object.hasOwn(members, last) ? members[last] : undefined;
  if ((type === 'add' || type === 'delete') && existing && typeOf(existing) !== attrType)
    throw validationError(WRONG_TYPE);
  if (type === 'set') members[last] = copy(value) as Value;
  else if (type === 'remove') delete members[last];
  else if (type === 'add') members[last] = added(existing, value as Value, attrType);
  else if (existing) {
    const deleted = new Set(setOf(value as Value));
    const remaining = setOf(existing).filter((member) => !deleted.has(member));
    if (remaining.length > 0) members[last] = { [attrType]: remaining };
    else delete members[last];
  }
}

function added(existing: Value | undefined, value: Value, type: string): Value {
  if (type === 'N') return { N: plus((existing?.['N'] as string | undefined) ?? '0', value['N'] as string) };
  const members = existing ? (existing[type] as readonly unknown[]) : [];
  // Only `AttributeUpdates` can add to a list: it appends.
  if (type === 'L') return { L: [...members, ...listOf(value)] };
  return { [type]: [...new Set([...members, ...setOf(value)])] };
}

function copy<T>(of: T): T {
  if (typeof of !== 'object' || of === null) return of;
  if (Array.isArray(of)) return of.map(copy) as T;
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, copy(value)])) as T;
}

/** Removes the holes in lists that removed elements, or indexes beyond the end, have left. */
function compactLists(value: Draft): Draft {
  if (value['L']) value['L'] = (value['L'] as Draft[]).filter(() => true).map(compactLists);
  else if (value['M']) for (const member of Object.values(value['M'] as Record<string, Draft>)) compactLists(member);
  return value;
}
