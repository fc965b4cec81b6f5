// Profiles: the display name, the picture and the status that a user has chosen.
import { PROFILES_MAX, type Profile, type ProfileChange, type User } from '@parley/chat';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, type TransactionDeps, transact } from '../db/chat-table.ts';
import { guestExpired, presentGuestCheck } from '../db/guest-rows.ts';
import { listNameWrite } from '../db/user-directory.ts';
import { BatchGetCommand, DeleteCommand, GetCommand, UpdateCommand } from '../dynamodb/commands.ts';

/** The profiles of all users. A user who has chosen nothing has no item. */
export class Profiles {
  readonly #deps: ChatTableDeps & TransactionDeps;

  constructor(deps: ChatTableDeps & TransactionDeps) {
    this.#deps = deps;
  }

  /** A user's own profile, read consistently. */
  async of({ userId }: Pick<User, 'userId'>): Promise<Profile> {
    const { chatTable: TableName, dynamodb } = this.#deps;
    const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: key(userId), ConsistentRead: true }));
    return profileOf(userId, Item);
  }

  /** The profiles of some users, read eventually consistently; users who have chosen nothing are left out. */
  async read(userIds: readonly string[]): Promise<Profile[]> {
    const profiles: Profile[] = [];
    for (let from = 0; from < userIds.length; from += PROFILES_MAX)
      profiles.push(...(await this.#readBatch(userIds.slice(from, from + PROFILES_MAX))));
    return profiles;
  }

  /** Changes a user's profile, other than the display name of an account, and returns all of it. */
  async change(user: TokenUser, change: ProfileChange): Promise<Profile> {
    const { dynamodb, chatTable } = this.#deps;
    const { userId } = user;
    const update = changeWrite(chatTable, userId, change);
    if (!isGuest(user)) {
      const { Attributes } = await dynamodb.send(new UpdateCommand({ ...update, ReturnValues: 'ALL_NEW' }));
      return profileOf(userId, Attributes);
    }
    if ((await transact(this.#deps, [{ Update: update }, presentGuestCheck(chatTable, userId)])).length > 0)
      throw guestExpired();
    return this.of(user);
  }

  /** Changes a user's profile, and the display name by which they are found, in one transaction. Returns all of the profile. */
  async rename(user: User, change: ProfileChange & { displayName: string | null }): Promise<Profile> {
    const { chatTable } = this.#deps;
    await transact(this.#deps, [
      { Update: changeWrite(chatTable, user.userId, change) },
      { Update: listNameWrite(chatTable, user, change.displayName ?? '') },
    ]);
    return this.of(user);
  }

  /**
   * Removes the picture and the status of a guest who has departed, and lets the name that the guest has chosen expire: until then the guest's messages
   * are displayed with it.
   */
  async retire({ userId }: Pick<User, 'userId'>, expiresAt: number): Promise<void> {
    const { chatTable, dynamodb } = this.#deps;
    const row = { TableName: chatTable, Key: key(userId) };
    const expire = {
      ...row,
      UpdateExpression: 'SET expiresAt = :end REMOVE picture, #status',
      ExpressionAttributeNames: { '#status': 'status' },
      ConditionExpression: 'attribute_exists(displayName)',
      ExpressionAttributeValues: { ':end': expiresAt },
    };
    if ((await transact(this.#deps, [{ Update: expire }])).length > 0) await dynamodb.send(new DeleteCommand(row));
  }

  async #readBatch(userIds: readonly string[]): Promise<Profile[]> {
    const { chatTable, dynamodb } = this.#deps;
    const profiles: Profile[] = [];
    let keys: Record<string, unknown>[] = userIds.map(key);
    while (keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
        new BatchGetCommand({ RequestItems: { [chatTable]: { Keys: keys } } }),
      );
      for (const item of Responses[chatTable] ?? [])
        profiles.push(profileOf((item['pk'] as string).slice(USER_PREFIX.length), item));
      // Keys beyond the 16 MB of one response, and throttled ones (DynamoDB API reference, BatchGetItem).
      keys = UnprocessedKeys[chatTable]?.Keys ?? [];
    }
    return profiles;
  }
}

const USER_PREFIX = 'user#';

/** The sort key of a profile. */
export const PROFILE = 'profile';

function key(userId: string) {
  return { pk: USER_PREFIX + userId, sk: PROFILE };
}

function profileOf(userId: string, item: Record<string, unknown> = {}): Profile {
  const { displayName, picture, status } = item as Omit<Profile, 'userId'>;
  return {
    userId,
    ...(displayName !== undefined && { displayName }),
    ...(picture !== undefined && { picture }),
    ...(status !== undefined && { status }),
  };
}

function changeWrite(chatTable: string, userId: string, change: ProfileChange) {
  const fields = Object.entries(change);
  const set = fields.filter(([, value]) => value !== null);
  const removed = fields.filter(([, value]) => value === null);
  return {
    TableName: chatTable,
    Key: key(userId),
    UpdateExpression: [
      set.length > 0 ? `SET ${set.map(([field]) => `#${field} = :${field}`).join(', ')}` : '',
      removed.length > 0 ? `REMOVE ${removed.map(([field]) => `#${field}`).join(', ')}` : '',
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(([field, value]) => [`:${field}`, value])),
    }),
  };
}
