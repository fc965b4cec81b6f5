// Somebody's first time: they come into the channels that everybody is in, and can be found by name.
import { DEFAULT_CHANNELS } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { type TransactNeeds, transact } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { coming, membershipKey } from '../db/member-rows.ts';
import { cursorsBegin } from '../db/read-cursors.ts';

export type ArrivalNeeds = TransactNeeds & { chatTable: string; log: Log; now: () => number };

/** People of whom a warm function remembers that they have arrived. Forgetting one costs a transaction that changes nothing. */
const REMEMBERED = 10_000;

/** How people arrive. */
export class Arrival {
  readonly #needs: ArrivalNeeds;
  readonly #arrived = new Set<string>();

  constructor(needs: ArrivalNeeds) {
    this.#needs = needs;
  }

  /**
   * Lets a person arrive who has not yet, in one transaction. It happens once: whoever leaves one of these channels later stays
   * out of it. What was said before counts as read.
   */
  async of(person: AuthenticatedUser): Promise<void> {
    const { userId, username } = person;
    if (this.#arrived.has(userId)) return;
    const { log, chatTable, now } = this.#needs;
    const ends = await Promise.all(DEFAULT_CHANNELS.map(async (name) => [name, await log.head(name)] as const));
    const joinedAt = new Date(now()).toISOString();
    // Of its conditions, only that of the first item says anything: that the person has arrived before.
    await transact(this.#needs, [
      {
        Put: {
          TableName: chatTable,
          Item: { ...membershipKey(userId, ''), username, arrivedAt: joinedAt },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      { Put: { TableName: chatTable, Item: { ...personByName(person), userId, username } } },
      cursorsBegin(chatTable, person, new Map(ends)),
      ...DEFAULT_CHANNELS.flatMap((name) => coming(chatTable, name, { userId, username, role: 'member', joinedAt })),
    ]);
    if (this.#arrived.size >= REMEMBERED) this.#arrived.clear();
    this.#arrived.add(userId);
  }
}

/** The partition of everybody who has arrived, by name as people search for it. */
export const USERS = 'users';

function personByName({ userId, username }: AuthenticatedUser) {
  return { pk: USERS, sk: `${username.toLowerCase()}#${userId}` };
}
