// Read cursors: how far each user has read each channel, on any device. One item per user; a cursor only moves forward.
import type { User } from '@parley/chat';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { ChatTableDeps } from './chat-table.ts';
import type { LogPosition } from './log.ts';
import { userPartition } from './member-rows.ts';

/** A position in each channel. A map, as a channel may be named `constructor`. */
export type Cursors = ReadonlyMap<string, LogPosition>;

/** The read cursors of all users. */
export class ReadCursors {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /** Moves a user's cursor of a channel forward, never back; returns its position afterwards, or undefined if the user has no row. */
  async move(user: Pick<User, 'userId'>, channel: string, to: LogPosition): Promise<LogPosition | undefined> {
    try {
      await this.#deps.dynamodb.send(
        new UpdateCommand({
          ...setCursor(this.#deps.chatTable, user, channel, to),
          ConditionExpression:
            'attribute_exists(cursors) AND (attribute_not_exists(cursors.#channel) OR cursors.#channel.seq < :seq)',
          ExpressionAttributeValues: { ':to': to, ':seq': to.seq },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return to;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item && parseCursors(error.Item).get(channel);
    }
  }
}

/** Creates the cursors of a user who is enrolled; existing ones are kept. */
export function createCursorsWrite(chatTable: string, user: Pick<User, 'userId'>, cursors: Cursors) {
  return {
    Update: {
      TableName: chatTable,
      Key: key(user),
      UpdateExpression: 'SET cursors = if_not_exists(cursors, :cursors)',
      ExpressionAttributeValues: { ':cursors': Object.fromEntries(cursors) },
    },
  };
}

/** Sets the cursor of a user who joins a channel: the messages that exist already are not unread. */
export function setCursor(chatTable: string, user: Pick<User, 'userId'>, channel: string, to: LogPosition) {
  return {
    TableName: chatTable,
    Key: key(user),
    UpdateExpression: 'SET cursors.#channel = :to',
    ExpressionAttributeNames: { '#channel': channel },
    ExpressionAttributeValues: { ':to': to },
  };
}

/** The sort key of the row of cursors. Among a user's rows it comes before those of memberships and mentions. */
export const CURSORS = 'cursors';

/** Reads the row of cursors. */
export function parseCursors(row: Record<string, unknown>): Cursors {
  return new Map(Object.entries(row['cursors'] as Record<string, LogPosition>));
}

function key({ userId }: Pick<User, 'userId'>) {
  return { pk: userPartition(userId), sk: CURSORS };
}
