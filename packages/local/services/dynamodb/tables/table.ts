// A table: its items, in the order of its key and of each index.
import { validateItem, validateKey } from 'dynalite/db/index.js';
import { invalid, mustBeValid } from '../dynamodb-errors.ts';
import { own } from '../expressions/document-path.ts';
import type { Stream } from '../streams/table-stream.ts';
import { type Item, listOf, mapOf, sizeOfItem, type Value } from './item.ts';
import { orderOfNumber } from './key-encoding.ts';
import { KeyOrder } from './key-order.ts';
import type { TableDefinition, TableOrigin } from './table-definition.ts';
import { TableIndex } from './table-index.ts';

/** AWS: "Quotas in Amazon DynamoDB", item size and nested attribute depth. */
export const ITEM_MAX = 400 * 1024;
const NESTING_MAX = 32;

/** A table at work. Items live in the data folder's bucket; this keeps their order. */
export class Table {
  readonly definition: TableDefinition;
  readonly origin: TableOrigin;
  readonly arn: string;
  readonly stream: Stream | undefined;
  readonly items: ReadonlyMap<string, Item>;
  readonly bucket: string;
  readonly primary: TableIndex;
  readonly #indexes: readonly TableIndex[];
  readonly #expiry = new KeyOrder();

  constructor(
    definition: TableDefinition,
    from: { origin: TableOrigin; arn: string; bucket: string; items: ReadonlyMap<string, Item>; stream?: Stream },
  ) {
    this.definition = definition;
    this.origin = from.origin;
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

  /** The way in that a request names. */
  index(name: unknown): TableIndex {
    if (name === undefined) return this.primary;
    const index = this.#indexes.find((one) => one.name === name);
    if (!index) throw invalid(`The table does not have the specified index: ${name}`);
    return index;
  }

  /** Under which key the data folder holds the item with these key attributes. */
  keyOf(attributes: Item): string {
    const { hash, range } = this.primary;
    const first = attributes[hash.name]?.[hash.type] as string;
    return range ? `${first.length}:${first}${attributes[range.name]?.[range.type]}` : first;
  }

  /** The key attributes of an item. */
  keysOf(item: Item): Item {
    return Object.fromEntries(this.primary.startKeyNames.map((name) => [name, item[name] as Value]));
  }

  /** Reads a key that a request names. */
  parseKey(key: Item): string {
    mustBeValid(validateKey(key, this.definition));
    return this.keyOf(key);
  }

  /** Checks a whole new item, and answers the key under which it is held. */
  checkItem(item: Item, words: { tooLarge: string; emptyKey: string }): string {
    mustBeValid(validateItem(item, this.definition));
    for (const index of this.#indexes) this.#checkIndexKeys(index, item, words.emptyKey);
    if (sizeOfItem(item) > ITEM_MAX) throw invalid(words.tooLarge);
    if (depthOf({ M: item }) > NESTING_MAX + 1)
      throw invalid(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      );
    return this.keyOf(item);
  }

  /** Keeps the order up with an item that came, went or changed. */
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

  /** The keys of the items whose time was over at `seconds`, but for those that AWS takes for a mistake. */
  expired(seconds: number): string[] {
    const to = { order: orderOfNumber(String(seconds)), inclusive: true };
    const from = { order: orderOfNumber(String(seconds - EXPIRY_OLDEST)), inclusive: true };
    return [...this.#expiry.query('', { from, to }, true)];
  }

  #expiryOf(item: Item | undefined): string | undefined {
    const { TimeToLiveAttribute: attribute } = this.definition;
    const time = attribute === undefined || !item ? undefined : own(item, attribute)?.['N'];
    return time === undefined ? undefined : orderOfNumber(time as string);
  }

  #checkIndexKeys(index: TableIndex, item: Item, words: string): void {
    for (const { name, type } of [index.hash, ...(index.range ? [index.range] : [])])
      if (type !== 'N' && item[name]?.[type] === '')
        throw invalid(
          `One or more parameter values are not valid. ${words} The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`,
        );
  }
}

/** An item whose time was over five years ago is not deleted. AWS: "Using time to live (TTL) in DynamoDB". */
const EXPIRY_OLDEST = 5 * 365 * 24 * 60 * 60;

function depthOf(value: Value): number {
  const members = value['L'] ? listOf(value) : value['M'] ? Object.values(mapOf(value)) : undefined;
  return members ? 1 + members.reduce((most, member) => Math.max(most, depthOf(member)), 0) : 0;
}
