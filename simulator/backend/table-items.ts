// The items of a table as they are stored on the machine, for the checker.
import type { Item } from '../checker/records.ts';
import type { Machine } from './machine.ts';

/** All items of a table; none while the engine is down. */
export function itemsOf({ running }: Machine, table: string): Item[] {
  return [...(running?.storage.bucket(`dynamodb.items.${table}`).values() ?? [])] as Item[];
}
