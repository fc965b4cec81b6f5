// One index of a table: its primary key, or a secondary index.

import { project } from '../expressions/document-path.ts';
import type { Item, Value } from './item.ts';
import { encodeKey } from './key-encoding.ts';
import { type KeyPosition, SortedKeys } from './sorted-keys.ts';
import type { IndexDefinition, KeyElement, Projection, TableDefinition } from './table-definition.ts';

export type KeyAttribute = { name: string; type: string };

/** The items in the order of a key. An item that lacks a key attribute, or has it with another type, is not in the index. */
export class TableIndex {
  /** Undefined for the primary key. */
  readonly name: string | undefined;
  readonly isGlobal: boolean;
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
  readonly keySchema: readonly KeyElement[];
  readonly projection: Projection;
  readonly order = new SortedKeys();
  /** The attributes of `LastEvaluatedKey`: those of this key and of the primary key. */
  readonly startKeyNames: readonly string[];
  readonly #projected: readonly string[];

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
    this.#projected = [...this.startKeyNames, ...(this.projection.NonKeyAttributes ?? [])];
  }

  /** The position of an item. */
  positionOf(item: Item, key: string): { partition: string; place: KeyPosition } | undefined {
    const hash = item[this.hash.name]?.[this.hash.type];
    const range: Value | undefined = this.range && item[this.range.name];
    if (hash === undefined || (this.range && range?.[this.range.type] === undefined)) return undefined;
    return { partition: hash as string, place: { order: range ? encodeKey(range) : '', key } };
  }

  add(item: Item, key: string): void {
    const at = this.positionOf(item, key);
    if (at) this.order.add(at.partition, at.place);
  }

  delete(item: Item, key: string): void {
    const at = this.positionOf(item, key);
    if (at) this.order.delete(at.partition, at.place);
  }

  /** Whether the index projects an attribute. */
  projects(attribute: string): boolean {
    return this.projection.ProjectionType === 'ALL' || this.#projected.includes(attribute);
  }

  /** The projection of an item. */
  view(item: Item): Item {
    if (this.projection.ProjectionType === 'ALL') return item;
    return project(
      item,
      this.#projected.map((name) => [name]),
    );
  }
}
