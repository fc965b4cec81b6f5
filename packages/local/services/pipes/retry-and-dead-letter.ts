// Retry of a record that failed, and the dead letter of one that is given up.
import { bornAt, type StreamRecord } from './source-record.ts';

/** As the template says it; -1 is no limit. */
export type RetryLimits = { attempts: number; ageSeconds: number };

export type GaveUp = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
export type Next = { waitMs: number } | { gaveUp: GaveUp };

/** How often and since when a record was tried. `random` gives numbers from 0 to 1. */
export type Trial = { tries: number; bornAt: number; now: number; retryAfterMs?: number; random: () => number };

// AWS does not publish its schedule. The first wait is short, as most faults on a laptop are; the last is short enough that
// a chat is whole again within half a minute after its target is.
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;
// A target must not stop a pipe for a day with one header.
const LONGEST_RETRY_AFTER_MS = 300_000;
// Source: DynamoDB developer guide, Streams: records are trimmed after 24 hours.
const STREAM_KEEPS_MS = 24 * 3_600_000;

/** What to do after a try that failed. */
export function afterFailure(trial: Trial, limits: RetryLimits): Next {
  if (limits.attempts >= 0 && trial.tries > limits.attempts) return { gaveUp: 'RetryAttemptsExhausted' };
  const left = expiresAt(trial.bornAt, limits) - trial.now;
  if (left <= 0) return { gaveUp: 'RecordAgeExceeded' };
  return { waitMs: Math.min(Math.max(backoff(trial), trial.retryAfterMs ?? 0), left) };
}

/** When a record is too old for another try. */
export function expiresAt(bornAt: number, { ageSeconds }: RetryLimits): number {
  return bornAt + (ageSeconds < 0 ? STREAM_KEEPS_MS : Math.min(ageSeconds * 1_000, STREAM_KEEPS_MS));
}

/** Twice as long each time, half of it by lot, so that lanes that failed together do not come back together. */
function backoff({ tries, random }: Trial): number {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return longest / 2 + (longest / 2) * random();
}

// The one form of a date that HTTP writes (RFC 9110, 5.6.7); `Date.parse` alone takes '-5' for a year.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /;

/** Reads `Retry-After`: seconds or a date. */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : HTTP_DATE.test(header) ? Date.parse(header) - now : 0;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, LONGEST_RETRY_AFTER_MS) : undefined;
}

// The laptop's stream is one shard; the form of its name is DynamoDB's.
const SHARD = 'shardId-00000000000000000000-00000001';

/** The pointer, as field reports show it; it must be resolved before the stream trims the record. */
export function deadLetter(record: StreamRecord, condition: GaveUp, pipeArn: string, now: number): string {
  const { SequenceNumber } = record.dynamodb;
  const arrival = new Date(bornAt(record)).toISOString();
  return JSON.stringify({
    context: { partnerResourceArn: pipeArn, condition },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: SHARD,
      startSequenceNumber: SequenceNumber,
      endSequenceNumber: SequenceNumber,
      approximateArrivalOfFirstRecord: arrival,
      approximateArrivalOfLastRecord: arrival,
      batchSize: 1,
      streamArn: record.eventSourceARN,
    },
  });
}
