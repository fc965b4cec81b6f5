// A table: its items in the order of its key and of each index.
import { validateItem, validateKey } from 'dynalite/db/index.js';
import { throwIfInvalid, validationError } from '../dynamodb-errors.ts';
import { ownAttribute } from '../expressions/document-path.ts';
import type { Stream } from '../streams/table-stream.ts';
import { type Item, listOf, mapOf, sizeOfItem, type Value } from './item.ts';
import { encodeNumber } from './key-encoding.ts';
import { SortedKeys } from './sorted-keys.ts';
import type { TableDefinition, TableIdentity } from './table-definition.ts';
import { TableIndex } from './table-index.ts';

/** AWS: "Quotas in Amazon DynamoDB", item size and nested attribute depth. */
export const ITEM_MAX = 400 * 1024;
const NESTING_MAX = 32;

/** A table. Its items are in a bucket of the store; the table keeps their order. */
export class Table {
  readonly definition: TableDefinition;
  readonly identity: TableIdentity;
  readonly arn: string;
  readonly stream: Stream | undefined;
  readonly items: ReadonlyMap<string, Item>;
  readonly bucket: string;
  readonly primary: TableIndex;
  readonly #indexes: readonly TableIndex[];
  readonly #expiry = new SortedKeys();

  constructor(
    definition: TableDefinition,
    from: { identity: TableIdentity; arn: string; bucket: string; items: ReadonlyMap<string, Item>; stream?: Stream },
  ) {
    this.definition = definition;
    this.identity = from.identity;
    this.arn = from.arn;
    this.stream = from.stream;
    this.items = from.items;
    this.bucket = from.bucket;
    this.primary = new TableIndex(definition);
    const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = definition;
    this.#indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(
      (index) => new TableIndex(definition, index),
    );
    for (const [key, item] of this.items) this.order(key, undefined, item);
  }

  get name(): string {
    return this.definition.TableName;
  }

  /** The index that a request names; without a name the table's own key. */
  index(name: unknown): TableIndex {
    if (name === undefined) return this.primary;
    const index = this.#indexes.find((one) => one.name === name);
    if (!index) throw validationError(`The table does not have the specified index: ${name}`);
    return index;
  }

  /** The key in the store of the item with these key attributes. */
  keyOf(attributes: Item): string {
    const { hash, range } = this.primary;
    const first = attributes[hash.name]?.[hash.type] as string;
    return range ? `${first.length}:${first}${attributes[range.name]?.[range.type]}` : first;
  }

  /** The key attributes of an item. */
  keysOf(item: Item): Item {
    return Object.fromEntries(this.primary.startKeyNames.map((name) => [name, item[name] as Value]));
  }

  /** Parses a key of a request. */
  parseKey(key: Item): string {
    throwIfInvalid(validateKey(key, this.definition));
    return this.keyOf(key);
  }

  /** Validates a new item. Returns its key in the store. */
  checkItem(item: Item, messages: { tooLarge: string; emptyKey: string }): string {
    throwIfInvalid(validateItem(item, this.definition));
    for (const index of this.#indexes) this.#checkIndexKeys(index, item, messages.emptyKey);
    if (sizeOfItem(item) > ITEM_MAX) throw validationError(messages.tooLarge);
    if (depthOf({ M: item }) > NESTING_MAX + 1)
      throw validationError(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      );
    return this.keyOf(item);
  }

  /** Updates the order for an item that was added, deleted or changed. */
  order(key: string, before: Item | undefined, after: Item | undefined): void {
    for (const index of [this.primary, ...this.#indexes]) {
      if (before) index.delete(before, key);
      if (after) index.add(after, key);
    }
    const old = this.#expiryOf(before);
    const now = this.#expiryOf(after);
    if (old !== undefined) this.#expiry.delete('', { order: old, key });
    if (now !== undefined) this.#expiry.add('', { order: now, key });
  }

  /** The keys of the items that had expired at `seconds`, except those whose expiry AWS ignores as too old. */
  expired(seconds: number): string[] {
    const to = { order: encodeNumber(String(seconds)), inclusive: true };
    const from = { order: encodeNumber(String(seconds - EXPIRY_OLDEST)), inclusive: true };
    return [...this.#expiry.query('', { from, to }, true)];
  }

  #expiryOf(item: Item | undefined): string | undefined {
    const { TimeToLiveAttribute: attribute } = this.definition;
    const time = attribute === undefined || !item ? undefined : ownAttribute(item, attribute)?.['N'];
    return time === undefined ? undefined : encodeNumber(time as string);
  }

  #checkIndexKeys(index: TableIndex, item: Item, message: string): void {
    for (const { name, type } of [index.hash, ...(index.range ? [index.range] : [])])
      if (type !== 'N' && item[name]?.[type] === '')
        throw validationError(
          `One or more parameter values are not valid. ${message} The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`,
        );
  }
}

/** An item that expired more than five years ago is not deleted. AWS: "Using time to live (TTL) in DynamoDB". */
const EXPIRY_OLDEST = 5 * 365 * 24 * 60 * 60;

function depthOf(value: Value): number {
  const members = value['L'] ? listOf(value) : value['M'] ? Object.values(mapOf(value)) : undefined;
  return members ? 1 + members.reduce((most, member) => Math.max(most, depthOf(member)), 0) : 0;
}
