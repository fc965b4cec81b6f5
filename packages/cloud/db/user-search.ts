// The rows of all enrolled users, in the order of their usernames: users are searched by a prefix.
import type { User } from '@parley/chat';
import { QueryCommand } from '../dynamodb/commands.ts';
import type { ChatTableDeps } from './chat-table.ts';

/** Users of one response: a longer prefix finds the others. */
const FOUND_MAX = 20;

/** The partition of all enrolled users. */
export const USERS = 'users';

/** The key of an enrolled user. */
export function userSearchKey({ userId, username }: User) {
  return { pk: USERS, sk: `${username.toLowerCase()}#${userId}` };
}

/** The users whose usernames begin with a prefix, in alphabetical order. */
export async function searchUsers(prefix: string, { dynamodb, chatTable }: ChatTableDeps): Promise<User[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :users AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':users': USERS, ':prefix': prefix.toLowerCase() },
      Limit: FOUND_MAX,
    }),
  );
  return Items.map(({ userId, username }) => ({ userId, username }));
}
