// Retention: how long a channel keeps its messages, which entries have expired, and what remains of them.
import type { Channel } from './channel.ts';

export { RETENTION_DAYS_MAX } from './channel.ts';

import type { Entry, Message, Placeholder } from './entry.ts';
import { changedSeqOf } from './message-changes.ts';

/** What decides which entries of a channel have expired. Without `retentionDays`, or with 0, nothing expires any more. */
export type Retention = Pick<Channel, 'retentionDays' | 'expiredSeq'>;

const DAY_MS = 86_400_000;

/** The time (ISO 8601, UTC) before which messages have expired; undefined where they are kept forever. */
export function expiryTime(retentionDays: number | undefined, now: number): string | undefined {
  return retentionDays ? new Date(now - retentionDays * DAY_MS).toISOString() : undefined;
}

/** What tells whether an entry has expired; `target` is that of a change. */
export type Dated = { seq: number; timestamp: string; target?: number; expired?: true };

/**
 * Whether an entry has expired: it is older than the channel keeps messages, or one of those that had expired before. A change of a
 * message expires with it; of a message after `expiredSeq` the reader has to know the time.
 */
export function isExpired(
  { seq, timestamp, target = seq, expired }: Dated,
  { retentionDays, expiredSeq = 0 }: Retention,
  now: number,
): boolean {
  const before = expiryTime(retentionDays, now);
  return expired === true || target <= expiredSeq || (before !== undefined && timestamp < before);
}

/**
 * What remains of an expired entry: its place, id and time, without author and content. A message remains as a deleted one, and keeps the
 * numbers of its thread, whose other replies may not have expired yet.
 */
export function expiredEntry(entry: Message): Message;
export function expiredEntry(entry: Entry): Message | Placeholder;
export function expiredEntry(entry: Entry): Message | Placeholder {
  const { channel, seq, id, timestamp, count } = entry;
  const base = { channel, seq, id, timestamp, username: '', userId: '', count };
  if (entry.kind !== 'message')
    return {
      ...base,
      kind: 'other',
      expired: true,
      ...('epoch' in entry && entry.epoch !== undefined && { epoch: entry.epoch }),
    };
  const { thread, threadCount, alsoInChannel, replies } = entry;
  return {
    ...base,
    kind: 'message',
    message: '',
    deleted: true,
    expired: true,
    ...(changedSeqOf(entry) > seq && { changedSeq: changedSeqOf(entry) }),
    ...(thread !== undefined && { thread }),
    ...(threadCount !== undefined && { threadCount }),
    ...(alsoInChannel && { alsoInChannel }),
    ...(replies && { replies: { ...replies, userIds: [] } }),
  };
}
