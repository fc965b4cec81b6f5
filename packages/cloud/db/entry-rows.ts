// New entries of a log, and the rows that store them.
import { channelSegments, type Entry, type EntryBase, encodePayload, type User } from '@parley/chat';
import type { LogPosition } from './log.ts';
import { minuteOf } from './message-rate.ts';

/**
 * What a row stores: the entry, the epoch on whose path it is broadcast, a digest of the request, and whether only the row counts it
 * against the rate limit. `notify` says whom a message may notify: notify-attribute.ts.
 */
export type NewRow = { entry: Entry; epoch: number; digest?: string; isUncounted?: boolean; notify?: string };

/** The row of an entry, as it is written. */
export type EntryRow = ReturnType<typeof rowOf>;

/** The row of an entry. The pipe publishes its payload on its path. */
export function rowOf({ entry, epoch, digest, isUncounted, notify }: NewRow) {
  const { channel, seq, id, count, timestamp, userId } = entry;
  return {
    channel,
    seq,
    id,
    count,
    minute: minuteOf(Date.parse(timestamp)),
    path: channelSegments(channel, epoch),
    payload: encodePayload(entry),
    ...(entry.kind === 'message' && entry.thread !== undefined && { thread: threadPartition(channel, entry.thread) }),
    ...(digest && { digest }),
    ...(isUncounted && { uncounted: userId }),
    ...(notify !== undefined && { notify }),
  };
}

/** The partition of the replies of a thread in the index of threads. */
export function threadPartition(channel: string, root: number): string {
  return `${channel}#${root}`;
}

/** The fields that every entry has, for the entry after a head. Its count is the head's: a message adds one. */
export function newEntryBase(
  channel: string,
  head: LogPosition,
  { id, user, now }: { id: string; user: User; now: number },
): EntryBase {
  const { userId, username } = user;
  return {
    channel,
    seq: head.seq + 1,
    id,
    timestamp: new Date(now).toISOString(),
    username,
    userId,
    count: head.count,
  };
}
