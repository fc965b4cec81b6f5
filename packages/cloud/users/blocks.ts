// Whom each person has blocked: their page hides what these say, and these begin no conversation with them.
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { BLOCKED_MAX } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { ApiError } from '../errors.ts';

/** The table and what the blocks need of the world. */
export type BlocksNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** Who blocks whom. Nobody but the blocker is told. */
export class Blocks {
  readonly #needs: BlocksNeeds;

  constructor(needs: BlocksNeeds) {
    this.#needs = needs;
  }

  /** Whom a person has blocked. */
  async of({ userId }: AuthenticatedUser): Promise<string[]> {
    const { Items = [] } = await this.#needs.dynamodb.send(
      new QueryCommand({
        TableName: this.#needs.chatTable,
        KeyConditionExpression: 'pk = :person AND begins_with(sk, :block)',
        ExpressionAttributeValues: { ':person': partition(userId), ':block': BLOCK },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
      }),
    );
    return Items.map(({ sk }) => (sk as string).slice(BLOCK.length));
  }

  /** Blocks somebody; twice is once. Who sends many at one moment may come to a few more than there can be, and all are read. */
  async add(person: AuthenticatedUser, other: string): Promise<void> {
    if (other === person.userId) throw new ApiError(400, 'bad-request', 'Nobody can block themselves.');
    const blocked = await this.of(person);
    if (blocked.length >= BLOCKED_MAX && !blocked.includes(other))
      throw new ApiError(
        409,
        'too-many-blocks',
        `${BLOCKED_MAX} people are blocked, which is as many as there can be. Let somebody go first.`,
      );
    await this.#needs.dynamodb.send(
      new PutCommand({ TableName: this.#needs.chatTable, Item: key(person.userId, other) }),
    );
  }

  /** Lets somebody go. */
  async remove({ userId }: AuthenticatedUser, other: string): Promise<void> {
    await this.#needs.dynamodb.send(new DeleteCommand({ TableName: this.#needs.chatTable, Key: key(userId, other) }));
  }

  /** Whether any of some people has blocked a person, who must not be told so: refuse in words that other reasons have too. */
  async isBlockedBy({ userId }: AuthenticatedUser, others: readonly string[]): Promise<boolean> {
    const rows = await Promise.all(others.map((other) => this.#has(other, userId)));
    return rows.includes(true);
  }

  async #has(blocker: string, blocked: string): Promise<boolean> {
    const { Item } = await this.#needs.dynamodb.send(
      new GetCommand({ TableName: this.#needs.chatTable, Key: key(blocker, blocked), ConsistentRead: true }),
    );
    return Item !== undefined;
  }
}

const BLOCK = 'block#';

function partition(userId: string): string {
  return `user#${userId}`;
}

function key(blocker: string, blocked: string) {
  return { pk: partition(blocker), sk: BLOCK + blocked };
}
