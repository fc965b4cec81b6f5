// Retry of a record that failed, and the dead letter of one that is given up.
import { createdAt, type StreamRecord } from './source-record.ts';

/** The template's limits; -1 is no limit. */
export type RetryLimits = { attempts: number; ageSeconds: number };

export type GiveUpCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
export type NextStep = { waitMs: number } | { gaveUp: GiveUpCondition };

/** A failed attempt: the number of attempts so far, and the time until the record is too old. `random` returns numbers from 0 to 1. */
export type FailedAttempt = {
  attempts: number;
  leftMs: number;
  retryAfterMs?: number;
  random: () => number;
};

// AWS does not publish its retry schedule. The first wait is short, like most local faults; the longest is short enough that a
// chat recovers within half a minute after its target does.
const FIRST_WAIT_MS = 100;
const WAIT_MS_MAX = 30_000;
// One header must not stop a pipe for a day.
const RETRY_AFTER_MS_MAX = 300_000;
// Source: DynamoDB developer guide, Streams: records are trimmed after 24 hours.
const STREAM_RETENTION_MS = 24 * 3_600_000;

/** The next step after a failed attempt: a wait, or the reason to give up. */
export function afterFailure(attempt: FailedAttempt, limits: RetryLimits): NextStep {
  if (limits.attempts >= 0 && attempt.attempts > limits.attempts) return { gaveUp: 'RetryAttemptsExhausted' };
  if (attempt.leftMs <= 0) return { gaveUp: 'RecordAgeExceeded' };
  return { waitMs: Math.min(Math.max(backoff(attempt), attempt.retryAfterMs ?? 0), attempt.leftMs) };
}

/** The age at which a record is too old for another attempt. */
export function maxAgeMsOf({ ageSeconds }: RetryLimits): number {
  return ageSeconds < 0 ? STREAM_RETENTION_MS : Math.min(ageSeconds * 1_000, STREAM_RETENTION_MS);
}

/** Exponential backoff, half of it random, so that lanes that failed together do not retry together. */
function backoff({ attempts, random }: FailedAttempt): number {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), WAIT_MS_MAX);
  return longest / 2 + (longest / 2) * random();
}

// The date format of HTTP (RFC 9110, 5.6.7); `Date.parse` alone would accept '-5' as a year.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /;

/** Parses `Retry-After`: seconds or a date. */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : HTTP_DATE.test(header) ? Date.parse(header) - now : 0;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, RETRY_AFTER_MS_MAX) : undefined;
}

// The local stream has one shard; the format of its name is DynamoDB's.
const SHARD = 'shardId-00000000000000000000-00000001';

/**
 * The dead letter of a record: not the record itself, but its position in the stream, in the format that field reports show. It
 * must be resolved before the stream trims the record.
 */
export function encodeDeadLetter(
  record: StreamRecord,
  condition: GiveUpCondition,
  pipeArn: string,
  now: number,
): string {
  return JSON.stringify({
    context: { partnerResourceArn: pipeArn, condition },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: encodeBatchInfo([record]),
  });
}

/** The position of a batch in its stream, as pipes and Lambda describe it. */
export function encodeBatchInfo(records: readonly StreamRecord[]) {
  const [first, last] = [records[0], records.at(-1)] as [StreamRecord, StreamRecord];
  return {
    shardId: SHARD,
    startSequenceNumber: first.dynamodb.SequenceNumber,
    endSequenceNumber: last.dynamodb.SequenceNumber,
    approximateArrivalOfFirstRecord: new Date(createdAt(first)).toISOString(),
    approximateArrivalOfLastRecord: new Date(createdAt(last)).toISOString(),
    batchSize: records.length,
    streamArn: first.eventSourceARN,
  };
}
