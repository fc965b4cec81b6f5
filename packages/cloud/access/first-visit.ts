// The first visit of a user: adds them to the default channels, and makes them findable by username.
import { DEFAULT_CHANNELS } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { type TransactionDeps, transact } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { addMemberWrites, membershipKey } from '../db/member-rows.ts';
import { createCursorsWrite } from '../db/read-cursors.ts';
import { userSearchKey } from '../db/user-search.ts';

export type FirstVisitDeps = TransactionDeps & { chatTable: string; log: Log; now: () => number };

/** Users whom a warm function knows to be enrolled. A forgotten one costs a transaction that changes nothing. */
const REMEMBERED_MAX = 10_000;

/** Enrols users. */
export class FirstVisit {
  readonly #deps: FirstVisitDeps;
  readonly #enrolled = new Set<string>();

  constructor(deps: FirstVisitDeps) {
    this.#deps = deps;
  }

  /**
   * Enrols a user who is not enrolled yet, in one transaction. It happens once: a user who later leaves one of these channels is
   * not added again. The messages that exist already are not unread.
   */
  async ensureEnrolled(user: AuthenticatedUser): Promise<void> {
    const { userId, username } = user;
    if (this.#enrolled.has(userId)) return;
    const { log, chatTable, now } = this.#deps;
    const heads = await Promise.all(DEFAULT_CHANNELS.map(async (name) => [name, await log.head(name)] as const));
    const joinedAt = new Date(now()).toISOString();
    // The only condition that can fail is that of the first item: the user is enrolled already.
    await transact(this.#deps, [
      {
        Put: {
          TableName: chatTable,
          Item: { ...membershipKey(userId, ''), username, enrolledAt: joinedAt },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      { Put: { TableName: chatTable, Item: { ...userSearchKey(user), userId, username } } },
      createCursorsWrite(chatTable, user, new Map(heads)),
      ...DEFAULT_CHANNELS.flatMap((name) =>
        addMemberWrites(chatTable, name, { userId, username, role: 'member', joinedAt }),
      ),
    ]);
    if (this.#enrolled.size >= REMEMBERED_MAX) this.#enrolled.clear();
    this.#enrolled.add(userId);
  }
}
