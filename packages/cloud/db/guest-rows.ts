// The rows that guests leave behind: the mark of a guest who has departed, and the index by which departed guests are found.
import { QueryCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';
import { blockKey } from './block-rows.ts';
import { type ChatTableDeps, type Key, readRows, type Writes } from './chat-table.ts';
import { membershipKey } from './member-rows.ts';
import { GUEST_NAME_PREFIX, USERS } from './user-directory.ts';

/** How long the mark is stored: the access token of a guest who departs is valid for another hour, and clocks differ. */
const MARK_DAYS = 1;

/** Rows of one page. */
const PAGE = 100;

/** Marks a guest as departed: from then on no request adds a row for that user. Enrolled or not; the first time counts. */
export function markDepartedWrite(chatTable: string, userId: string, at: string) {
  return {
    TableName: chatTable,
    Key: membershipKey(userId, ''),
    UpdateExpression: 'SET departedAt = if_not_exists(departedAt, :at)',
    ExpressionAttributeValues: { ':at': at },
  };
}

/** Lets the mark of a guest expire, when nothing else of the guest is left. */
export function expireMarkWrite(chatTable: string, userId: string, now: number): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: membershipKey(userId, ''),
      UpdateExpression: 'SET expiresAt = :end',
      ExpressionAttributeValues: { ':end': Math.ceil(now / 1000) + MARK_DAYS * 86_400 },
    },
  };
}

/** A condition that fails when a guest has departed. */
export function presentGuestCheck(chatTable: string, userId: string): Writes[number] {
  return {
    ConditionCheck: {
      TableName: chatTable,
      Key: membershipKey(userId, ''),
      ConditionExpression: 'attribute_not_exists(departedAt)',
    },
  };
}

/** Whether the row of an enrolled user is that of a guest who has departed. */
export function hasDeparted(row: Readonly<Record<string, unknown>> | undefined): boolean {
  return row?.['departedAt'] !== undefined;
}

/** The error of a guest whose time is over. */
export function guestExpired(): ApiError {
  return new ApiError(401, 'guest-expired', 'Your guest session has expired. You can start a new one.');
}

/** Those of some users who receive the messages of an author: they have neither departed nor blocked the author. */
export async function recipientsAmong(
  userIds: readonly string[],
  author: string,
  deps: ChatTableDeps,
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const keys = userIds.flatMap((userId) => [blockKey(userId, author), membershipKey(userId, '')]);
  const rows = await readRows(deps, keys);
  const find = ({ pk, sk }: Key) => rows.find((row) => row.pk === pk && row.sk === sk);
  return userIds.filter((userId) => {
    const enrolled = find(membershipKey(userId, ''));
    return enrolled && !hasDeparted(enrolled) && !find(blockKey(userId, author));
  });
}

/** The ids of all users in the search whose names are those of guests: guests, and accounts with such a name. */
export async function usersNamedAsGuests({ dynamodb, chatTable }: ChatTableDeps): Promise<string[]> {
  const userIds: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :users AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':users': USERS, ':prefix': GUEST_NAME_PREFIX },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    userIds.push(...Items.map(({ userId }) => String(userId)));
    from = LastEvaluatedKey;
  } while (from);
  return userIds;
}

/** The keys of the first rows of a partition. */
export async function firstKeys(pk: string, { dynamodb, chatTable }: ChatTableDeps): Promise<Key[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      Limit: PAGE,
    }),
  );
  return Items as Key[];
}
