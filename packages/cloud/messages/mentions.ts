// Mentions that their users have not read: one row per message and username, until it is read.
import { type Message, mentionedNames, normalizeName } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import type { ChatTableDeps, Writes } from '../db/chat-table.ts';
import { BatchWriteCommand, QueryCommand } from '../dynamodb/commands.ts';

/** How long an unread mention is stored. Rows of names that belong to no user must expire, too. */
const MENTION_DAYS = 365;

/** The most mentions of one user that are counted; beyond them, channels later in the alphabet have none until some are read. */
const COUNTED_MAX = 5_000;

/** Rows of one query and one delete: BatchWriteItem takes 25 (AWS: DynamoDB API reference). */
const BATCH = 25;

/** Batches that one request deletes. The remaining rows are below the read cursor, so not counted, and deleted by a later request. */
const BATCHES_MAX = 40;

/** A message that mentions a user. */
export type UnreadMention = { channel: string; seq: number };

/** The unread mentions of all users. */
export class Mentions {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /** The messages that mention a user. */
  async of({ username }: AuthenticatedUser): Promise<UnreadMention[]> {
    const mentions: UnreadMention[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#deps.dynamodb.send(
        new QueryCommand({
          TableName: this.#deps.chatTable,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition(username) },
          ProjectionExpression: 'sk',
          ConsistentRead: true,
          Limit: COUNTED_MAX - mentions.length,
          ExclusiveStartKey: from,
        }),
      );
      mentions.push(...Items.map((item) => parseSortKey(item['sk'] as string)));
      from = LastEvaluatedKey;
    } while (from && mentions.length < COUNTED_MAX);
    return mentions;
  }

  /** Deletes a user's mentions in a channel up to a seq. */
  async deleteUpTo({ username }: AuthenticatedUser, channel: string, seq: number): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    const pk = partition(username);
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new QueryCommand({
          TableName: chatTable,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': pk, ':from': sortKey(channel, 0), ':to': sortKey(channel, seq) },
          ProjectionExpression: 'sk',
          ConsistentRead: true,
          Limit: BATCH,
        }),
      );
      if (Items.length === 0) return;
      const deletes = Items.map(({ sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
      await dynamodb.send(new BatchWriteCommand({ RequestItems: { [chatTable]: deletes } }));
      if (!LastEvaluatedKey) return;
    }
  }
}

/** The changes of mention rows when the text of a message was `before` and is now that of `message`. */
export function mentionWrites(chatTable: string, before: string, message: Message, now: number): Writes {
  const old = new Set(mentionsIn(before, message));
  const current = new Set(mentionsIn(message.message, message));
  const expiresAt = Math.floor(now / 1000) + MENTION_DAYS * 86_400;
  const key = (name: string) => ({ pk: partition(name), sk: sortKey(message.channel, message.seq) });
  return [
    ...[...current.difference(old)].map((name) => ({
      Put: { TableName: chatTable, Item: { ...key(name), expiresAt } },
    })),
    ...[...old.difference(current)].map((name) => ({ Delete: { TableName: chatTable, Key: key(name) } })),
  ];
}

// Authors do not mention themselves.
function mentionsIn(text: string, { username }: Message): string[] {
  return mentionedNames(text).filter((name) => name !== normalizeName(username));
}

function partition(username: string): string {
  return `mention#${normalizeName(username)}`;
}

// As many digits as the largest seq has, so that the keys are in numerical order.
function sortKey(channel: string, seq: number): string {
  return `${channel}#${String(seq).padStart(16, '0')}`;
}

function parseSortKey(sk: string): UnreadMention {
  const [channel = '', seq = ''] = sk.split('#');
  return { channel, seq: Number(seq) };
}
