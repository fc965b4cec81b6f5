// The directory of all enrolled users: one row for each, with the username and the display name, in the order of the usernames.
import type { User } from '@parley/chat';
import { QueryCommand, type UpdateCommand } from '../dynamodb/commands.ts';
import type { ChatTableDeps } from './chat-table.ts';

/** The partition of all enrolled users. */
export const USERS = 'users';

/** How the usernames of guests begin. An account may have such a name, too. */
export const GUEST_NAME_PREFIX = 'guest-';

/** The first key after those of all guests. */
const AFTER_GUESTS = 'guest.';

/** A user of the directory. Rows of an early version have no display name: not even an empty one. */
export type ListedUser = User & { displayName?: string };

/** The key of an enrolled user. */
export function userSearchKey({ userId, username }: User) {
  return { pk: USERS, sk: `${username.toLowerCase()}#${userId}` };
}

/** The row of an enrolled user who has not chosen a display name yet. */
export function userSearchRow(user: User) {
  const { userId, username } = user;
  return { ...userSearchKey(user), userId, username, displayName: '' };
}

/** Sets the display name by which a user is found; empty without one. */
export function listNameWrite(chatTable: string, user: User, displayName: string) {
  return {
    TableName: chatTable,
    Key: userSearchKey(user),
    UpdateExpression: 'SET userId = :userId, username = :username, displayName = :displayName',
    ExpressionAttributeValues: { ':userId': user.userId, ':username': user.username, ':displayName': displayName },
  } satisfies UpdateCommand['input'];
}

/** Sets the display name in a row of an early version, unless the user is gone or a change was faster. */
export function completeRowWrite(chatTable: string, user: User, displayName: string) {
  return {
    ...listNameWrite(chatTable, user, displayName),
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(displayName)',
  };
}

/** The first users whose usernames begin with a prefix, in alphabetical order. */
export function usersByPrefix(prefix: string, most: number, deps: ChatTableDeps): Promise<ListedUser[]> {
  return usersIn('begins_with(sk, :sk)', prefix.toLowerCase(), most, deps);
}

/** The first users before and after the names of guests: however many guests there are, they hide no account. */
export async function accountsListed(most: number, deps: ChatTableDeps): Promise<ListedUser[]> {
  const ranges = [
    usersIn('sk < :sk', GUEST_NAME_PREFIX, most, deps),
    usersIn('sk >= :sk', AFTER_GUESTS, most, deps),
  ] as const;
  return (await Promise.all(ranges)).flat();
}

async function usersIn(range: string, sk: string, most: number, { dynamodb, chatTable }: ChatTableDeps) {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: `pk = :users AND ${range}`,
      ExpressionAttributeValues: { ':users': USERS, ':sk': sk },
      Limit: most,
    }),
  );
  return Items as ListedUser[];
}
