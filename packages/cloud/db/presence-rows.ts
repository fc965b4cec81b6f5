// The row of a user's presence: when the user was active last, and until when a page displays it.
import type { Row } from './chat-table.ts';
import { userPartition } from './member-rows.ts';

/** Times in milliseconds, 0 for never. A user who is hidden has switched presence off. */
export type PresenceState = { activeAt: number; wantedUntil: number; isHidden: boolean };

/** A row that says nothing any more is deleted after a day. */
const KEPT_SECONDS = 86_400;

/** The key of the row. It is after the rows that a sync reads. */
export function presenceKey(userId: string) {
  return { pk: userPartition(userId), sk: 'presence' };
}

/** Reads the row; a user without one was not displayed by any page since yesterday. */
export function parsePresenceRow(row: Row | undefined): PresenceState {
  const { activeAt = 0, wantedUntil = 0, isHidden = false } = (row ?? {}) as Partial<PresenceState>;
  return { activeAt, wantedUntil, isHidden };
}

/** Sets one of the times, unless the user is hidden: that row is kept. */
export function presenceUpdate(
  chatTable: string,
  userId: string,
  name: 'activeAt' | 'wantedUntil',
  value: number,
  now: number,
) {
  return {
    TableName: chatTable,
    Key: presenceKey(userId),
    UpdateExpression: `SET ${name} = :value, expiresAt = :end`,
    ConditionExpression: 'attribute_not_exists(isHidden)',
    ExpressionAttributeValues: { ':value': value, ':end': Math.ceil(now / 1_000) + KEPT_SECONDS },
  };
}

/** Hides a user, or ends that. Nothing of before is kept. */
export function hiddenUpdate(chatTable: string, userId: string, isHidden: boolean, now: number) {
  const update = { TableName: chatTable, Key: presenceKey(userId) };
  if (isHidden)
    return {
      ...update,
      UpdateExpression: 'SET isHidden = :true REMOVE activeAt, wantedUntil, expiresAt',
      ExpressionAttributeValues: { ':true': true },
    };
  return {
    ...update,
    UpdateExpression: 'SET expiresAt = :end REMOVE isHidden',
    ExpressionAttributeValues: { ':end': Math.ceil(now / 1_000) + KEPT_SECONDS },
  };
}
