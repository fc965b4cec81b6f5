// What users have saved for later: private rows of each user, whose messages are read through the membership of their channels.
import { isExpired, SAVED_MAX, SAVED_PAGE, type SavedMessages } from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import type { Members } from '../access/members.ts';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { retentionsOf } from '../db/channel-row.ts';
import { type ChatTableDeps, type Row, readRows, rowFinder, type TransactionDeps, transact } from '../db/chat-table.ts';
import { asOfNow } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';
import { entriesAt } from '../db/log-ranges.ts';
import { userPartition } from '../db/member-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import {
  isSavedFull,
  parseSavedCount,
  parseSavedRow,
  SAVED_PREFIX,
  type SavedCount,
  type SavedRow,
  savedKey,
  savedVersionKey,
  saveWrites,
  unsaveWrites,
} from '../db/saved-rows.ts';
import { QueryCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';
import { listedIn } from './channel-list.ts';

export type SavedDeps = ChatTableDeps &
  TransactionDeps & { logTable: string; log: Log; members: Members; now: () => number };

/** A message that is saved, or may be. */
export type SavedAddress = { channel: string; seq: number };

/** How often a change is tried while other devices of the user make one. */
const ATTEMPTS = 5;

/** The saved messages of all users. */
export class Saved {
  readonly #deps: SavedDeps;
  readonly #rate: RateLimiter;

  constructor(deps: SavedDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /** A page of what a user has saved, the newest first. Messages that are deleted are no longer saved. */
  async list(reader: TokenUser, { before, limit }: { before?: number; limit: number }): Promise<SavedMessages> {
    const { userId } = reader;
    // The version is read first: what changes meanwhile makes another one.
    const count = await this.#count(userId);
    const all = (await this.#rows(userId)).toSorted((a, b) => b.order - a.order);
    const earlier = all.filter(({ order }) => before === undefined || order < before);
    const page = earlier.slice(0, Math.min(limit, SAVED_PAGE));
    const entries = await entriesAt(this.#deps, page);
    // Checked after the messages are read, so that the page contains nothing that was changed after the reader was removed from a channel.
    const channels = new Set(listedIn(await this.#deps.members.rowsOf(reader)).map(({ channel }) => channel));
    const retentionOf = await retentionsOf([...new Set(page.map(({ channel }) => channel))], this.#deps);
    const now = this.#deps.now();
    const messageOf = ({ channel, seq }: SavedRow) => {
      const found = entries.find((one) => one.channel === channel && one.seq === seq);
      return found?.kind === 'message' ? asOfNow(found, retentionOf(channel), now) : undefined;
    };
    const isGone = (one: SavedRow) =>
      channels.has(one.channel) && (messageOf(one) ?? { deleted: true }).deleted === true;
    const gone = page.filter(isGone);
    const saved = page.flatMap((one) => {
      const message = channels.has(one.channel) ? messageOf(one) : undefined;
      return isGone(one) ? [] : [{ ...one, ...(message && { message }) }];
    });
    const version = await this.#forget(userId, gone, count);
    const marks = before === undefined ? { marks: marksOf(all.filter((one) => !gone.includes(one))) } : {};
    return { version, saved, more: earlier.length > page.length, ...marks };
  }

  /** Saves a message; returns the version from then on. */
  async save(user: TokenUser, { channel, seq }: SavedAddress): Promise<number> {
    const { members, log, chatTable, now } = this.#deps;
    const { userId } = user;
    if (isGuest(user)) throw accountRequired();
    const { settings } = await members.authorize(channel, user, 'read');
    const entry = (await log.stored(channel, seq))?.entry;
    if (entry?.kind !== 'message') throw new ApiError(404, 'no-message', `#${channel} has no message ${seq}.`);
    if (entry.deleted || isExpired(entry, settings, now()))
      throw new ApiError(409, 'deleted', 'The message is deleted and cannot be saved.');
    return this.#change(user, { channel, seq }, (count, isSaved) => {
      if (isSaved) return undefined;
      if (isSavedFull(count)) throw tooManySaved();
      return saveWrites(chatTable, userId, { channel, seq, at: new Date(now()).toISOString() }, count);
    });
  }

  /** Removes a message from what is saved, also one that the user may no longer read. */
  unsave(user: TokenUser, address: SavedAddress): Promise<number> {
    const { chatTable } = this.#deps;
    return this.#change(user, address, (count, isSaved) =>
      isSaved ? unsaveWrites(chatTable, user.userId, [address], count) : undefined,
    );
  }

  async #change(
    user: TokenUser,
    { channel, seq }: SavedAddress,
    writesFor: (count: SavedCount, isSaved: boolean) => ReturnType<typeof saveWrites> | undefined,
  ): Promise<number> {
    const keys = [savedVersionKey(user.userId), savedKey(user.userId, channel, seq)] as const;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const row = rowFinder(await readRows(this.#deps, keys));
      const count = parseSavedCount(row(keys[0]));
      const writes = writesFor(count, row(keys[1]) !== undefined);
      if (!writes) return count.version;
      const rate = this.#rate.count(user, this.#deps.now());
      const failed = await transact(this.#deps, [rate.write, ...writes]);
      if (failed.includes(0)) throw rate.error(undefined);
      if (failed.length === 0) return count.version + 1;
    }
    throw new ApiError(
      503,
      'busy',
      'Your other devices are saving messages at the moment. Nothing was stored; try again.',
    );
  }

  // When another device changes something at the same moment, the next list removes them.
  async #forget(userId: string, gone: readonly SavedRow[], count: SavedCount): Promise<number> {
    if (gone.length === 0) return count.version;
    const failed = await transact(this.#deps, unsaveWrites(this.#deps.chatTable, userId, gone, count));
    return failed.length === 0 ? count.version + 1 : count.version;
  }

  async #count(userId: string): Promise<SavedCount> {
    const [row] = await readRows(this.#deps, [savedVersionKey(userId)]);
    return parseSavedCount(row);
  }

  async #rows(userId: string): Promise<SavedRow[]> {
    const { dynamodb, chatTable } = this.#deps;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': userPartition(userId), ':prefix': SAVED_PREFIX },
        ConsistentRead: true,
      }),
    );
    return Items.map((row) => parseSavedRow(row as Row));
  }
}

/** The error of a user who has saved as many messages as possible. */
export function tooManySaved(): ApiError {
  const sentence = `You have saved ${SAVED_MAX} messages, which is the limit. Remove one first.`;
  return new ApiError(409, 'too-many-saved', sentence);
}

function marksOf(rows: readonly SavedRow[]): Record<string, number[]> {
  const marks = Object.groupBy(rows, ({ channel }) => channel);
  return Object.fromEntries(Object.entries(marks).map(([channel, ones = []]) => [channel, ones.map(({ seq }) => seq)]));
}
