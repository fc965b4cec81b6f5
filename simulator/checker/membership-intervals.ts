// Whether a user was no member of a channel during some time, by the notices of the log.
import type { RecordedEntry } from './records.ts';

/** The clocks of two functions differ by at most a second. */
export const SKEW_MS = 1_000;

/** Whether the user had left the channel, or was removed, during all of a time. A notice is of some moment before its function responds. */
export function wasAbsent(log: readonly RecordedEntry[], userId: string, from: number, to: number): boolean {
  const before = log.filter(({ timestamp = '' }) => Date.parse(timestamp) < from - SKEW_MS);
  const concerns = (entry: RecordedEntry) =>
    entry.kind === 'notice' &&
    (['joined', 'left'].includes(entry.notice ?? '') ? entry.userId === userId : entry.user?.userId === userId);
  const last = before.findLast(concerns);
  if (!last || !['left', 'removed', 'banned'].includes(last.notice ?? '')) return false;
  return !log.some(
    (entry) => entry.seq > last.seq && concerns(entry) && Date.parse(entry.timestamp ?? '') < to + SKEW_MS,
  );
}

/** Whether a message was deleted before a moment. */
export function wasDeleted(log: readonly RecordedEntry[], seq: number, at: number): boolean {
  return log.some(
    ({ kind, target, timestamp = '' }) => kind === 'deletion' && target === seq && Date.parse(timestamp) < at - SKEW_MS,
  );
}
