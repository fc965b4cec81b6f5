// Time to live: deletes expired items, old stream records and old transaction tokens.

import type { ExpiryClock } from '../../../expiry-clock.ts';
import { expiredTokens, TOKENS } from '../operations/transactions.ts';
import type { Database } from './database.ts';

/** AWS deletes "within a few days" of the expiry; the engine does so soon, so that developers can watch it. */
export const SWEEP_INTERVAL_MS = 5_000;

/** Items per commit: enough to be quick, few enough that other requests get their turn. */
const BATCH = 1000;

/** Deletes everything that has expired. */
export function deleteExpired(database: Database, expiryClock: ExpiryClock): void {
  const now = expiryClock.now();
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
    expiredTokens(database).map((key) => ({ bucket: TOKENS, key })),
  );
}
