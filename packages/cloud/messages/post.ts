// Posting to a channel: authorizes the user, applies rate limits, and returns the first entry to a retry with the same id.
import { createHash } from 'node:crypto';
import type { Action, Entry, NewEntry } from '@parley/chat';
import { can } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { AuthenticatedUser, TokenUser } from '../authenticated-user.ts';
import { type IdRow, readIdRow } from '../db/idempotency.ts';
import type { Log, LogPosition } from '../db/log.ts';
import { type AppendRound, type LogAppender, newEntryBase } from '../db/log-append.ts';
import { messageRateLimit, RateLimiter } from '../db/rate-limits.ts';
import { slowModeWrite } from '../db/slow-mode.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { ApiError } from '../errors.ts';
import { changeWrites } from './edits.ts';

export type PostsDeps = {
  dynamodb: DynamoDb;
  log: Log;
  appender: LogAppender;
  members: Members;
  logTable: string;
  chatTable: string;
  messagesPerMinute: number;
  now: () => number;
};

/** A posted entry; `created` is whether it was stored now, and not by an earlier attempt. */
export type Posted = { entry: Entry; created: boolean };

/** Messages, edits, deletions and reactions of users. */
export class Posts {
  readonly #deps: PostsDeps;
  readonly #rateLimiter: RateLimiter;

  constructor(deps: PostsDeps) {
    this.#deps = deps;
    this.#rateLimiter = new RateLimiter(deps.chatTable, messageRateLimit(deps.messagesPerMinute));
  }

  /**
   * Appends an entry to a channel's log, in one transaction with its id and the rows that it changes. The same id again returns
   * the first entry; the same id with different content is an error.
   */
  async create(channel: string, newEntry: NewEntry, author: TokenUser): Promise<Posted> {
    const { appender, members, now } = this.#deps;
    const digest = createHash('sha256')
      .update(JSON.stringify([author.userId, newEntry]))
      .digest('base64');
    try {
      this.#rateLimiter.check(author, now());
      const result = await appender.append(channel, (head) => this.#prepare(head, channel, newEntry, author, digest));
      if (result && 'entry' in result) return { entry: result.entry, created: true };
      return await this.#first(channel, result?.existing, digest);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A retry succeeds whatever has happened to its message since the first attempt; but it returns nothing to a user who was
      // removed from the channel meanwhile.
      const existing = await readIdRow(this.#deps, channel, newEntry.id);
      if (!existing) throw error;
      await members.authorize(channel, author, 'read');
      return this.#first(channel, existing, digest);
    }
  }

  /**
   * One round of a post. The author's access is read consistently after the head was read, and every removal of a member and
   * every change of the settings appends an entry. So a round that wins head + 1 was authorized at that moment, in the epoch of
   * that moment; a round that loses authorizes again.
   */
  async #prepare(
    head: LogPosition,
    channel: string,
    newEntry: NewEntry,
    author: TokenUser,
    digest: string,
  ): Promise<AppendRound | 'head-outdated'> {
    const { members, chatTable, now } = this.#deps;
    const access = await members.authorize(channel, author, ...REQUIRED_ACTIONS[newEntry.kind]);
    const user = await members.identifyMember(access, author);
    const entry = entryAfter(head, channel, newEntry, user, now());
    const changes = await changeWrites(entry, (action) => can(access, action), this.#deps);
    if (!changes) return 'head-outdated';
    const limits = [this.#rateLimiter.count(author, now())];
    const { slowModeSeconds, epoch } = access.settings;
    // Slow mode does not apply to those who may set it.
    if (entry.kind === 'message' && slowModeSeconds > 0 && !can(access, 'set-slow-mode'))
      limits.push(slowModeWrite(chatTable, channel, author, slowModeSeconds, now()));
    return { entry, epoch, digest, limits, changes };
  }

  async #first(channel: string, existing: IdRow | undefined, digest: string): Promise<Posted> {
    const stored = existing?.digest === digest ? await this.#deps.log.stored(channel, existing.seq) : undefined;
    if (!stored) throw new ApiError(409, 'id-taken', 'Another entry has this id. Create a new id for each message.');
    return { entry: stored.entry, created: false };
  }
}

/** The actions of which a user needs one to post an entry. Whose message a deletion is about is checked with its target. */
const REQUIRED_ACTIONS: Readonly<Record<NewEntry['kind'], [Action, ...Action[]]>> = {
  message: ['post'],
  edit: ['edit-own'],
  deletion: ['edit-own', 'delete-any'],
  reaction: ['react'],
};

function entryAfter(
  head: LogPosition,
  channel: string,
  newEntry: NewEntry,
  user: AuthenticatedUser,
  now: number,
): Entry {
  const base = newEntryBase(channel, head, { id: newEntry.id, user, now });
  return { ...base, count: base.count + (newEntry.kind === 'message' ? 1 : 0), ...newEntry };
}
