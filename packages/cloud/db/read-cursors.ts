// Read cursors: how far each user has read each channel, on any device. One item per user; within a version a cursor only moves forward.
import type { CursorPosition, User } from '@parley/chat';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { ChatTableDeps } from './chat-table.ts';
import type { LogPosition } from './log.ts';
import { userPartition } from './member-rows.ts';

/** A read cursor; `version` counts how often it was moved back, and is missing if it never was. */
export type Cursor = LogPosition & { version?: number };

/** A cursor of each channel. A map, as a channel may be named `constructor`. */
export type Cursors = ReadonlyMap<string, Cursor>;

/** The read cursors of all users. */
export class ReadCursors {
  readonly #deps: ChatTableDeps;

  constructor(deps: ChatTableDeps) {
    this.#deps = deps;
  }

  /**
   * Moves a user's cursor of a channel forward, never back, unless another version of it exists: then the user has marked messages as
   * unread since the sender read them. Returns its position afterwards, or undefined if the user has no row.
   */
  async move(
    user: Pick<User, 'userId'>,
    channel: string,
    to: LogPosition,
    version: number,
  ): Promise<Cursor | undefined> {
    const cursor = cursorAt(to, version);
    const { condition, values } = hasVersion(version);
    try {
      await this.#deps.dynamodb.send(
        new UpdateCommand({
          ...setCursor(this.#deps.chatTable, user, channel, cursor),
          ConditionExpression: `attribute_exists(cursors) AND ${condition} AND (attribute_not_exists(cursors.#channel) OR cursors.#channel.seq < :seq)`,
          ExpressionAttributeNames: { '#channel': channel, '#version': 'version' },
          ExpressionAttributeValues: { ':to': cursor, ':seq': to.seq, ...values },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return cursor;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item && parseCursors(error.Item).get(channel);
    }
  }
}

/** A cursor at a position. */
export function cursorAt({ seq, count }: LogPosition, version: number): Cursor {
  return { seq, count, ...(version > 0 && { version }) };
}

/** The position of a cursor as the page names it; that of a channel that was never read is the beginning. */
export function positionOfCursor({ seq, version = 0 }: Cursor = { seq: 0, count: 0 }): CursorPosition {
  return { seq, version };
}

/** Sets a cursor to the next version, which is anywhere in the log, if it still has the version that the user has seen. */
export function nextVersionWrite(
  chatTable: string,
  user: Pick<User, 'userId'>,
  channel: string,
  to: LogPosition,
  version: number,
) {
  const { condition, values } = hasVersion(version);
  const cursor = cursorAt(to, version + 1);
  return {
    Update: {
      ...setCursor(chatTable, user, channel, cursor),
      ConditionExpression: `attribute_exists(cursors) AND ${condition}`,
      ExpressionAttributeNames: { '#channel': channel, '#version': 'version' },
      ExpressionAttributeValues: { ':to': cursor, ...values },
    },
  };
}

/** Replaces all cursors of a user, if they are still those that were read. */
export function replaceCursorsWrite(chatTable: string, user: Pick<User, 'userId'>, old: Cursors, next: Cursors) {
  return {
    Update: {
      TableName: chatTable,
      Key: cursorsKey(user),
      UpdateExpression: 'SET cursors = :next',
      ConditionExpression: 'cursors = :old',
      ExpressionAttributeValues: { ':old': Object.fromEntries(old), ':next': Object.fromEntries(next) },
    },
  };
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
export function setCursor(chatTable: string, user: Pick<User, 'userId'>, channel: string, to: Cursor) {
  return {
    TableName: chatTable,
    Key: cursorsKey(user),
    UpdateExpression: 'SET cursors.#channel = :to',
    ExpressionAttributeNames: { '#channel': channel },
    ExpressionAttributeValues: { ':to': to },
  };
}

/** The sort key of the row of cursors. Among a user's rows it comes before those of memberships and mentions. */
export const CURSORS = 'cursors';

/** Reads the row of cursors. */
export function parseCursors(row: Record<string, unknown>): Cursors {
  return new Map(Object.entries(row['cursors'] as Record<string, Cursor>));
}

/** The key of the row of cursors. */
export function cursorsKey({ userId }: Pick<User, 'userId'>) {
  return { pk: userPartition(userId), sk: CURSORS };
}

/** The condition that a cursor has a version. */
function hasVersion(version: number): { condition: string; values: Record<string, number> } {
  if (version === 0) return { condition: 'attribute_not_exists(cursors.#channel.#version)', values: {} };
  return { condition: 'cursors.#channel.#version = :version', values: { ':version': version } };
}
