// Capacity units, for those who ask what a request would have cost.

import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';

/** AWS: "DynamoDB read and write operations": 1 KB a write unit, 4 KB a read unit, half of it when eventually consistent. */
const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** The units of a write: of the larger of the two items. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const size = Math.max(before ? sizeOfItem(before) : 0, after ? sizeOfItem(after) : 0);
  return Math.max(1, Math.ceil(size / WRITE_UNIT));
}

/** The units of a read. */
export function readUnits(size: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(size / READ_UNIT)) * (isConsistent ? 1 : 0.5);
}

/** `ConsumedCapacity` of an answer, if it was asked for. */
export function consumed(asked: unknown, table: Table, units: number): { ConsumedCapacity?: Record<string, unknown> } {
  return asked === 'TOTAL' || asked === 'INDEXES' ? { ConsumedCapacity: capacity(asked, table, units) } : {};
}

/** The same for the operations that answer a list with one for each table. */
export function consumedOfEach(asked: unknown, units: ReadonlyMap<Table, number>): { ConsumedCapacity?: unknown[] } {
  return asked === 'TOTAL' || asked === 'INDEXES'
    ? { ConsumedCapacity: [...units].map(([table, sum]) => capacity(asked, table, sum)) }
    : {};
}

function capacity(asked: unknown, table: Table, units: number): Record<string, unknown> {
  return {
    TableName: table.name,
    CapacityUnits: units,
    ...(asked === 'INDEXES' && { Table: { CapacityUnits: units } }),
  };
}
