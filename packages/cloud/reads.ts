// What each person has read, on whatever device: one item a person, which only moves forward.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Place } from './log.ts';
import type { Person } from './person.ts';

/** The table and what the cursors need of the world. */
export type ReadsNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** Up to where a person has read each channel. A channel that is not in it was never read. */
export type Cursors = Readonly<Record<string, Place>>;

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
  async of(person: Person, heads: () => Promise<Cursors>): Promise<Cursors> {
    const { dynamodb, chatTable } = this.#needs;
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: chatTable, Key: key(person), ConsistentRead: true }),
    );
    return (Item as Row | undefined)?.cursors ?? this.#begin(person, await heads());
  }

  /** Moves a person's cursor of a channel forward, never back; returns where it stands then. */
  async move(person: Person, channel: string, to: Place, heads: () => Promise<Cursors>): Promise<Place> {
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
      const cursor = error.Item && (unmarshall(error.Item) as Row).cursors[channel];
      if (cursor) return cursor;
      await this.#begin(person, await heads());
      return this.move(person, channel, to, heads);
    }
  }

  async #begin(person: Person, cursors: Cursors): Promise<Cursors> {
    try {
      await this.#needs.dynamodb.send(
        new PutCommand({
          TableName: this.#needs.chatTable,
          Item: { ...key(person), cursors },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return cursors;
    } catch (error) {
      // Another device came first: what it began with holds.
      if (error instanceof ConditionalCheckFailedException && error.Item)
        return (unmarshall(error.Item) as Row).cursors;
      throw error;
    }
  }
}

type Row = { cursors: Cursors };

function key({ sub }: Person) {
  return { pk: `reader#${sub}`, sk: 'reads' };
}
