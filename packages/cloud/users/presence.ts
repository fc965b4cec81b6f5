// Presence: pages that display users record an interest in them, and only the pages of users in whom there is an interest say that they are active.
import { type PresenceAnswer, type PresenceQuery, presenceAt } from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { blockKey } from '../db/block-rows.ts';
import { type ChatTableDeps, readRows, rowFinder, type TransactionDeps, transact } from '../db/chat-table.ts';
import { ALL_CHANNELS, hintRow } from '../db/hint-rows.ts';
import { membershipKey } from '../db/member-rows.ts';
import {
  hiddenUpdate,
  type PresenceState,
  parsePresenceRow,
  presenceKey,
  presenceUpdate,
} from '../db/presence-rows.ts';
import { CHANGE_RATE_LIMIT, INTEREST_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { PutCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';

export type PresencesDeps = ChatTableDeps & TransactionDeps & { presence: boolean; now: () => number };

/** How long an interest lasts after the last question, and when it is extended: at most four writes an hour, however many pages ask. */
const WANTED_MS = 30 * 60_000;
const EXTENDED_BELOW_MS = 15 * 60_000;

/** The least time between two signs of activity of a user that are stored. */
const ACTIVE_EVERY_MS = 60_000;

/** The answer to guests, and where presence is switched off. */
const HIDDEN: PresenceAnswer = { users: {}, wanted: false, hidden: true };

/** The presence of all users. */
export class Presences {
  readonly #deps: PresencesDeps;
  readonly #interestRate: RateLimiter;
  readonly #changeRate: RateLimiter;

  constructor(deps: PresencesDeps) {
    this.#deps = deps;
    this.#interestRate = new RateLimiter(deps.chatTable, INTEREST_RATE_LIMIT);
    this.#changeRate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /**
   * Answers who of some users is online, and records the interest in them. The asking user's activity is stored while others
   * are interested in it. Users who have blocked the asking user, or have switched presence off, appear as offline.
   */
  async exchange(user: TokenUser, { userIds, active }: PresenceQuery): Promise<PresenceAnswer> {
    const { presence, now } = this.#deps;
    if (!presence || isGuest(user)) return HIDDEN;
    const others = userIds.filter((userId) => userId !== user.userId);
    const keys = [presenceKey(user.userId), ...others.flatMap((one) => [presenceKey(one), blockKey(one, user.userId)])];
    // The answer to a hint follows the write of the interest closely, and asks about no user.
    const rows = rowFinder(await readRows(this.#deps, keys, { eventually: others.length > 0 }));
    const own = parsePresenceRow(rows(presenceKey(user.userId)));
    if (own.isHidden) return HIDDEN;
    const at = now();
    const wanted = own.wantedUntil > at;
    const visible = others
      .filter((userId) => !rows(blockKey(userId, user.userId)))
      .map((userId) => ({
        userId,
        isKnown: rows(presenceKey(userId)) !== undefined,
        ...parsePresenceRow(rows(presenceKey(userId))),
      }))
      .filter(({ isHidden }) => !isHidden);
    const [, pending] = await Promise.all([
      active && wanted && at - own.activeAt >= ACTIVE_EVERY_MS ? this.#set(user.userId, 'activeAt', at) : undefined,
      this.#recordInterest(user, visible, at),
    ]);
    const states = visible.flatMap(({ userId, activeAt }) => {
      const state = presenceAt(activeAt, at);
      return state ? [[userId, state] as const] : [];
    });
    return { users: Object.fromEntries(states), wanted, ...(pending && { pending: true as const }) };
  }

  /** Shows a user's presence to others and that of others to the user, or neither. */
  async change(user: TokenUser, { shown }: { shown: boolean }): Promise<void> {
    const { chatTable, presence, now } = this.#deps;
    if (isGuest(user)) throw accountRequired();
    if (!presence) throw new ApiError(409, 'not-possible', 'Online status is turned off for this chat.');
    const rate = this.#changeRate.count(user, now());
    const writes = [{ Update: hiddenUpdate(chatTable, user.userId, !shown, now()) }, rate.write];
    if ((await transact(this.#deps, writes)).length > 0) throw rate.error(undefined);
  }

  /** Whether pages of users were asked to answer. */
  async #recordInterest(user: TokenUser, users: readonly Displayed[], at: number): Promise<boolean> {
    const extended = users.filter(({ wantedUntil }) => wantedUntil > at && wantedUntil - at < EXTENDED_BELOW_MS);
    const added = await this.#enrolled(users.filter(({ wantedUntil }) => wantedUntil <= at));
    const isWithinLimit = added.length === 0 || (await this.#countInterest(user, added.length, at));
    const hinted = isWithinLimit ? added : [];
    await Promise.all([
      ...extended.map(({ userId }) => this.#set(userId, 'wantedUntil', at + WANTED_MS)),
      ...hinted.map(async ({ userId }) => {
        if (await this.#set(userId, 'wantedUntil', at + WANTED_MS)) await this.#hint(userId, at);
      }),
    ]);
    return hinted.length > 0;
  }

  /** An id that is no user's leaves no row. */
  async #enrolled(users: readonly Displayed[]): Promise<readonly Displayed[]> {
    const unknown = users.filter(({ isKnown }) => !isKnown);
    if (unknown.length === 0) return users;
    const keys = unknown.map(({ userId }) => membershipKey(userId, ''));
    const rows = rowFinder(await readRows(this.#deps, keys, { eventually: true }));
    return users.filter(({ isKnown, userId }) => isKnown || rows(membershipKey(userId, '')) !== undefined);
  }

  async #countInterest(user: TokenUser, users: number, at: number): Promise<boolean> {
    return this.#update(this.#interestRate.countUpdate(user, at, users));
  }

  #set(userId: string, name: 'activeAt' | 'wantedUntil', value: number): Promise<boolean> {
    const { chatTable, now } = this.#deps;
    return this.#update(presenceUpdate(chatTable, userId, name, value, now()));
  }

  /** Tells the pages of a user that another one displays the user. */
  async #hint(userId: string, at: number): Promise<void> {
    const { chatTable, dynamodb } = this.#deps;
    await dynamodb.send(new PutCommand({ TableName: chatTable, Item: hintRow(userId, 'presence', ALL_CHANNELS, at) }));
  }

  /** False when the condition of an update failed. */
  async #update(update: ConstructorParameters<typeof UpdateCommand>[0]): Promise<boolean> {
    try {
      await this.#deps.dynamodb.send(new UpdateCommand(update));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

type Displayed = PresenceState & { userId: string; isKnown: boolean };
