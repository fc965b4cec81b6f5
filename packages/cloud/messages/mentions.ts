// Mentions that their users have not read: one row per message and mentioned member, until it is read.
import { codeRanges, EVERYONE, type Message, mentionedNames, type User } from '@parley/chat';
import { type ChatTableDeps, type Key, readRows, type Writes } from '../db/chat-table.ts';
import { hintAttribute } from '../db/hint-path.ts';
import { MEMBER_PREFIX, memberKey } from '../db/member-rows.ts';
import { mentionKey } from '../db/mention-rows.ts';
import { userIdsOf } from '../db/username-rows.ts';
import { BatchWriteCommand, QueryCommand } from '../dynamodb/commands.ts';

/** How long an unread mention is stored. */
const MENTION_DAYS = 365;

/** Rows of one delete: AWS, DynamoDB API reference, BatchWriteItem. */
const BATCH = 25;

/**
 * The most members whose mention a deletion removes: as many as a transaction of 100 items has room for, beside the files and versions of the
 * message. In a channel that has grown beyond it the rows of the others stay until they are read.
 */
const REMOVED_MAX = 70;

/** Batches that one request deletes. The remaining rows are below the read cursor, so not counted, and deleted by a later request. */
const BATCHES_MAX = 40;

/** The unread mentions of all users. */
export class Mentions {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /** Deletes a user's mentions in a channel up to a seq, or all of them. */
  async delete({ userId }: Pick<User, 'userId'>, channel: string, upTo = Number.MAX_SAFE_INTEGER): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const { keys, more } = await this.#keys(userId, channel, upTo);
      if (keys.length === 0) return;
      const deletes = keys.map((Key) => ({ DeleteRequest: { Key } }));
      await dynamodb.send(new BatchWriteCommand({ RequestItems: { [chatTable]: deletes } }));
      if (!more) return;
    }
  }

  async #keys(userId: string, channel: string, upTo: number): Promise<{ keys: Key[]; more: boolean }> {
    const { pk, sk: from } = mentionKey(userId, channel, 0);
    const { Items = [], LastEvaluatedKey } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.chatTable,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': mentionKey(userId, channel, upTo).sk },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
        Limit: BATCH,
      }),
    );
    return { keys: Items.map(({ sk }) => ({ pk, sk: String(sk) })), more: LastEvaluatedKey !== undefined };
  }
}

/** The users whom a text names, by normalized name: members of the channel only, as others would count what they cannot read. */
export type NamedMembers = ReadonlyMap<string, string>;

/**
 * Finds the members whom a text names, and the other names in it, for the readers' pages, which do not know all members. A user who
 * joins at the same moment may be left out.
 */
export async function membersNamedIn(
  text: string,
  channel: string,
  deps: ChatTableDeps,
): Promise<{ named: NamedMembers; strangers: string[] }> {
  const names = mentionedNames(text, codeRanges);
  const users = await userIdsOf(names, deps);
  const members = new Set(await membersAmong(channel, [...users.values()], deps));
  const named = new Map([...users].filter(([, userId]) => members.has(userId)));
  const strangers = names.filter((name) => !named.has(name) && !EVERYONE.some((word) => word === name));
  return { named, strangers };
}

/**
 * The changes of mention rows when a message was `before` and is now `message`, which names `named`. `everyone` are the ids of those whom a new
 * message mentions by `@channel` or `@here`.
 */
export async function mentionWrites(
  before: Message | undefined,
  message: Message,
  named: NamedMembers,
  deps: ChatTableDeps & { now: () => number },
  everyone: readonly string[] = [],
): Promise<Writes> {
  const { channel, seq, userId: author } = message;
  const namesIn = (one: Message | undefined) => new Set(mentionedNames(one?.message ?? '', codeRanges));
  const [old, current] = [namesIn(before), namesIn(message)];
  // Authors do not mention themselves.
  const others = (userIds: Iterable<string>) => [...userIds].filter((userId) => userId !== author);
  const newlyNamed = [...named].filter(([name]) => !old.has(name)).map(([, userId]) => userId);
  const added = new Set(others([...newlyNamed, ...everyone]));
  const key = (userId: string) => mentionKey(userId, channel, seq);
  const removed = await removedMentions();
  return [
    ...[...added].map((userId) => {
      const { TableName, Item } = mentionRow(userId, channel, seq, deps);
      return { Put: { TableName, Item: { ...Item, ...hintAttribute(userId) } } };
    }),
    ...removed.map((userId) => ({ Delete: { TableName: deps.chatTable, Key: key(userId) } })),
  ];

  async function removedMentions(): Promise<string[]> {
    if (!before?.everyone) return others((await userIdsOf([...old.difference(current)], deps)).values());
    // Who is no longer named is still one of all.
    if (message.everyone) return [];
    const still = new Set(others(named.values()));
    const { userIds } = await membersOf(channel, REMOVED_MAX, deps);
    return userIds.filter((userId) => !still.has(userId) && !added.has(userId));
  }
}

/** The row of a mention, as it is written: without a hint, as a message is marked as unread by its reader. */
export function mentionRow(
  userId: string,
  channel: string,
  seq: number,
  { chatTable, now }: { chatTable: string; now: () => number },
) {
  const expiresAt = Math.floor(now() / 1000) + MENTION_DAYS * 86_400;
  return { TableName: chatTable, Item: { ...mentionKey(userId, channel, seq), expiresAt } };
}

/** The members of a channel among some users. */
export async function membersAmong(
  channel: string,
  userIds: readonly string[],
  deps: ChatTableDeps,
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await readRows(
    deps,
    userIds.map((userId) => memberKey(channel, userId)),
  );
  return rows.map(({ sk }) => sk.slice(MEMBER_PREFIX.length));
}

/** The ids of the members of a channel, up to a number; `more` if there are more. */
export async function membersOf(
  channel: string,
  max: number,
  { dynamodb, chatTable }: ChatTableDeps,
): Promise<{ userIds: string[]; more: boolean }> {
  const { pk, sk } = memberKey(channel, '');
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ProjectionExpression: 'sk',
      ConsistentRead: true,
      Limit: max + 1,
    }),
  );
  const userIds = Items.map((row) => String(row['sk']).slice(MEMBER_PREFIX.length));
  return { userIds: userIds.slice(0, max), more: userIds.length > max };
}
