// The rows of usernames: each name belongs to one user, so that a mention means one user.
import { normalizeName, type User } from '@parley/chat';
import { type ChatTableDeps, readRows, type Writes } from './chat-table.ts';

/** The row of a username; names that mentions do not distinguish have one row. */
export function usernameKey(username: string) {
  return { pk: `username#${normalizeName(username)}`, sk: 'username' };
}

/** Claims a username for a user; the condition fails when another user has it. */
export function claimUsernameWrite(chatTable: string, { userId, username }: User): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: { ...usernameKey(username), userId },
      ConditionExpression: 'attribute_not_exists(pk) OR userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    },
  };
}

/** Releases the username of a user; the condition fails when another user has it. */
export function releaseUsernameWrite(chatTable: string, { userId, username }: User): Writes[number] {
  return {
    Delete: {
      TableName: chatTable,
      Key: usernameKey(username),
      ConditionExpression: 'attribute_not_exists(pk) OR userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    },
  };
}

/** The ids of the users who have these names, by normalized name. Names of no user are left out. */
export async function userIdsOf(names: readonly string[], deps: ChatTableDeps): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await readRows(deps, names.map(usernameKey));
  return new Map(rows.map(({ pk, userId }) => [String(pk).slice(usernameKey('').pk.length), String(userId)]));
}
