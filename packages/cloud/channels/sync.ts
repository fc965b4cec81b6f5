// The entries that a reader has missed in each channel, as many as one response can contain.
import {
  type Channel,
  type Entry,
  type MissedEntries,
  PAGE_DEFAULT,
  SYNC_ENTRIES_MAX,
  type SyncQuery,
} from '@parley/chat';
import type { Log } from '../db/log.ts';

/** The most payload bytes that one query returns: DynamoDB ends a page at 1 MB (AWS: API reference, Query). */
const QUERY_BYTES_MAX = 1024 * 1024;

/**
 * The payload bytes of one response. Decoded they are three quarters; as JSON text within JSON, an escaped quotation mark takes
 * twice its size. That is at most 4.5 MB of the 6 MB that a function may return (AWS: Lambda quotas); the rest is for the
 * channel list.
 */
const RESPONSE_BYTES_MAX = 3 * QUERY_BYTES_MAX;

/** What lies between a reader's seq and a channel's head, and the entries of it that are read. */
export type Gap = { channel: string; seq: number; head: number; entries: readonly Entry[] };

/** The gaps of a reader in the order of the query. A channel that the reader cannot see has none; an up-to-date one is `complete`. */
export function gapsOf(
  { channels: seqs }: SyncQuery,
  channels: readonly Pick<Channel, 'name' | 'head'>[],
): { gaps: Gap[]; upToDate: Map<string, MissedEntries> } {
  const heads = new Map(channels.map(({ name, head }) => [name, head]));
  const upToDate = new Map<string, MissedEntries>();
  const gaps: Gap[] = [];
  for (const [channel, seq] of seqs) {
    const head = heads.get(channel);
    if (head === seq) upToDate.set(channel, { complete: true, entries: [], head, more: false });
    else if (head !== undefined) gaps.push({ channel, seq, head, entries: [] });
  }
  return { gaps, upToDate };
}

/** Whether only the newest page is returned: for a reader who is too far behind, or whose seq is that of another log. */
export function isLimited({ seq, head }: Gap): boolean {
  return seq > head || head - seq > SYNC_ENTRIES_MAX;
}

/** Reads the entries that follow each seq of a query. A channel for which the response has no room is left out. */
export async function missedEntries(
  query: SyncQuery,
  channels: readonly Pick<Channel, 'name' | 'head'>[],
  log: Pick<Log, 'slice'>,
): Promise<Record<string, MissedEntries>> {
  const { gaps, upToDate: missed } = gapsOf(query, channels);
  let waiting = gaps;
  let room = RESPONSE_BYTES_MAX;
  while (waiting.length > 0 && room >= QUERY_BYTES_MAX) {
    const batch = waiting.splice(0, Math.floor(room / QUERY_BYTES_MAX));
    const reads = await Promise.all(batch.map((gap) => readGap(gap, log)));
    for (const { channel, result } of reads) missed.set(channel, result);
    room -= reads.reduce((sum, { bytes }) => sum + bytes, 0);
    waiting = [...reads.flatMap(({ rest }) => rest ?? []), ...waiting];
  }
  return Object.fromEntries(missed);
}

async function readGap(
  gap: Gap,
  log: Pick<Log, 'slice'>,
): Promise<{ channel: string; bytes: number; result: MissedEntries; rest?: Gap }> {
  const { channel, seq, head } = gap;
  if (isLimited(gap)) {
    const { entries, bytes } = await log.slice(channel, { limit: PAGE_DEFAULT });
    const from = entries[0]?.seq ?? 1;
    return { channel, bytes, result: { complete: false, from, entries, head: lastSeq(entries, head) } };
  }
  const after = lastSeq(gap.entries, seq);
  const { entries: more, bytes } = await log.slice(channel, { after, limit: head - after });
  const entries = [...gap.entries, ...more];
  const isPartial = lastSeq(entries, seq) < head;
  const result: MissedEntries = { complete: true, entries, head, more: isPartial };
  return { channel, bytes, result, ...(isPartial && { rest: { ...gap, entries } }) };
}

function lastSeq(entries: readonly Entry[], otherwise: number): number {
  return entries.at(-1)?.seq ?? otherwise;
}
