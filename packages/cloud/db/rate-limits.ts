// Rate limits of users: conditions in the transaction of the limited action, so exact and without a further call.
import type { User } from '@parley/chat';
import { ApiError } from '../errors.ts';
import type { Writes } from './chat-table.ts';

/** How often one user may do something in each window of time; `label` is what the error says that a user can do. */
export type RateLimit = { name: string; limit: number; windowMs: number; label: string };

/** A rate limit as a part of a transaction: an item with a condition, and the error to throw when the condition fails. */
export type RateLimitWrite = { write: Writes[number]; error(row: Row | undefined): ApiError };
type Row = Readonly<Record<string, unknown>>;

const DAY_MS = 24 * 60 * 60_000;

/** Changes of channels, members and invitations, joining and leaving: each adds an entry of the log, a row or an audit record. */
export const CHANGE_RATE_LIMIT: RateLimit = {
  name: 'change',
  limit: 60,
  windowMs: 60_000,
  label: 'make 60 changes of channels and members a minute',
};

/** New channels: each adds a row to the channel list of all users. */
export const CHANNEL_RATE_LIMIT: RateLimit = {
  name: 'channel',
  limit: 50,
  windowMs: DAY_MS,
  label: 'create 50 channels a day',
};

/** New direct conversations: each adds a row to the lists of others. */
export const CONVERSATION_RATE_LIMIT: RateLimit = {
  name: 'conversation',
  limit: 50,
  windowMs: DAY_MS,
  label: 'start 50 conversations a day',
};

/** Members added by name: each adds a channel to the list of another user. */
export const ADDITION_RATE_LIMIT: RateLimit = {
  name: 'addition',
  limit: 200,
  windowMs: DAY_MS,
  label: 'add 200 members a day',
};

/** Signals of typing, read cursors and new conversations, over all connections: each is delivered to every subscriber. */
export const SIGNAL_RATE_LIMIT: RateLimit = {
  name: 'signal',
  limit: 120,
  windowMs: 60_000,
  label: 'send 120 signals a minute',
};

/** Users whom another user begins to look at: each is a hint for that user's pages. */
export const INTEREST_RATE_LIMIT: RateLimit = {
  name: 'interest',
  limit: 500,
  windowMs: 60 * 60_000,
  label: 'look at 500 users an hour',
};

/** Reports: a moderator has to read each of them. */
export const REPORT_RATE_LIMIT: RateLimit = {
  name: 'report',
  limit: 50,
  windowMs: DAY_MS,
  label: 'send 50 reports a day',
};

/** Searches for users: each reads the names of up to 2,000 accounts. */
export const SEARCH_RATE_LIMIT: RateLimit = {
  name: 'search',
  limit: 60,
  windowMs: 60_000,
  label: 'search for people 60 times a minute',
};

/** Searches for messages: each may read thousands of entries. A user who types with pauses makes ten a minute. */
export const MESSAGE_SEARCH_RATE_LIMIT: RateLimit = {
  name: 'message-search',
  limit: 60,
  windowMs: 60_000,
  label: 'search for messages 60 times a minute',
};

/** New files: each has a row, and two objects. */
export const FILE_RATE_LIMIT: RateLimit = {
  name: 'file',
  limit: 200,
  windowMs: 60 * 60_000,
  label: 'upload 200 files an hour',
};

/** The bytes of new files: what is stored is paid for. */
export function fileBytesLimit(bytesPerDay: number): RateLimit {
  const label = `upload ${Math.round(bytesPerDay / 1024 / 1024)} MB a day`;
  return { name: 'file-bytes', limit: bytesPerDay, windowMs: DAY_MS, label };
}

/** Links to files: what is read by them is paid for. */
export const FILE_LINK_RATE_LIMIT: RateLimit = {
  name: 'file-link',
  limit: 600,
  windowMs: 60_000,
  label: 'open 600 files a minute',
};

/** Links whose previews a page asks for: a user who scrolls fast displays some tens of them a minute. */
export const PREVIEW_RATE_LIMIT: RateLimit = {
  name: 'preview',
  limit: 300,
  windowMs: 60_000,
  label: 'ask for 300 previews of links a minute',
};

/** Links that are requested from their servers: each takes up to five seconds, and is seen by a server outside. */
export const PREVIEW_FETCH_RATE_LIMIT: RateLimit = {
  name: 'preview-fetch',
  limit: 100,
  windowMs: 60 * 60_000,
  label: 'have 100 new links requested an hour',
};

/** Enforces one limit. Windows begin at the same time for all users, so around a boundary twice the limit is possible. */
export class RateLimiter {
  readonly #chatTable: string;
  readonly #limit: RateLimit;

  constructor(chatTable: string, limit: RateLimit) {
    this.#chatTable = chatTable;
    this.#limit = limit;
  }

  /** Counts one more action of a user, or several. */
  count(user: Pick<User, 'userId'>, now: number, actions = 1): RateLimitWrite {
    const { windowMs, label } = this.#limit;
    return {
      write: { Update: this.countUpdate(user, now, actions) },
      error: () => rateLimited(`You can ${label}.`, windowMs - (now % windowMs)),
    };
  }

  /** Counts so many actions of a user; the condition fails when they exceed the limit. */
  countUpdate({ userId }: Pick<User, 'userId'>, now: number, actions: number) {
    const { name, limit, windowMs } = this.#limit;
    const begin = now - (now % windowMs);
    return {
      TableName: this.#chatTable,
      Key: { pk: `rate#${userId}`, sk: `${name}#${new Date(begin).toISOString()}` },
      UpdateExpression: 'ADD done :actions SET expiresAt = :end',
      ConditionExpression: 'attribute_not_exists(done) OR done <= :room',
      ExpressionAttributeValues: {
        ':actions': actions,
        ':room': limit - actions,
        ':end': Math.ceil((begin + windowMs) / 1000),
      },
    };
  }
}

/** The error for an exceeded limit: after `sentence` it says when to try again. `fields` are added to the response. */
export function rateLimited(
  sentence: string,
  waitMs: number,
  fields: Readonly<Record<string, unknown>> = {},
): ApiError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new ApiError(429, 'rate-limited', `${sentence} Try again in ${duration(seconds)}.`, seconds, fields);
}

/** A time in words: `30 seconds`, `5 minutes`, `2 hours`. */
export function duration(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
