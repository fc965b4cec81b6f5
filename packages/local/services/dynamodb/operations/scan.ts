// Scan: a whole table or index, partition after partition.
import type { Database } from '../tables/database.ts';
import { parseInput } from './request-input.ts';
import { page, parseStart } from './result-page.ts';

/** A page of all items, or of one segment of them. */
export function scan(database: Database, request: unknown): Record<string, unknown> {
  const input = parseInput('Scan', request);
  const table = database.table(input['TableName']);
  const index = table.index(input['IndexName']);
  const segment = { number: (input['Segment'] as number) ?? 0, of: (input['TotalSegments'] as number) ?? 1 };
  return page(input, table, index, index.order.scan(segment, parseStart(input, table, index)));
}
