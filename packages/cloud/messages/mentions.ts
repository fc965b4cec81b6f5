// Who is called by name and has not read it: one row for each message and name, until it is read.
import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Message, mentionedNames, normalizeName } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';

/** How long somebody who never reads stays called. Nobody scrolls back a year, and names that nobody has must go too. */
const MENTION_DAYS = 365;

/** The most mentions of one person that are counted; beyond them, channels later in the alphabet show none until some are read. */
const COUNTED_MAX = 5_000;

/** Rows of one read or delete: BatchWriteItem takes 25 (AWS: DynamoDB API reference). */
const BATCH = 25;

/** Batches that one reading deletes. What is left is not counted any more, and goes with the next one. */
const BATCHES_MAX = 40;

/** The table and what mentions need of the world. */
export type MentionsNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** A message that calls somebody. */
export type Call = { channel: string; seq: number };

/** Who is called where. */
export class Mentions {
  readonly #needs: MentionsNeeds;

  constructor(needs: MentionsNeeds) {
    this.#needs = needs;
  }

  /** The messages that call a person. */
  async of({ username }: AuthenticatedUser): Promise<Call[]> {
    const calls: Call[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#needs.dynamodb.send(
        new QueryCommand({
          TableName: this.#needs.chatTable,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition(username) },
          ProjectionExpression: 'sk',
          ConsistentRead: true,
          Limit: COUNTED_MAX - calls.length,
          ExclusiveStartKey: from,
        }),
      );
      calls.push(...Items.map((item) => parseCall(item.sk as string)));
      from = LastEvaluatedKey;
    } while (from && calls.length < COUNTED_MAX);
    return calls;
  }

  /** Forgets what calls a person in a channel up to there. */
  async forget({ username }: AuthenticatedUser, channel: string, seq: number): Promise<void> {
    const { dynamodb, chatTable } = this.#needs;
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

/** What a transaction does to the rows of a message whose text was `before` and is now that of `message`. */
export function mentionWrites(chatTable: string, before: string, message: Message, now: number) {
  const was = new Set(called(before, message));
  const is = new Set(called(message.message, message));
  const expiresAt = Math.floor(now / 1000) + MENTION_DAYS * 86_400;
  const key = (name: string) => ({ pk: partition(name), sk: sortKey(message.channel, message.seq) });
  return [
    ...[...is.difference(was)].map((name) => ({ Put: { TableName: chatTable, Item: { ...key(name), expiresAt } } })),
    ...[...was.difference(is)].map((name) => ({ Delete: { TableName: chatTable, Key: key(name) } })),
  ];
}

// Nobody calls themselves.
function called(text: string, { username }: Message): string[] {
  return mentionedNames(text).filter((name) => name !== normalizeName(username));
}

function partition(username: string): string {
  return `mention#${normalizeName(username)}`;
}

// As many digits as the largest seq has, so that keys are in the order of the numbers.
function sortKey(channel: string, seq: number): string {
  return `${channel}#${String(seq).padStart(16, '0')}`;
}

function parseCall(sk: string): Call {
  const [channel = '', seq = ''] = sk.split('#');
  return { channel, seq: Number(seq) };
}
