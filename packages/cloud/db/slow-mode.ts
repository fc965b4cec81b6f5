// Slow mode of a channel: each user waits between two messages or edits.
import type { User } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import { duration, type RateLimitWrite, rateLimited } from './rate-limits.ts';

/** The clocks of functions differ by less. A later time was written before the clock was set back, and must not silence its user. */
const CLOCK_SKEW_MS = 60_000;

/** Slow mode: one message or edit of each user in so many seconds. The row is written only while the mode is on. */
export function slowModeWrite(
  chatTable: string,
  channel: string,
  { userId }: Pick<User, 'userId'>,
  seconds: number,
  now: number,
): RateLimitWrite {
  return {
    write: {
      Update: {
        TableName: chatTable,
        Key: { pk: channelPartition(channel), sk: `slow#${userId}` },
        UpdateExpression: 'SET postedAt = :now, expiresAt = :end',
        ConditionExpression: 'attribute_not_exists(postedAt) OR postedAt <= :before OR postedAt > :ahead',
        ExpressionAttributeValues: {
          ':now': now,
          ':before': now - seconds * 1000,
          ':ahead': now + CLOCK_SKEW_MS,
          ':end': Math.ceil(now / 1000) + seconds,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    error: (row) => {
      // The clocks of functions differ slightly.
      const wait = Math.min(Number(row?.['postedAt'] ?? now) - now, 0) + seconds * 1000;
      return rateLimited(`Slow mode: one message or edit every ${duration(seconds)}.`, wait, {
        slowModeSeconds: seconds,
      });
    },
  };
}
