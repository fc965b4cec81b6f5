// Direct conversations: starting one, and closing it, so that no user's list is filled by others.
import { createHash } from 'node:crypto';
import { CONVERSATIONS_MAX, type User } from '@parley/chat';
import { noUser } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { AuthenticatedUser, TokenUser } from '../authenticated-user.ts';
import { blockersAmong } from '../db/block-rows.ts';
import { channelKey, channelOfPartition, newSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import {
  addParticipantWrites,
  closedByWrite,
  closeWrites,
  countUnansweredWrite,
  openWrites,
  participationOf,
  UNANSWERED_MAX,
} from '../db/conversation-rows.ts';
import { hasDeparted, presentGuestCheck } from '../db/guest-rows.ts';
import { memberKey, membershipKey } from '../db/member-rows.ts';
import { CONVERSATION_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { ApiError } from '../errors.ts';

export type ConversationsDeps = TransactionDeps & ChatTableDeps & { members: Members; now: () => number };

/** A channel after its creation; `created` is false for a direct conversation that existed already. */
export type CreatedChannel = { name: string; created: boolean };

/** Another request may change the same conversation at the same time. */
const ATTEMPTS = 5;

/** The direct conversations of all users. */
export class Conversations {
  readonly #deps: ConversationsDeps;
  readonly #rateLimiter: RateLimiter;

  constructor(deps: ConversationsDeps) {
    this.#deps = deps;
    this.#rateLimiter = new RateLimiter(deps.chatTable, CONVERSATION_RATE_LIMIT);
  }

  /** Starts a conversation, or opens the existing one of these users: its name is derived from their ids. */
  async start(otherIds: readonly string[], creator: AuthenticatedUser): Promise<CreatedChannel> {
    const userIds = [...new Set([...otherIds, creator.userId])];
    if (userIds.length < 2) throw new ApiError(400, 'bad-request', 'userIds: name at least one other user.');
    const name = conversationName(userIds);
    if (await this.#open(name, creator)) return { name, created: false };
    const { participants, guests } = await this.#enrolledUsers(userIds.toSorted());
    if ((await blockersAmong(otherIds, creator.userId, this.#deps)).size > 0)
      throw new ApiError(403, 'not-possible', "Can't start this conversation.");
    await this.#requireRoom(creator);
    if (await this.#write(name, participants, guests, creator)) return { name, created: true };
    await this.#open(name, creator);
    return { name, created: false };
  }

  /** Removes a conversation from the list of a participant, until there is a new message. */
  close(name: string, user: TokenUser): Promise<boolean> {
    const { chatTable } = this.#deps;
    return this.#change(name, user, ({ participation = {} }) =>
      participation.closed ? [] : closeWrites(chatTable, name, user.userId, participation),
    );
  }

  /**
   * Closes the conversation of a user with a blocked one, and those that the blocked user has started and the user has not answered.
   * A message of the blocked user does not reopen them.
   */
  async closeBlocked(user: TokenUser, blockedId: string): Promise<void> {
    await this.close(conversationName([user.userId, blockedId]), user);
    const unanswered = await this.#deps.members.unansweredOf(user);
    const rows = await readRows(
      this.#deps,
      unanswered.map((name) => memberKey(name, user.userId)),
    );
    for (const { pk } of rows.filter((row) => participationOf(row).startedBy === blockedId))
      await this.close(channelOfPartition(pk), user);
  }

  /** Opens a conversation for a participant who does not have it in the list, or who has not answered it; false if there is none. */
  #open(name: string, user: TokenUser): Promise<boolean> {
    const { chatTable } = this.#deps;
    return this.#change(name, user, async ({ participation = {} }) => {
      const { closed, requestedAt } = participation;
      if (!closed && requestedAt === undefined) return [];
      await this.#requireRoom(user);
      return [
        ...openWrites(chatTable, name, user.userId, participation),
        ...(closed ? [closedByWrite(chatTable, name, 'DELETE', [user.userId])] : []),
      ];
    });
  }

  /** Changes a participant's part in a conversation; false if the user is not a participant. */
  async #change(
    name: string,
    user: TokenUser,
    decide: (access: ChannelAccess) => Writes | Promise<Writes>,
  ): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const access = await this.#deps.members.access(name, user);
      if (!access?.member) return false;
      const writes = await decide(access);
      if (writes.length === 0 || (await transact(this.#deps, writes)).length === 0) return true;
    }
    throw new ApiError(503, 'busy', 'Parley is too busy at the moment. Nothing was stored; try again.');
  }

  /** Writes a new conversation; false when it exists already. */
  async #write(
    name: string,
    participants: readonly User[],
    guests: readonly string[],
    creator: AuthenticatedUser,
  ): Promise<boolean> {
    const { chatTable, now } = this.#deps;
    const at = new Date(now()).toISOString();
    const { name: _, ...settings } = newSettings(name);
    const limit = this.#rateLimiter.count(creator, now());
    const others = participants.filter(({ userId }) => userId !== creator.userId);
    const failed = await transact(this.#deps, [
      {
        Put: {
          TableName: chatTable,
          Item: {
            ...channelKey(name),
            ...settings,
            kind: 'direct',
            title: '',
            members: participants.length,
            participants,
            createdBy: creator.userId,
            createdAt: at,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      limit.write,
      ...others.map(({ userId }) => countUnansweredWrite(chatTable, userId, creator.userId)),
      ...participants.flatMap((user) => addParticipantWrites(chatTable, name, user, { creator: creator.userId, at })),
      ...guests.map((userId) => presentGuestCheck(chatTable, userId)),
    ]);
    if (failed.includes(0)) return false;
    if (failed.includes(1)) throw limit.error(undefined);
    const full = others[(failed[0] ?? 0) - FIRST_COUNT];
    if (full) throw tooManyUnanswered(full.username);
    const [departed] = guests;
    if (failed.length > 0 && departed !== undefined) throw noUser(departed);
    return true;
  }

  /** The users with their names, and the ids of those who are guests. */
  async #enrolledUsers(userIds: readonly string[]): Promise<{ participants: User[]; guests: string[] }> {
    const keys = userIds.map((userId) => membershipKey(userId, ''));
    const rows = await readRows(this.#deps, keys);
    const rowOf = new Map(rows.map((row) => [row.pk, row]));
    const guests: string[] = [];
    const participants = userIds.map((userId) => {
      const row = rowOf.get(membershipKey(userId, '').pk);
      if (row === undefined || hasDeparted(row)) throw noUser(userId);
      if (row['guest'] === true) guests.push(userId);
      return { userId, username: String(row['username']) };
    });
    return { participants, guests };
  }

  async #requireRoom(user: TokenUser): Promise<void> {
    if (!(await this.#deps.members.hasRoomForConversation(user))) throw tooManyConversations();
  }
}

/** The index of the first count of unanswered conversations in the transaction of a new one. */
const FIRST_COUNT = 2;

/** The error of a user who has no room for another conversation. */
export function tooManyConversations(): ApiError {
  return new ApiError(
    409,
    'too-many-conversations',
    `You have ${CONVERSATIONS_MAX} open conversations, which is the limit. Close one first.`,
  );
}

/** The error of a user who starts many conversations with one who does not answer. */
export function tooManyUnanswered(username: string): ApiError {
  return new ApiError(
    409,
    'too-many-unanswered',
    `${username} hasn't answered ${UNANSWERED_MAX} conversations that you started. Wait for an answer.`,
  );
}

/** The same users always have the same conversation. */
function conversationName(userIds: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(userIds.toSorted())).digest('hex');
  return `d-${digest.slice(0, 32)}`;
}
