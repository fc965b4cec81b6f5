// The rate limit of messages and changes: the first ones in a minute are counted in the log, further ones by leases of the table.
import type { TokenUser } from '../authenticated-user.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';
import type { ChatTableDeps } from './chat-table.ts';
import type { LogTail } from './log-tail.ts';
import { rateLimited } from './rate-limits.ts';

/** Messages and changes of one user in a minute, unless the stack sets another limit: more than a person types or most bots need. */
export const MESSAGES_PER_MINUTE_DEFAULT = 300;

/** Entries of a user in one channel and minute that need no call of the table: more than a person types. */
export const UNCOUNTED_MAX = 20;

/**
 * The largest lease, as a share of the limit: what a function that becomes idle has left is lost. At the default limit each lease is
 * one entry, so that nothing is. A stack for programs has a high limit, and its leases grow from 1 by a factor of 2.
 */
const LEASE_SHARE = 1 / 1_000;

/** Users whose leases a warm function remembers. What is forgotten counts as used. */
const USERS_MAX = 1_000;

const MINUTE_MS = 60_000;

/**
 * Spends a unit for an entry after a tail of a channel's log; true when the entry needs none, and its row is to count it. Throws when
 * the limit is reached.
 */
export type Spend = (channel: string, tail: LogTail, now: number) => Promise<boolean>;

/**
 * A user's minute in one function: what is left of its leases, the size of the next one, the channels whose uncounted entries are
 * known to be in the table, and whether the limit is reached.
 */
type Minute = { minute: number; left: number; size: number; added: Set<string>; isExceeded: boolean };

/** The minute of a time, as a number: minutes begin at the same time for all users, so around a boundary twice the limit is possible. */
export function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS);
}

/**
 * The rate limit of messages, edits, deletions and reactions, in all channels together.
 *
 * The rows of the log tell which of a user's entries in this minute are uncounted, and the append proves that no other was added: so
 * up to `UNCOUNTED_MAX` for each channel, however many functions run. The next one needs a lease: a function adds some units
 * to the row of the user and minute, on the condition that the sum stays within the limit, and spends them. The first lease for a
 * channel adds its uncounted entries too. So of a flood exactly the limit is stored; beyond it there can only be uncounted
 * entries in channels where the user posts no more than those.
 */
export class MessageRate {
  readonly #deps: ChatTableDeps;
  readonly #limit: number;
  readonly #uncountedMax: number;
  readonly #minutes = new Map<string, Minute>();

  constructor(deps: ChatTableDeps, limit: number) {
    this.#deps = deps;
    this.#limit = limit;
    this.#uncountedMax = Math.min(UNCOUNTED_MAX, limit);
  }

  /**
   * Lets a request spend a unit of its author. It calls `spend` in each round; of several rounds only one stores an entry, so that a
   * unit that was spent in an earlier round is not spent again, and one that was not needed is given back.
   */
  async spending<Result>(author: TokenUser, request: (spend: Spend) => Promise<Result>): Promise<Result> {
    let spent: Minute | undefined;
    let isUncounted = false;
    const spend: Spend = async (channel, tail, now) => {
      const minute = this.#minuteOf(author, now);
      if (minute.isExceeded) throw this.#error(now);
      const uncounted = tail.uncountedOf(author.userId, minute.minute);
      isUncounted = uncounted !== undefined && uncounted < this.#uncountedMax;
      if (isUncounted || spent) return isUncounted;
      if (minute.left === 0) await this.#lease(author, minute, uncounted === undefined ? undefined : channel, now);
      minute.left -= 1;
      spent = minute;
      return false;
    };
    try {
      const result = await request(spend);
      const isStored = typeof result === 'object' && result !== null && 'entry' in result;
      if (spent && !(isStored && !isUncounted)) spent.left += 1;
      return result;
    } catch (error) {
      // After another error the entry may be stored.
      if (spent && error instanceof ApiError) spent.left += 1;
      throw error;
    }
  }

  #minuteOf({ userId }: TokenUser, now: number): Minute {
    const minute = minuteOf(now);
    const known = this.#minutes.get(userId);
    if (known?.minute === minute) return known;
    if (this.#minutes.size >= USERS_MAX) this.#minutes.clear();
    const begun = { minute, left: 0, size: 1, added: new Set<string>(), isExceeded: false };
    this.#minutes.set(userId, begun);
    return begun;
  }

  /** Adds units to the table; with a channel, also its uncounted entries, unless they were added before. */
  async #lease(user: TokenUser, minute: Minute, channel: string | undefined, now: number): Promise<void> {
    let adds = channel === undefined || minute.added.has(channel) ? 0 : this.#uncountedMax;
    let units = Math.min(minute.size, this.#limit - adds);
    while (units > 0) {
      const existing = await this.#add(user, minute, { units, adds, channel });
      if (!existing) {
        if (channel !== undefined) minute.added.add(channel);
        minute.left += units;
        minute.size = Math.max(1, Math.min(minute.size * 2, Math.floor(this.#limit * LEASE_SHARE)));
        return;
      }
      if (channel !== undefined && existing[channelAttribute(channel)]) adds = 0;
      units = Math.min(units, this.#limit - Number(existing['done']) - adds);
    }
    minute.isExceeded = true;
    throw this.#error(now);
  }

  /** Adds to the row of a user's minute; returns the row when it has no room, or has the entries of the channel already. */
  async #add(
    { userId }: TokenUser,
    { minute }: Minute,
    { units, adds, channel }: { units: number; adds: number; channel: string | undefined },
  ): Promise<Record<string, unknown> | undefined> {
    const end = ((minute + 1) * MINUTE_MS) / 1000;
    const marks = adds > 0 && channel !== undefined;
    try {
      await this.#deps.dynamodb.send(
        new UpdateCommand({
          TableName: this.#deps.chatTable,
          Key: { pk: `rate#${userId}`, sk: `message#${new Date(minute * MINUTE_MS).toISOString()}` },
          UpdateExpression: `ADD done :amount SET expiresAt = :end${marks ? ', #channel = :amount' : ''}`,
          ConditionExpression: `(attribute_not_exists(done) OR done <= :room)${marks ? ' AND attribute_not_exists(#channel)' : ''}`,
          ...(marks && { ExpressionAttributeNames: { '#channel': channelAttribute(channel) } }),
          ExpressionAttributeValues: { ':amount': units + adds, ':room': this.#limit - units - adds, ':end': end },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item) return error.Item;
      throw error;
    }
  }

  #error(now: number): ApiError {
    return tooManyMessages(this.#limit, now);
  }
}

/** The error of a user who has posted as many messages and changes as a minute allows. */
export function tooManyMessages(limit: number, now: number): ApiError {
  return rateLimited(`You're sending messages too fast (limit: ${limit} a minute).`, MINUTE_MS - (now % MINUTE_MS));
}

// No channel has a name with a colon, so that none can be that of another attribute.
function channelAttribute(channel: string): string {
  return `in:${channel}`;
}
