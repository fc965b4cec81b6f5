// The missed entries of a sync, without what has expired.
import type { ListedChannel, MissedEntries, Retention } from '@parley/chat';
import { channelKey, channelOfPartition, parseSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { withoutExpired } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';

export type MissedDeps = { rows: ChatTableDeps & { now: () => number }; log: Pick<Log, 'slice'> };

/**
 * Replaces what has expired. The settings are those of the list; those of a channel that has not changed since the page knew it, and whose
 * entries the page misses all the same, are read.
 */
export async function missedAsOfNow(
  missed: readonly (readonly [name: string, MissedEntries])[],
  listed: readonly ListedChannel[],
  { rows, log }: MissedDeps,
): Promise<Record<string, MissedEntries>> {
  const known = new Map<string, Retention>(
    listed.flatMap((one) => ('unchanged' in one ? [] : [[one.name, one] as const])),
  );
  const others = missed.flatMap(([name, { entries }]) => (entries.length > 0 && !known.has(name) ? [name] : []));
  for (const row of await readRows(rows, others.map(channelKey))) {
    const name = channelOfPartition(row.pk);
    known.set(name, parseSettings(name, row) ?? {});
  }
  const now = rows.now();
  const visible = missed.map(async ([name, one]) => {
    const entries = await withoutExpired(one.entries, name, known.get(name) ?? {}, { log, now });
    return [name, { ...one, entries }] as const;
  });
  return Object.fromEntries(await Promise.all(visible));
}
