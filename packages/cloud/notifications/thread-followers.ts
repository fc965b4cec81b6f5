// The followers of a thread: each one's pages are told of a reply.
import type { Message } from '@parley/chat';
import { type ChatTableDeps, readRows, rowFinder, type TransactionDeps, transact } from '../db/chat-table.ts';
import { memberKey } from '../db/member-rows.ts';
import {
  followedKey,
  followerReplyWrite,
  followersWrite,
  listAgainWrites,
  parseFollowers,
  threadKey,
  versionWrite,
} from '../db/thread-rows.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';

export type ThreadFollowersDeps = ChatTableDeps & TransactionDeps & { now: () => number };

/** The followers of all threads. */
export class ThreadFollowers {
  readonly #deps: ThreadFollowersDeps;

  constructor(deps: ThreadFollowersDeps) {
    this.#deps = deps;
  }

  /**
   * The followers of the thread of a reply who are still members, without its author. Before it returns, the rows of each say that there is the
   * reply, which is a hint for the user's pages. Repeated, it changes nothing.
   */
  async followersOf(reply: Message): Promise<string[]> {
    const { channel, thread: root = 0, userId: author } = reply;
    const key = threadKey(channel, root);
    const [row] = await readRows(this.#deps, [key]);
    const others = [...parseFollowers(row)].filter((userId) => userId !== author);
    const rows = rowFinder(
      await readRows(
        this.#deps,
        others.map((userId) => memberKey(channel, userId)),
      ),
    );
    const members = others.filter((userId) => rows(memberKey(channel, userId)));
    const gone = others.filter((userId) => !members.includes(userId));
    // One after the other, as they change the same row.
    for (const userId of gone) await this.#remove(userId, reply);
    await Promise.all(members.map((userId) => this.#tell(userId, reply)));
    return members;
  }

  // Both rows: a user who returns to the channel either follows the thread or does not.
  async #remove(userId: string, { channel, thread: root = 0 }: Message): Promise<void> {
    const { chatTable } = this.#deps;
    await transact(this.#deps, [
      followersWrite(chatTable, threadKey(channel, root), [userId], { on: false }),
      { Delete: { TableName: chatTable, Key: followedKey(userId, channel, root) } },
    ]);
  }

  // The version first: if this is interrupted, the next sync of each page still shows that there is something.
  async #tell(userId: string, { channel, thread: root = 0, threadCount: count = 0, timestamp: last }: Message) {
    const { dynamodb, chatTable, now } = this.#deps;
    const reply = { channel, root, count, last, now: now() };
    await dynamodb.send(new UpdateCommand(versionWrite(chatTable, userId, now()).Update));
    try {
      await dynamodb.send(new UpdateCommand(followerReplyWrite(chatTable, userId, reply)));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (error.Item === undefined)
        await transact(this.#deps, listAgainWrites(chatTable, userId, { ...reply, read: count - 1 }));
    }
  }
}
