// Mentions that their users have not read: one row per message and mentioned member, until it is read.
import { type Message, mentionedNames, type User } from '@parley/chat';
import { type ChatTableDeps, readRows, type Writes } from '../db/chat-table.ts';
import { MEMBER_PREFIX, memberKey } from '../db/member-rows.ts';
import { userIdsOf } from '../db/username-rows.ts';
import { BatchWriteCommand, QueryCommand } from '../dynamodb/commands.ts';

/** How long an unread mention is stored. */
const MENTION_DAYS = 365;

/** The most unread mentions of one user that are counted in one channel, so that no channel costs much to count. */
export const MENTIONS_COUNTED_MAX = 100;

/** Rows of one delete: AWS, DynamoDB API reference, BatchWriteItem. */
const BATCH = 25;

/** Batches that one request deletes. The remaining rows are below the read cursor, so not counted, and deleted by a later request. */
const BATCHES_MAX = 40;

/** The unread mentions of all users. */
export class Mentions {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /**
   * Counts a user's mentions after the read cursor of each channel. What is not counted is skipped without being read: channels
   * without a cursor, rows below a cursor, and those beyond the limit of a channel. So no channel hides the mentions of another.
   */
  async unread({ userId }: Pick<User, 'userId'>, cursors: ReadonlyMap<string, number>): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    let from = BEFORE_ALL;
    for (;;) {
      const { keys, more } = await this.#keys(userId, from, AFTER_ALL, MENTIONS_COUNTED_MAX);
      for (const { channel, seq } of keys.map(parseSortKey)) {
        const count = counts.get(channel) ?? 0;
        if (seq > (cursors.get(channel) ?? seq)) counts.set(channel, Math.min(count + 1, MENTIONS_COUNTED_MAX));
      }
      const last = keys.at(-1);
      if (!more || last === undefined) return counts;
      const { channel, seq } = parseSortKey(last);
      const cursor = cursors.get(channel);
      const isDone = cursor === undefined || counts.get(channel) === MENTIONS_COUNTED_MAX;
      from = isDone ? afterChannel(channel) : sortKey(channel, Math.max(seq, cursor) + 1);
    }
  }

  /** Deletes a user's mentions in a channel up to a seq, or all of them. */
  async delete({ userId }: Pick<User, 'userId'>, channel: string, upTo = Number.MAX_SAFE_INTEGER): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const { keys, more } = await this.#keys(userId, sortKey(channel, 0), sortKey(channel, upTo), BATCH);
      if (keys.length === 0) return;
      const deletes = keys.map((sk) => ({ DeleteRequest: { Key: { pk: mentionsPartition(userId), sk } } }));
      await dynamodb.send(new BatchWriteCommand({ RequestItems: { [chatTable]: deletes } }));
      if (!more) return;
    }
  }

  async #keys(userId: string, from: string, to: string, limit: number): Promise<{ keys: string[]; more: boolean }> {
    const { Items = [], LastEvaluatedKey } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.chatTable,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': mentionsPartition(userId), ':from': from, ':to': to },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return { keys: Items.map(({ sk }) => String(sk)), more: LastEvaluatedKey !== undefined };
  }
}

/**
 * The changes of mention rows when the text of a message was `before` and is now that of `message`. Only members of the channel are
 * mentioned: others would count what they cannot read. A user who joins at the same moment may be left out.
 */
export async function mentionWrites(
  before: string,
  message: Message,
  deps: ChatTableDeps & { now: () => number },
): Promise<Writes> {
  const { channel, seq, userId: author } = message;
  const [old, current] = [new Set(mentionedNames(before)), new Set(mentionedNames(message.message))];
  // Authors do not mention themselves.
  const others = async (names: ReadonlySet<string>) =>
    (await userIdsOf([...names], deps)).filter((userId) => userId !== author);
  const added = await membersAmong(channel, await others(current.difference(old)), deps);
  const expiresAt = Math.floor(deps.now() / 1000) + MENTION_DAYS * 86_400;
  const key = (userId: string) => ({ pk: mentionsPartition(userId), sk: sortKey(channel, seq) });
  return [
    ...added.map((userId) => ({ Put: { TableName: deps.chatTable, Item: { ...key(userId), expiresAt } } })),
    ...(await others(old.difference(current))).map((userId) => ({
      Delete: { TableName: deps.chatTable, Key: key(userId) },
    })),
  ];
}

async function membersAmong(channel: string, userIds: readonly string[], deps: ChatTableDeps): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await readRows(
    deps,
    userIds.map((userId) => memberKey(channel, userId)),
  );
  return rows.map(({ sk }) => sk.slice(MEMBER_PREFIX.length));
}

/** The partition of a user's unread mentions. */
export function mentionsPartition(userId: string): string {
  return `mention#${userId}`;
}

// As many digits as the largest seq has, so that the keys are in numerical order.
function sortKey(channel: string, seq: number): string {
  return `${channel}#${String(seq).padStart(16, '0')}`;
}

/** Keys between which all others are: a channel name begins with a letter or a digit. */
const BEFORE_ALL = '!';
const AFTER_ALL = '~';

/** A key after those of a channel, and before those of the next one: the colon follows the digits. */
function afterChannel(channel: string): string {
  return `${channel}#:`;
}

function parseSortKey(sk: string): { channel: string; seq: number } {
  const [channel = '', seq = ''] = sk.split('#');
  return { channel, seq: Number(seq) };
}
