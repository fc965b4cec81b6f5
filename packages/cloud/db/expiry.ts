// What has expired in the log of a channel: the position of the newest such entry, and entries as readers may see them.
import { type Entry, expiredEntry, expiryTime, isExpired, type Message, type Retention } from '@parley/chat';
import type { Log, LogPosition } from './log.ts';

type LogReader = Pick<Log, 'slice'>;

/**
 * The position of the last entry before a time (ISO 8601, UTC), given one that is before it: at first in growing steps, as usually few entries
 * have expired since the last time, then by halving. A log of a million entries takes 40 reads of one row at most.
 */
export async function positionBefore(
  log: LogReader,
  channel: string,
  time: string,
  known: LogPosition,
): Promise<LogPosition> {
  let last = known;
  let beyond = Number.POSITIVE_INFINITY;
  for (let step = 1; last.seq + 1 < beyond; ) {
    const seq = Math.min(last.seq + step, beyond - 1);
    const entry = await entryAt(log, channel, seq);
    if (entry && entry.timestamp < time) last = { seq, count: entry.count };
    else beyond = seq;
    step = beyond === Number.POSITIVE_INFINITY ? 2 * step : Math.ceil((beyond - last.seq) / 2);
  }
  return last;
}

/**
 * Entries of one channel as readers may see them: what has expired is replaced by what remains of it, also before it is overwritten.
 *
 * A change of a message expires with the message. If that is not among the entries, its time is read: of a few messages, as those of a log are
 * in the order of time; and only in a channel whose messages expire.
 */
export async function withoutExpired(
  entries: readonly Entry[],
  channel: string,
  retention: Retention,
  { log, now }: { log: LogReader; now: number },
): Promise<Entry[]> {
  const { retentionDays, expiredSeq = 0 } = retention;
  if (!retentionDays && expiredSeq === 0) return [...entries];
  const before = expiryTime(retentionDays, now);
  const upTo = before === undefined ? expiredSeq : await lastExpiredTarget(entries, channel, retention, before, log);
  return entries.map((entry) =>
    isExpired(entry, { ...retention, expiredSeq: 'target' in entry ? upTo : expiredSeq }, now)
      ? expiredEntry(entry)
      : entry,
  );
}

/** One entry as readers may see it: a message that has expired looks like a deleted one. */
export function asOfNow(entry: Message, retention: Retention, now: number): Message;
export function asOfNow(entry: Entry, retention: Retention, now: number): Entry;
export function asOfNow(entry: Entry, retention: Retention, now: number): Entry {
  return isExpired(entry, retention, now) ? expiredEntry(entry) : entry;
}

/** The seq of the newest message that a change is about and that has expired; at least `expiredSeq`. */
async function lastExpiredTarget(
  entries: readonly Entry[],
  channel: string,
  { expiredSeq = 0 }: Retention,
  before: string,
  log: LogReader,
): Promise<number> {
  const times = new Map(entries.map(({ seq, timestamp }) => [seq, timestamp]));
  const targets = entries.flatMap((entry) => ('target' in entry && entry.target > expiredSeq ? [entry.target] : []));
  const sorted = [...new Set(targets)].sort((a, b) => a - b);
  let low = 0;
  let high = sorted.length;
  // The oldest first: mostly it has not expired, and then no other has.
  for (let middle = 0; low < high; middle = Math.floor((low + high) / 2)) {
    const seq = sorted[middle] ?? 0;
    const time = times.get(seq) ?? (await entryAt(log, channel, seq))?.timestamp;
    if (time !== undefined && time < before) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1] ?? expiredSeq;
}

// A query, as the functions that only read may not get single rows of the log.
async function entryAt(log: LogReader, channel: string, seq: number): Promise<Entry | undefined> {
  const { entries } = await log.slice(channel, { after: seq - 1, limit: 1 });
  return entries[0]?.seq === seq ? entries[0] : undefined;
}
