// Pages of history: bounded parts of a channel's log, read in either direction.
import type { Entry } from './entry.ts';
import { ChatError } from './errors.ts';

/** Entries of one page when the request names no limit. */
export const PAGE_DEFAULT = 50;

/** The most entries of one page. A page of long entries is shorter: DynamoDB reads 1 MB at once (AWS: API reference, Query). */
export const PAGE_MAX = 200;

/**
 * A part of the log: the newest entries below `before`, the oldest above `after`, the oldest from the time `since` (ISO 8601, UTC) on, or
 * the newest of all.
 */
export type PageQuery = { limit: number; before?: number; after?: number; since?: string };

/**
 * A page, oldest entry first. `head` is the channel's newest seq, which tells a reader what it lacks. A page may be shorter than
 * its limit; `more` tells whether the log continues in the direction that was read.
 */
export type Page = { entries: Entry[]; head: number; more: boolean };

/** Reads `?before=&after=&since=&limit=`. */
export function parsePageQuery(input: Record<string, string | undefined>): PageQuery {
  const { before, after, since, limit } = input;
  if ([before, after, since].filter((bound) => bound !== undefined).length > 1)
    throw new ChatError('bad-page', 'before, after and since exclude each other: a page has one bound.');
  return {
    limit: limit === undefined ? PAGE_DEFAULT : parseIntegerText('limit', limit, 1, PAGE_MAX),
    ...(before !== undefined && { before: parseIntegerText('before', before, 1, Number.MAX_SAFE_INTEGER) }),
    ...(after !== undefined && { after: parseIntegerText('after', after, 0, Number.MAX_SAFE_INTEGER) }),
    ...(since !== undefined && { since: parseTime(since) }),
  };
}

// As `Date.toISOString` writes it: texts of this form are in the order of time.
function parseTime(text: string): string {
  const time = text.length <= 30 ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString() === text) return text;
  throw new ChatError('bad-page', 'since: must be a time as in 2026-11-30T09:41:00.000Z.');
}

function parseIntegerText(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new ChatError(
      'bad-page',
      `${name}: must be a whole number from ${least} to ${most}, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return value;
}
