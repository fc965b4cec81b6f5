// Read cursors: how far each user has read each channel, on any device. One item per user; a cursor only moves forward.
import type { User } from '@parley/chat';
import { GetCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { ChatTableDeps } from './chat-table.ts';
import type { LogPosition } from './log.ts';

/** A position in each channel. A map, as a channel may be named `constructor`. */
export type Cursors = ReadonlyMap<string, LogPosition>;

/** The read cursors of all users. */
export class ReadCursors {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /** The cursors of an enrolled user. */
  async of(user: Pick<User, 'userId'>): Promise<Cursors> {
    const { dynamodb, chatTable } = this.#deps;
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: chatTable, Key: cursorsKey(user), ConsistentRead: true }),
    );
    return Item ? cursorsOf(Item as Row) : new Map();
  }

  /** Moves a user's cursor of a channel forward, never back; returns its position afterwards. */
  async move(user: Pick<User, 'userId'>, channel: string, to: LogPosition): Promise<LogPosition> {
    try {
      await this.#deps.dynamodb.send(
        new UpdateCommand({
          ...setCursor(this.#deps.chatTable, user, channel, to),
          ConditionExpression: 'attribute_not_exists(cursors.#channel) OR cursors.#channel.seq < :seq',
          ExpressionAttributeValues: { ':to': to, ':seq': to.seq },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return to;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const cursor = error.Item && cursorsOf(error.Item as Row).get(channel);
      if (!cursor) throw error;
      return cursor;
    }
  }
}

/** Creates the cursors of a user who is enrolled; existing ones are kept. */
export function createCursorsWrite(chatTable: string, user: Pick<User, 'userId'>, cursors: Cursors) {
  return {
    Update: {
      TableName: chatTable,
      Key: cursorsKey(user),
      UpdateExpression: 'SET cursors = if_not_exists(cursors, :cursors)',
      ExpressionAttributeValues: { ':cursors': Object.fromEntries(cursors) },
    },
  };
}

/** Sets the cursor of a user who joins a channel: the messages that exist already are not unread. */
export function setCursor(chatTable: string, user: Pick<User, 'userId'>, channel: string, to: LogPosition) {
  return {
    TableName: chatTable,
    Key: cursorsKey(user),
    UpdateExpression: 'SET cursors.#channel = :to',
    ExpressionAttributeNames: { '#channel': channel },
    ExpressionAttributeValues: { ':to': to },
  };
}

type Row = { cursors: Record<string, LogPosition> };

function cursorsOf({ cursors }: Row): Cursors {
  return new Map(Object.entries(cursors));
}

/** The row of a user's cursors. */
export function cursorsKey({ userId }: Pick<User, 'userId'>) {
  return { pk: `reader#${userId}`, sk: 'read-cursors' };
}
