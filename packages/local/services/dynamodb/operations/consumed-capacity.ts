// The capacity units that a request would consume on AWS.

import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Table } from '../tables/table.ts';

/** AWS: "DynamoDB read and write operations": a write unit is 1 KB, a read unit 4 KB, or 8 KB when eventually consistent. */
const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** The units of a write: those of the larger of the item before and after. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const size = Math.max(before ? sizeOfItem(before) : 0, after ? sizeOfItem(after) : 0);
  return Math.max(1, Math.ceil(size / WRITE_UNIT));
}

/** The units of a read. */
export function readUnits(size: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(size / READ_UNIT)) * (isConsistent ? 1 : 0.5);
}

/** `ConsumedCapacity` of a response, if the request asks for it. */
export function consumedCapacity(
  level: unknown,
  table: Table,
  units: number,
): { ConsumedCapacity?: Record<string, unknown> } {
  return level === 'TOTAL' || level === 'INDEXES' ? { ConsumedCapacity: capacity(level, table, units) } : {};
}

/** `ConsumedCapacity` of operations on several tables: a list with one entry for each table. */
export function consumedCapacityOfEach(
  level: unknown,
  units: ReadonlyMap<Table, number>,
): { ConsumedCapacity?: unknown[] } {
  return level === 'TOTAL' || level === 'INDEXES'
    ? { ConsumedCapacity: [...units].map(([table, sum]) => capacity(level, table, sum)) }
    : {};
}

function capacity(level: unknown, table: Table, units: number): Record<string, unknown> {
  return {
    TableName: table.name,
    CapacityUnits: units,
    ...(level === 'INDEXES' && { Table: { CapacityUnits: units } }),
  };
}
