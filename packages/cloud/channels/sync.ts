// What a reader has missed of each channel, as much of it as one answer holds.
import {
  type Channel,
  type Entry,
  type MissedEntries,
  PAGE_DEFAULT,
  SYNC_ENTRIES_MAX,
  type SyncQuery,
} from '@parley/chat';
import type { Log } from '../db/log.ts';

/** What one read can weigh on the wire: DynamoDB ends a page at 1 MB (AWS: API reference, Query). */
const READ_BYTES = 1024 * 1024;

/**
 * The room of one answer, on the wire. Decoded it is three quarters; a function's answer is text in JSON, where a quotation
 * mark that is escaped already takes twice as much. That is 4.5 MB of the 6 MB that a function may answer (AWS: Lambda
 * quotas), the rest is for the list of channels.
 */
const ANSWER_BYTES = 3 * READ_BYTES;

/** Reads what follows each seq that was asked for; a channel without room is left out. */
export async function missed(
  { channels: asked }: SyncQuery,
  channels: readonly Channel[],
  log: Pick<Log, 'piece'>,
): Promise<Record<string, MissedEntries>> {
  const heads = new Map(channels.map(({ name, head }) => [name, head]));
  const found = new Map<string, MissedEntries>();
  let waiting: Gap[] = [];
  for (const [channel, seq] of asked) {
    const head = heads.get(channel);
    if (head === seq) found.set(channel, { complete: true, entries: [], head, more: false });
    else if (head !== undefined) waiting.push({ channel, seq, head, entries: [] });
  }
  let room = ANSWER_BYTES;
  while (waiting.length > 0 && room >= READ_BYTES) {
    const now = waiting.splice(0, Math.floor(room / READ_BYTES));
    const reads = await Promise.all(now.map((gap) => read(gap, log)));
    for (const { channel, missed } of reads) found.set(channel, missed);
    room -= reads.reduce((sum, { bytes }) => sum + bytes, 0);
    waiting = [...reads.flatMap(({ rest }) => rest ?? []), ...waiting];
  }
  return Object.fromEntries(found);
}

/** What is between a reader and a channel's head, and how much of it is read. */
type Gap = { channel: string; seq: number; head: number; entries: readonly Entry[] };

async function read(gap: Gap, log: Pick<Log, 'piece'>) {
  const { channel, seq, head } = gap;
  // A seq beyond the head is of a log that is no more: whoever has it begins anew.
  if (seq > head || head - seq > SYNC_ENTRIES_MAX) {
    const { entries, bytes } = await log.piece(channel, { limit: PAGE_DEFAULT });
    const from = entries[0]?.seq ?? 1;
    return {
      channel,
      bytes,
      missed: { complete: false, from, entries, head: newest(entries, head) } satisfies MissedEntries,
    };
  }
  const last = newest(gap.entries, seq);
  const { entries: more, bytes } = await log.piece(channel, { after: last, limit: head - last });
  const entries = [...gap.entries, ...more];
  const missed: MissedEntries = { complete: true, entries, head, more: newest(entries, seq) < head };
  return { channel, bytes, missed, rest: missed.more ? { ...gap, entries } : undefined };
}

function newest(entries: readonly Entry[], otherwise: number): number {
  return entries.at(-1)?.seq ?? otherwise;
}
