// What each person has read, on whatever device: one item a person, which only moves forward.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import type { Place } from './log.ts';

/** The table and what the cursors need of the world. */
export type ReadsNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** A place in each channel. A map, as a channel may be called `constructor`. */
export type Places = ReadonlyMap<string, Place>;

/** What everybody has read. */
export class Reads {
  readonly #needs: ReadsNeeds;

  constructor(needs: ReadsNeeds) {
    this.#needs = needs;
  }

  /** What a person who has arrived has read. */
  async of(person: AuthenticatedUser): Promise<Places> {
    const { dynamodb, chatTable } = this.#needs;
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: chatTable, Key: key(person), ConsistentRead: true }),
    );
    return Item ? placesOf(Item as Row) : new Map();
  }

  /** Moves a person's cursor of a channel forward, never back; returns where it stands then. */
  async move(person: AuthenticatedUser, channel: string, to: Place): Promise<Place> {
    try {
      await this.#needs.dynamodb.send(
        new UpdateCommand({
          ...cursorSet(this.#needs.chatTable, person, channel, to),
          ConditionExpression: 'attribute_not_exists(cursors.#channel) OR cursors.#channel.seq < :seq',
          ExpressionAttributeValues: { ':to': to, ':seq': to.seq },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return to;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const cursor = error.Item && placesOf(unmarshall(error.Item) as Row).get(channel);
      if (!cursor) throw error;
      return cursor;
    }
  }
}

/** Begins the cursors of a person who arrives; those that there are already stay. */
export function cursorsBegin(chatTable: string, person: AuthenticatedUser, cursors: Places) {
  return {
    Update: {
      TableName: chatTable,
      Key: key(person),
      UpdateExpression: 'SET cursors = if_not_exists(cursors, :cursors)',
      ExpressionAttributeValues: { ':cursors': Object.fromEntries(cursors) },
    },
  };
}

/** Sets the cursor of a person who comes into a channel: what was said there before is not new to them. */
export function cursorSet(chatTable: string, person: AuthenticatedUser, channel: string, to: Place) {
  return {
    TableName: chatTable,
    Key: key(person),
    UpdateExpression: 'SET cursors.#channel = :to',
    ExpressionAttributeNames: { '#channel': channel },
    ExpressionAttributeValues: { ':to': to },
  };
}

type Row = { cursors: Record<string, Place> };

function placesOf({ cursors }: Row): Places {
  return new Map(Object.entries(cursors));
}

function key({ userId }: AuthenticatedUser) {
  return { pk: `reader#${userId}`, sk: 'read-cursors' };
}
