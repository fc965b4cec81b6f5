// What each person has read, on whatever device: one item a person, which only moves forward.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Place } from './log.ts';
import type { Person } from './person.ts';

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

  /**
   * What a person has read. Whoever comes for the first time has read what `heads` finds, and so is not greeted by all that
   * was said before; a channel that is made later is new to everybody.
   */
  async of(person: Person, heads: () => Promise<Places>): Promise<Places> {
    const { dynamodb, chatTable } = this.#needs;
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: chatTable, Key: key(person), ConsistentRead: true }),
    );
    return Item ? placesOf(Item as Row) : this.#begin(person, await heads());
  }

  /** Moves a person's cursor of a channel forward, never back; returns where it stands then. */
  async move(person: Person, channel: string, to: Place, heads: () => Promise<Places>): Promise<Place> {
    try {
      await this.#needs.dynamodb.send(
        new UpdateCommand({
          TableName: this.#needs.chatTable,
          Key: key(person),
          UpdateExpression: 'SET cursors.#channel = :to',
          ConditionExpression:
            'attribute_exists(cursors) AND (attribute_not_exists(cursors.#channel) OR cursors.#channel.seq < :seq)',
          ExpressionAttributeNames: { '#channel': channel },
          ExpressionAttributeValues: { ':to': to, ':seq': to.seq },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return to;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const cursor = error.Item && placesOf(unmarshall(error.Item) as Row).get(channel);
      if (cursor) return cursor;
      await this.#begin(person, await heads());
      return this.move(person, channel, to, heads);
    }
  }

  async #begin(person: Person, cursors: Places): Promise<Places> {
    try {
      await this.#needs.dynamodb.send(
        new PutCommand({
          TableName: this.#needs.chatTable,
          Item: { ...key(person), cursors: Object.fromEntries(cursors) },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return cursors;
    } catch (error) {
      // Another device came first: what it began with holds.
      if (error instanceof ConditionalCheckFailedException && error.Item)
        return placesOf(unmarshall(error.Item) as Row);
      throw error;
    }
  }
}

type Row = { cursors: Record<string, Place> };

function placesOf({ cursors }: Row): Places {
  return new Map(Object.entries(cursors));
}

function key({ sub }: Person) {
  return { pk: `reader#${sub}`, sk: 'reads' };
}
