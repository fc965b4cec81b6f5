// Whether a user was no member of a channel during some time, by the notices of the log.
import { isPrivate } from './membership-checker.ts';
import type { RecordedEntry } from './records.ts';

/** The clocks of two functions differ by at most a second. */
export const SKEW_MS = 1_000;

/**
 * Whether the user was no member during all of a time: banned, or taken out of a private channel and not invited again. Joining a public
 * channel leaves no notice.
 */
export function wasAbsent(
  log: readonly RecordedEntry[],
  channel: string,
  userId: string,
  from: number,
  to: number,
): boolean {
  const notices = log.filter(
    (entry) =>
      entry.kind === 'notice' &&
      (['joined', 'left'].includes(entry.notice ?? '') ? entry.userId === userId : entry.user?.userId === userId),
  );
  const last = notices.findLast(({ timestamp = '' }) => Date.parse(timestamp) < from - SKEW_MS);
  if (last?.notice === 'banned') return true;
  if (!isPrivate(channel) || !['left', 'removed'].includes(last?.notice ?? '')) return false;
  return !notices.some(({ seq, timestamp = '' }) => seq > (last?.seq ?? 0) && Date.parse(timestamp) < to + SKEW_MS);
}

/** Whether a message was deleted before a moment. */
export function wasDeleted(log: readonly RecordedEntry[], seq: number, at: number): boolean {
  return log.some(
    ({ kind, target, timestamp = '' }) => kind === 'deletion' && target === seq && Date.parse(timestamp) < at - SKEW_MS,
  );
}
