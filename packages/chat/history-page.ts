// A page of history: a bounded piece of a channel's log, read in either direction.
import type { Entry } from './entry.ts';
import { ChatError } from './errors.ts';

/** Entries of one page when nobody says how many. */
export const PAGE_DEFAULT = 50;

/** The most entries of one page. Long ones make it shorter: DynamoDB reads 1 MB at once (AWS: API reference, Query). */
export const PAGE_MAX = 200;

/** Which piece of the log: the entries under `before` (newest page first), those over `after`, or the newest. */
export type PageQuery = { limit: number; before?: number; after?: number };

/**
 * A page, oldest entry first. `head` is the channel's newest seq, so a reader knows what it has not got. A page may be
 * shorter than asked for; `more` says whether the log goes on in the direction that was read.
 */
export type Page = { entries: Entry[]; head: number; more: boolean };

/** Reads `?before=&after=&limit=`. */
export function parsePageQuery(input: Record<string, string | undefined>): PageQuery {
  const { before, after, limit } = input;
  if (before !== undefined && after !== undefined)
    throw new ChatError('bad-page', 'Ask for before or after, not for both: a page goes in one direction.');
  return {
    limit: limit === undefined ? PAGE_DEFAULT : whole('limit', limit, 1, PAGE_MAX),
    ...(before !== undefined && { before: whole('before', before, 1, Number.MAX_SAFE_INTEGER) }),
    ...(after !== undefined && { after: whole('after', after, 0, Number.MAX_SAFE_INTEGER) }),
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new ChatError(
      'bad-page',
      `${name}: a whole number from ${least} to ${most}, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return value;
}
