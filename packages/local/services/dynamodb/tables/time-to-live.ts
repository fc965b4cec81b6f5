// What time does to the tables: items expire, stream records and transaction tokens are forgotten.

import { oldTokens, TOKENS } from '../operations/transactions.ts';
import type { Database } from './database.ts';

/** AWS deletes "within a few days" of the expiry; a laptop does it soon, so that somebody can watch. */
export const SWEEP_MS = 5_000;

/** One commit of the sweep: enough to be quick, few enough that others get their turn. */
const BATCH = 1000;

/** Deletes what is over. */
export function sweep(database: Database): void {
  const now = database.clock.now();
  for (const table of database.tables.values()) {
    const keys = table.expired(Math.floor(now / 1000));
    for (let from = 0; from < keys.length; from += BATCH) {
      const effects = keys.slice(from, from + BATCH).map((key) => {
        const before = table.items.get(key);
        return { table, key, ...(before && { before }), expired: true as const };
      });
      database.write(effects);
    }
    database.write([], table.stream?.trim(now));
  }
  database.write(
    [],
    oldTokens(database).map((key) => ({ bucket: TOKENS, key })),
  );
}
