// The first visit of a user: gives them a unique username, adds them to the default channels, and makes them findable.
import { createHash } from 'node:crypto';
import { DEFAULT_CHANNELS, usernameFrom, usernameWithSuffix } from '@parley/chat';
import { type AuthenticatedUser, isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact } from '../db/chat-table.ts';
import { guestExpired, hasDeparted } from '../db/guest-rows.ts';
import type { Log } from '../db/log.ts';
import { addMemberWrites, membershipKey } from '../db/member-rows.ts';
import { createCursorsWrite } from '../db/read-cursors.ts';
import { userSearchRow } from '../db/user-directory.ts';
import { claimUsernameWrite, usernameKey } from '../db/username-rows.ts';
import { ApiError } from '../errors.ts';

export type FirstVisitDeps = TransactionDeps & ChatTableDeps & { log: Log; now: () => number };

/** Users whose names a warm function knows: a name never changes. A forgotten one costs a read. */
const REMEMBERED_MAX = 10_000;

/** Other users may claim the name that was free a moment before. */
const ATTEMPTS = 5;

/** Enrols users. */
export class FirstVisit {
  readonly #deps: FirstVisitDeps;
  readonly #usernames = new Map<string, string>();

  constructor(deps: FirstVisitDeps) {
    this.#deps = deps;
  }

  /** The user with their username. A user who is not enrolled yet is enrolled. */
  async identify(user: TokenUser): Promise<AuthenticatedUser> {
    const username =
      this.#usernames.get(user.userId) ?? (await this.#storedUsername(user.userId)) ?? (await this.#enrol(user));
    if (this.#usernames.size >= REMEMBERED_MAX) this.#usernames.clear();
    this.#usernames.set(user.userId, username);
    return { ...user, username };
  }

  /** Enrols a user and returns their username. Of two requests at the same time one enrols the user. */
  async #enrol(user: TokenUser): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const username = await this.#freeUsername(user);
      if (await this.#write({ ...user, username })) return username;
      const stored = await this.#storedUsername(user.userId);
      if (stored !== undefined) return stored;
    }
    throw new ApiError(503, 'busy', 'Parley is too busy at the moment. Nothing was stored; try again.');
  }

  /**
   * Writes the rows of a first visit, in one transaction; false when the user is enrolled already, or the name is no longer free. It
   * happens once: a user who later leaves a default channel is not added again. The messages that exist already are not unread.
   */
  async #write(user: AuthenticatedUser): Promise<boolean> {
    const { userId, username } = user;
    const { log, chatTable, now } = this.#deps;
    const heads = await Promise.all(DEFAULT_CHANNELS.map(async (name) => [name, await log.head(name)] as const));
    const joinedAt = new Date(now()).toISOString();
    const failed = await transact(this.#deps, [
      {
        Put: {
          TableName: chatTable,
          Item: { ...membershipKey(userId, ''), username, enrolledAt: joinedAt, ...(isGuest(user) && { guest: true }) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      claimUsernameWrite(chatTable, user),
      { Put: { TableName: chatTable, Item: userSearchRow(user) } },
      createCursorsWrite(chatTable, user, new Map(heads)),
      ...DEFAULT_CHANNELS.flatMap((name) =>
        addMemberWrites(chatTable, name, { userId, username, role: 'member', joinedAt }, { hint: false }),
      ),
    ]);
    return failed.length === 0;
  }

  /** The first name that no other user has: the requested one, or that with a suffix. The last one is the user's alone. */
  async #freeUsername({ userId, requestedName }: TokenUser): Promise<string> {
    const digest = createHash('sha256').update(userId).digest('hex');
    const name = usernameFrom(requestedName, usernameFrom(userId, digest));
    const names = [name, ...['2', '3', '4', digest.slice(0, 12)].map((suffix) => usernameWithSuffix(name, suffix))];
    const rows = await readRows(this.#deps, names.map(usernameKey));
    const isFree = (one: string) =>
      !rows.some(({ pk, userId: owner }) => pk === usernameKey(one).pk && owner !== userId);
    return names.find(isFree) ?? digest;
  }

  async #storedUsername(userId: string): Promise<string | undefined> {
    const [row] = await readRows(this.#deps, [membershipKey(userId, '')]);
    if (hasDeparted(row)) throw guestExpired();
    return row && String(row['username']);
  }
}
