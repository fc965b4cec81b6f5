// The threads of users: the list of those that they follow, one thread, how far it is read, and whether it is followed.
import {
  changedSeqOf,
  type FollowedThreads,
  isExpired,
  type Message,
  THREAD_FOLLOWERS_MAX,
  THREADS_LISTED_MAX,
  type ThreadPage,
  type ThreadState,
} from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { channelKey, parseSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, type Row, readRows, rowFinder, type TransactionDeps, transact } from '../db/chat-table.ts';
import { asOfNow } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';
import { userPartition } from '../db/member-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { type RepliesQuery, readReplies, readRoots } from '../db/thread-log.ts';
import {
  chosenFollowWrite,
  type FollowedRow,
  followedKey,
  followersWrite,
  parseFollowed,
  parseFollowers,
  THREAD_PREFIX,
  THREADS_VERSION,
  threadKey,
  threadReadWrite,
  versionWrite,
} from '../db/thread-rows.ts';
import { QueryCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';
import { asRoot, rootAt } from '../messages/thread-replies.ts';
import { listedIn } from './channel-list.ts';
import { beyondHead } from './read-state.ts';

export type ThreadsDeps = ChatTableDeps &
  TransactionDeps & { logTable: string; log: Log; members: Members; now: () => number };

/** The rows of followed threads that a list reads: with 130 bytes each, 16 read units. */
export const FOLLOWED_READ_MAX = 500;

/** A thread, by its root. */
export type ThreadAddress = { channel: string; root: number };

/** The threads of all users. */
export class Threads {
  readonly #deps: ThreadsDeps;
  readonly #rate: RateLimiter;

  constructor(deps: ThreadsDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /** The threads that a user follows. The version is read first: what changes meanwhile makes another one. */
  async list(reader: TokenUser): Promise<FollowedThreads> {
    const [version] = await readRows(this.#deps, [{ pk: userPartition(reader.userId), sk: THREADS_VERSION }]);
    const followed = await this.#followed(reader);
    const chosen = followed.toSorted(byUnreadAndTime).slice(0, THREADS_LISTED_MAX);
    const roots = await readRoots(this.#deps, chosen);
    // Checked after the roots are read, so that the list contains nothing posted after the reader was removed from a channel.
    const channels = new Set(listedIn(await this.#deps.members.rowsOf(reader)).map(({ channel }) => channel));
    const listed = roots.filter(({ channel }) => channels.has(channel));
    const visible = await this.#visible(listed);
    const threads = chosen.flatMap(({ channel, root: seq, read }) => {
      const root = visible.find((one) => one.channel === channel && one.seq === seq);
      return root ? [{ root, read }] : [];
    });
    return { version: Number(version?.['version'] ?? 0), threads };
  }

  /** A page of a thread. */
  async page(reader: TokenUser, { channel, root }: ThreadAddress, query: RepliesQuery): Promise<ThreadPage> {
    const { log, members, now } = this.#deps;
    const keys = [threadKey(channel, root), followedKey(reader.userId, channel, root)];
    // The root after the replies: it never has fewer than they are.
    const { replies, more } = await readReplies(this.#deps, { channel, root }, query);
    const [{ entries }, rows] = await Promise.all([
      log.slice(channel, { before: root + 1, limit: 1 }),
      readRows(this.#deps, keys),
    ]);
    // Checked after the page is read, so that it contains nothing posted after the reader was removed from the channel.
    const { settings } = await members.authorize(channel, reader, 'read');
    const found = entries.find((entry) => entry.kind === 'message' && entry.seq === root);
    const message = asRoot(found?.kind === 'message' ? found : undefined, channel, root);
    const visible = (one: Message) => asOfNow(one, settings, now());
    const row = rowFinder(rows);
    const following = parseFollowers(row(threadKey(channel, root))).has(reader.userId);
    const read = readOf(row(followedKey(reader.userId, channel, root)));
    return { root: visible(message), replies: replies.map(visible), more, following, read };
  }

  /** Moves what a user has read of a thread forward, if they follow it. */
  async markRead(reader: TokenUser, { channel, root }: ThreadAddress, count: number): Promise<ThreadState> {
    const { members, log, dynamodb, chatTable, now } = this.#deps;
    await members.authorize(channel, reader, 'read');
    const { replies } = await rootAt(channel, root, log);
    if (count > (replies?.count ?? 0)) throw beyondHead(count);
    const key = followedKey(reader.userId, channel, root);
    try {
      await dynamodb.send(new UpdateCommand(threadReadWrite(chatTable, key, count, now())));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { following: error.Item !== undefined, read: readOf(error.Item as Row | undefined) };
    }
    await dynamodb.send(new UpdateCommand(versionWrite(chatTable, reader.userId, now()).Update));
    return { following: true, read: count };
  }

  /** A user follows a thread from now on, or no longer. */
  async follow(reader: TokenUser, { channel, root }: ThreadAddress, following: boolean): Promise<ThreadState> {
    const { members, log, chatTable, now } = this.#deps;
    await members.authorize(channel, reader, 'read');
    const { replies, timestamp } = await rootAt(channel, root, log);
    const { count, last } = replies ?? { count: 0, last: timestamp };
    const key = followedKey(reader.userId, channel, root);
    const rate = this.#rate.count(reader, now());
    const failed = await transact(this.#deps, [
      rate.write,
      followersWrite(chatTable, threadKey(channel, root), [reader.userId], { on: following, limited: following }),
      following
        ? chosenFollowWrite(chatTable, key, { read: count, count, last }, now())
        : { Delete: { TableName: chatTable, Key: key } },
      versionWrite(chatTable, reader.userId, now()),
    ]);
    if (failed.includes(0)) throw rate.error(undefined);
    if (failed.length > 0) throw tooManyFollowers();
    const [row] = following ? await readRows(this.#deps, [key]) : [];
    return { following, read: readOf(row) };
  }

  /** Roots as readers may see them, without threads that have expired as a whole. */
  async #visible(roots: readonly Message[]): Promise<Message[]> {
    const channels = [...new Set(roots.map(({ channel }) => channel))];
    const row = rowFinder(await readRows(this.#deps, channels.map(channelKey)));
    const now = this.#deps.now();
    return roots.flatMap((root) => {
      const settings = parseSettings(root.channel, row(channelKey(root.channel)));
      const { timestamp, replies } = root;
      const newest = { seq: changedSeqOf(root), timestamp: replies?.last ?? timestamp };
      return settings && !isExpired(newest, settings, now) ? [asOfNow(root, settings, now)] : [];
    });
  }

  async #followed({ userId }: TokenUser): Promise<FollowedRow[]> {
    const { dynamodb, chatTable } = this.#deps;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': userPartition(userId), ':prefix': THREAD_PREFIX },
        ConsistentRead: true,
        Limit: FOLLOWED_READ_MAX,
      }),
    );
    return Items.map((row) => parseFollowed(row as Row));
  }
}

/** The error of a user who cannot follow a thread with so many followers. */
export function tooManyFollowers(): ApiError {
  const sentence = `This thread has ${THREAD_FOLLOWERS_MAX} followers, which is the limit.`;
  return new ApiError(409, 'too-many-followers', sentence);
}

function readOf(row: Row | undefined): number {
  return Number(row?.['read'] ?? 0);
}

// By what the rows of the user say, which may be some seconds late; the roots of those that are chosen are exact.
function byUnreadAndTime(a: FollowedRow, b: FollowedRow): number {
  const isUnread = (one: FollowedRow) => Number(one.count > one.read);
  return isUnread(b) - isUnread(a) || b.last.localeCompare(a.last);
}
