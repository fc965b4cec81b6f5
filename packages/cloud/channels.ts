// Which channels there are: the ones from the first start, and those that people made.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_CHANNELS } from '@parley/chat';
import { ApiError } from './errors.ts';
import type { Person } from './person.ts';

/** The most channels of one chat: one page of the list, whose heads are read one by one. */
export const CHANNELS_MAX = 200;

export type ChannelsNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** The chat's channels. */
export class Channels {
  readonly #needs: ChannelsNeeds;
  readonly #known = new Set<string>(DEFAULT_CHANNELS);

  constructor(needs: ChannelsNeeds) {
    this.#needs = needs;
  }

  /** The names of all channels, the default ones first, then in alphabetical order. */
  async names(): Promise<string[]> {
    const { Items } = await this.#needs.dynamodb.send(
      new QueryCommand({
        TableName: this.#needs.chatTable,
        KeyConditionExpression: 'pk = :channels',
        ExpressionAttributeValues: { ':channels': PARTITION },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
      }),
    );
    return [...DEFAULT_CHANNELS, ...(Items ?? []).map((item) => item.sk as string)];
  }

  /** Makes a channel; one that exists already is refused. */
  async create(name: string, { sub }: Person, now: number): Promise<void> {
    const names = await this.names();
    if (names.includes(name)) throw taken(name);
    if (names.length >= CHANNELS_MAX)
      throw new ApiError(
        409,
        'too-many-channels',
        `There are ${CHANNELS_MAX} channels, which is as many as there can be.`,
      );
    try {
      await this.#needs.dynamodb.send(
        new PutCommand({
          TableName: this.#needs.chatTable,
          Item: { pk: PARTITION, sk: name, createdBy: sub, createdAt: new Date(now).toISOString() },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw taken(name);
      throw error;
    }
  }

  /** Refuses a channel that nobody made. What was seen once is not asked again: channels stay. */
  async mustExist(name: string): Promise<void> {
    if (this.#known.has(name)) return;
    const { Item } = await this.#needs.dynamodb.send(
      new GetCommand({ TableName: this.#needs.chatTable, Key: { pk: PARTITION, sk: name } }),
    );
    if (!Item) throw new ApiError(404, 'no-channel', `There is no channel #${name}. Create it first.`);
    this.#known.add(name);
  }
}

const PARTITION = 'channels';

function taken(name: string): ApiError {
  return new ApiError(409, 'channel-exists', `There is a channel #${name} already.`);
}
