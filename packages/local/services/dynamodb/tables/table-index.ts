// One way into a table: its own key, or that of an index.

import { pick } from '../expressions/document-path.ts';
import type { Item, Value } from './item.ts';
import { orderOf } from './key-encoding.ts';
import { KeyOrder, type Place } from './key-order.ts';
import type { IndexDefinition, KeyElement, Projection, TableDefinition } from './table-definition.ts';

export type KeyAttribute = { name: string; type: string };

/** Items in the order of a key. An item without the key's attributes, or with others' types, is not in it. */
export class TableIndex {
  /** Undefined for the table's own key. */
  readonly name: string | undefined;
  readonly isGlobal: boolean;
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
  readonly keySchema: readonly KeyElement[];
  readonly projection: Projection;
  readonly order = new KeyOrder();
  /** The attributes that a page's last key names: this key's and the table's. */
  readonly startKeyNames: readonly string[];
  readonly #shown: readonly string[];

  constructor(table: TableDefinition, index?: IndexDefinition) {
    const typeOf = (name: string) =>
      table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? 'S';
    this.keySchema = (index ?? table).KeySchema;
    const [hash, range] = this.keySchema.map(({ AttributeName: name }) => ({ name, type: typeOf(name) }));
    this.name = index?.IndexName;
    this.isGlobal = index !== undefined && (table.GlobalSecondaryIndexes ?? []).includes(index);
    this.hash = hash as KeyAttribute;
    this.range = range;
    this.projection = index?.Projection ?? { ProjectionType: 'ALL' };
    this.startKeyNames = [...new Set([...table.KeySchema, ...this.keySchema].map((key) => key.AttributeName))];
    this.#shown = [...this.startKeyNames, ...(this.projection.NonKeyAttributes ?? [])];
  }

  /** Where an item stands. */
  placeOf(item: Item, key: string): { partition: string; place: Place } | undefined {
    const hash = item[this.hash.name]?.[this.hash.type];
    const range: Value | undefined = this.range && item[this.range.name];
    if (hash === undefined || (this.range && range?.[this.range.type] === undefined)) return undefined;
    return { partition: hash as string, place: { order: range ? orderOf(range) : '', key } };
  }

  add(item: Item, key: string): void {
    const at = this.placeOf(item, key);
    if (at) this.order.add(at.partition, at.place);
  }

  delete(item: Item, key: string): void {
    const at = this.placeOf(item, key);
    if (at) this.order.delete(at.partition, at.place);
  }

  /** Whether the index shows an attribute. */
  shows(attribute: string): boolean {
    return this.projection.ProjectionType === 'ALL' || this.#shown.includes(attribute);
  }

  /** What the index shows of an item. */
  view(item: Item): Item {
    if (this.projection.ProjectionType === 'ALL') return item;
    return pick(
      item,
      this.#shown.map((name) => [name]),
    );
  }
}
