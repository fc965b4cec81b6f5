// Reports of messages, and the queue in which moderators settle them.
import type { Message } from './entry.ts';
import { parseInteger, parseSingleLine } from './fields.ts';
import type { User } from './members.ts';

/** The longest reason, in UTF-16 units. */
export const REASON_MAX = 500;

/** The most reports of one message that are stored; further ones add nothing. */
export const REPORTERS_MAX = 20;

/** The body of `POST /channels/{channel}/reports`: the seq of the message, and the reason. */
export type NewReport = { seq: number; reason: string };

/** The report of one user, and its time (ISO 8601, UTC). */
export type Report = { by: User; reason: string; at: string };

/** A reported message, with the text that it had at the first report. */
export type Reported = Pick<Message, 'seq' | 'userId' | 'username' | 'timestamp' | 'message'> & { reports: Report[] };

/** `GET /channels/{channel}/reports`: the oldest messages first; `more` when there are further ones. */
export type Reports = { reported: Reported[]; more: boolean };

/** Reads the body of `POST /channels/{channel}/reports`. */
export function parseNewReport(input: unknown): NewReport {
  const { seq, reason } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  return { seq: parseSeq(seq), reason: parseSingleLine('reason', reason, REASON_MAX) };
}

/** Reads the seq of a message. */
export function parseSeq(input: unknown): number {
  return parseInteger('seq', input, { least: 1 });
}
