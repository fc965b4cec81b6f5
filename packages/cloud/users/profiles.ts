// The names and pictures that people chose for themselves.
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PROFILES_MAX, type Profile, type ProfileChange } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';

/** The table and what the profiles need of the world. */
export type ProfilesNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string };

/** Everybody's profile. Who chose nothing has no item. */
export class Profiles {
  readonly #needs: ProfilesNeeds;

  constructor(needs: ProfilesNeeds) {
    this.#needs = needs;
  }

  /** One's own, as it is this moment. */
  async of({ userId }: Pick<AuthenticatedUser, 'userId'>): Promise<Profile> {
    const { chatTable: TableName, dynamodb } = this.#needs;
    const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: key(userId), ConsistentRead: true }));
    return profileOf(userId, Item);
  }

  /** Those of some people, a moment old perhaps; who chose nothing is left out. */
  async read(userIds: readonly string[]): Promise<Profile[]> {
    const profiles: Profile[] = [];
    for (let from = 0; from < userIds.length; from += PROFILES_MAX)
      profiles.push(...(await this.#batch(userIds.slice(from, from + PROFILES_MAX))));
    return profiles;
  }

  /** Takes in what a person chose, and answers with all of it. */
  async change({ userId }: Pick<AuthenticatedUser, 'userId'>, change: ProfileChange): Promise<Profile> {
    const fields = Object.entries(change);
    const given = fields.filter(([, value]) => value !== null);
    const taken = fields.filter(([, value]) => value === null);
    const { Attributes } = await this.#needs.dynamodb.send(
      new UpdateCommand({
        TableName: this.#needs.chatTable,
        Key: key(userId),
        UpdateExpression: [
          given.length > 0 ? `SET ${given.map(([field]) => `#${field} = :${field}`).join(', ')}` : '',
          taken.length > 0 ? `REMOVE ${taken.map(([field]) => `#${field}`).join(', ')}` : '',
        ].join(' '),
        ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
        ...(given.length > 0 && {
          ExpressionAttributeValues: Object.fromEntries(given.map(([field, value]) => [`:${field}`, value])),
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return profileOf(userId, Attributes);
  }

  async #batch(userIds: readonly string[]): Promise<Profile[]> {
    const { chatTable, dynamodb } = this.#needs;
    const profiles: Profile[] = [];
    let keys: Record<string, unknown>[] = userIds.map(key);
    while (keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
        new BatchGetCommand({ RequestItems: { [chatTable]: { Keys: keys } } }),
      );
      for (const item of Responses[chatTable] ?? [])
        profiles.push(profileOf((item['pk'] as string).slice(PERSON.length), item));
      // What is beyond the 16 MB of one answer, or was too much at once (DynamoDB API reference, BatchGetItem).
      keys = UnprocessedKeys[chatTable]?.Keys ?? [];
    }
    return profiles;
  }
}

const PERSON = 'user#';

function key(userId: string) {
  return { pk: PERSON + userId, sk: 'profile' };
}

function profileOf(userId: string, item: Record<string, unknown> = {}): Profile {
  const { displayName, picture } = item as { displayName?: string; picture?: string };
  return { userId, ...(displayName !== undefined && { displayName }), ...(picture !== undefined && { picture }) };
}
