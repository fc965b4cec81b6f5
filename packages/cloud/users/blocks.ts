// The users whom each user has blocked: their messages are hidden from the blocker, and they cannot start conversations.
import { BLOCKED_MAX, type BlockedUsers, type User } from '@parley/chat';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { BLOCK_PREFIX, blockKey } from '../db/block-rows.ts';
import { type ChatTableDeps, type TransactionDeps, transact } from '../db/chat-table.ts';
import { guestExpired, presentGuestCheck } from '../db/guest-rows.ts';
import { DeleteCommand, PutCommand, QueryCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';

/** The blocks of all users. Only the blocker can see a block. */
export class Blocks {
  readonly #deps: ChatTableDeps & TransactionDeps;

  constructor(deps: ChatTableDeps & TransactionDeps) {
    this.#deps = deps;
  }

  /** The users whom a user has blocked; blocks of an early version have no username. */
  async of({ userId }: Pick<User, 'userId'>): Promise<BlockedUsers> {
    const { Items = [] } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.chatTable,
        KeyConditionExpression: 'pk = :user AND begins_with(sk, :block)',
        ExpressionAttributeValues: { ':user': blockKey(userId, '').pk, ':block': BLOCK_PREFIX },
        ProjectionExpression: 'sk, username',
        ConsistentRead: true,
      }),
    );
    const users = Items.map(({ sk, username }) => [(sk as string).slice(BLOCK_PREFIX.length), username] as const);
    return {
      blocked: users.map(([id]) => id),
      usernames: Object.fromEntries(users.filter(([, username]) => username !== undefined)) as Record<string, string>,
    };
  }

  /**
   * Blocks a user, under the name that the blocker sees in the list; idempotent. Concurrent requests may exceed the limit slightly; all
   * blocks are read.
   */
  async add(user: TokenUser, blockedId: string, username?: string): Promise<void> {
    if (blockedId === user.userId) throw new ApiError(400, 'bad-request', "You can't block yourself.");
    const { blocked } = await this.of(user);
    if (blocked.length >= BLOCKED_MAX && !blocked.includes(blockedId)) throw tooManyBlocks();
    const { dynamodb, chatTable } = this.#deps;
    const block = {
      TableName: chatTable,
      Item: { ...blockKey(user.userId, blockedId), ...(username !== undefined && { username }) },
    };
    if (!isGuest(user)) await dynamodb.send(new PutCommand(block));
    else if ((await transact(this.#deps, [{ Put: block }, presentGuestCheck(chatTable, user.userId)])).length > 0)
      throw guestExpired();
  }

  /** Unblocks a user. */
  async remove({ userId }: Pick<User, 'userId'>, blockedId: string): Promise<void> {
    await this.#deps.dynamodb.send(
      new DeleteCommand({ TableName: this.#deps.chatTable, Key: blockKey(userId, blockedId) }),
    );
  }
}

/** The error of a user who has blocked as many users as possible. */
export function tooManyBlocks(): ApiError {
  return new ApiError(409, 'too-many-blocks', `Limit reached (${BLOCKED_MAX} blocked users). Unblock someone first.`);
}
