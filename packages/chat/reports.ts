// Reports: what somebody tells those with a say about a message, and the queue that these work through.

import type { Message } from './entry.ts';
import { ChatError } from './errors.ts';
import { parseSingleLine, type User } from './members.ts';

/** The longest reason, in UTF-16 units. */
export const REASON_MAX = 500;

/** The most people whose reports of one message are kept: one more would say nothing new. */
export const REPORTERS_MAX = 20;

/** What `POST /channels/{channel}/reports` takes: the seq of the message, and what is wrong with it. */
export type NewReport = { seq: number; reason: string };

/** What one person said of a message, when (ISO 8601, UTC). */
export type Report = { by: User; reason: string; at: string };

/** A message that was reported, in the words that it had when it was so for the first time. */
export type Reported = Pick<Message, 'seq' | 'userId' | 'username' | 'timestamp' | 'message'> & { reports: Report[] };

/** `GET /channels/{channel}/reports`: the oldest messages first; `more` when there are others beyond these. */
export type Reports = { reported: Reported[]; more: boolean };

/** Reads a report. */
export function parseNewReport(input: unknown): NewReport {
  const { seq, reason } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  return { seq: parseSeq(seq), reason: parseSingleLine('reason', reason, REASON_MAX) };
}

/** Reads the seq of a message: a whole number from 1 on. */
export function parseSeq(input: unknown): number {
  if (Number.isSafeInteger(input) && (input as number) >= 1) return input as number;
  throw new ChatError('bad-request', 'seq: the number of a message, from 1 on.');
}
