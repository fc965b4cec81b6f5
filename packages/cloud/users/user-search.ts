// Finding people by the beginning of their name: everybody who was here once.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { User } from '@parley/chat';
import { USERS } from '../access/first-visit.ts';

/** People of one answer: whoever looks for somebody types on. */
const FOUND_MAX = 20;

/** Who is called so, in alphabetical order. */
export async function peopleCalled(
  name: string,
  { dynamodb, chatTable }: { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string },
): Promise<User[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :people AND begins_with(sk, :name)',
      ExpressionAttributeValues: { ':people': USERS, ':name': name.toLowerCase() },
      Limit: FOUND_MAX,
    }),
  );
  return Items.map(({ userId, username }) => ({ userId, username }));
}
