// The rows of direct conversations in the lists of their participants: open ones, and those that a participant has not answered.
import type { User } from '@parley/chat';
import { channelKey } from './channel-row.ts';
import type { Key, Writes } from './chat-table.ts';
import { hintAttribute } from './hint-path.ts';
import { memberKey, userPartition } from './member-rows.ts';

/**
 * A participant's part in a conversation, in the row of the member. While the conversation is unanswered and in the list,
 * `requestedAt` is the time by which it is ordered there; `startedBy` is who has started it, until it is answered for the first time;
 * `closed` while it is not in the list. The settings of the channel name those who have closed it, so that a message reopens it.
 */
export type Participation = { requestedAt?: string; startedBy?: string; closed?: boolean };

/** Conversations that one user has started with another, and that the other has not answered yet. */
export const UNANSWERED_MAX = 10;

export const CONVERSATION_PREFIX = 'conversation#';

/** The prefix of the rows of unanswered conversations. */
export const REQUEST_PREFIX = 'conversation-request#';

/** The row of an open conversation in the list of a participant who has started or answered it. */
export function conversationKey(userId: string, channel: string) {
  return { pk: userPartition(userId), sk: `${CONVERSATION_PREFIX}${channel}` };
}

/** Reads a participant's part. */
export function participationOf({ requestedAt, startedBy, closed }: Record<string, unknown>): Participation {
  return {
    ...(closed === true && { closed }),
    ...(requestedAt !== undefined && { requestedAt: String(requestedAt) }),
    ...(startedBy !== undefined && { startedBy: String(startedBy) }),
  };
}

/** Adds a participant: the creator, or a user with whom the conversation is started at a time (ISO 8601, UTC). */
export function addParticipantWrites(
  chatTable: string,
  channel: string,
  { userId, username }: User,
  { creator, at }: { creator: string; at: string },
): Writes {
  const participation: Participation = userId === creator ? {} : { requestedAt: at, startedBy: creator };
  return [
    {
      Put: {
        TableName: chatTable,
        Item: { ...memberKey(channel, userId), username, role: 'member', joinedAt: at, ...participation },
      },
    },
    { Put: { TableName: chatTable, Item: { ...listKey(userId, channel, participation), ...hintAttribute(userId) } } },
  ];
}

/** Counts one more unanswered conversation between two users; the condition fails at the limit. */
export function countUnansweredWrite(chatTable: string, userId: string, startedBy: string): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: unansweredCountKey(userId, startedBy),
      UpdateExpression: 'ADD unanswered :one',
      ConditionExpression: 'attribute_not_exists(unanswered) OR unanswered < :most',
      ExpressionAttributeValues: { ':one': 1, ':most': UNANSWERED_MAX },
    },
  };
}

/** Opens a conversation for a participant who answers it, or who opens it again. The second condition fails when the part has changed. */
export function openWrites(chatTable: string, channel: string, userId: string, before: Participation): Writes {
  const { requestedAt, startedBy } = before;
  return [
    { Put: { TableName: chatTable, Item: { ...conversationKey(userId, channel), ...hintAttribute(userId) } } },
    participationWrite(chatTable, channel, userId, { update: 'REMOVE requestedAt, startedBy, closed', before }),
    ...(requestedAt === undefined
      ? []
      : [{ Delete: { TableName: chatTable, Key: listKey(userId, channel, { requestedAt }) } }]),
    ...(startedBy === undefined
      ? []
      : [
          {
            Update: {
              TableName: chatTable,
              Key: unansweredCountKey(userId, startedBy),
              UpdateExpression: 'ADD unanswered :minus',
              ExpressionAttributeValues: { ':minus': -1 },
            },
          },
        ]),
  ];
}

/** Puts a conversation back into the list of a participant who has closed it, as one that is not answered. */
export function reopenWrites(chatTable: string, channel: string, userId: string, at: string): Writes {
  return [
    {
      Put: {
        TableName: chatTable,
        Item: { ...listKey(userId, channel, { requestedAt: at }), ...hintAttribute(userId) },
      },
    },
    participationWrite(chatTable, channel, userId, {
      update: 'SET requestedAt = :at REMOVE closed',
      before: { closed: true },
      values: { ':at': at },
    }),
  ];
}

/** Closes a conversation for one participant. The second condition fails when the part has changed. */
export function closeWrites(chatTable: string, channel: string, userId: string, before: Participation): Writes {
  return [
    { Delete: { TableName: chatTable, Key: listKey(userId, channel, before) } },
    participationWrite(chatTable, channel, userId, {
      update: 'SET closed = :closed REMOVE requestedAt',
      before,
      values: { ':closed': true },
    }),
    closedByWrite(chatTable, channel, 'ADD', [userId]),
  ];
}

/** Removes a participant, and the conversation from that participant's list; the settings keep the name. Repeatable. */
export function removeParticipantWrites(chatTable: string, listed: Key, userId: string): Writes {
  const channel = listed.sk.slice(listed.sk.lastIndexOf('#') + 1);
  return [
    { Delete: { TableName: chatTable, Key: listed } },
    { Delete: { TableName: chatTable, Key: memberKey(channel, userId) } },
    closedByWrite(chatTable, channel, 'DELETE', [userId]),
  ];
}

/** Adds or removes participants who have closed a conversation. */
export function closedByWrite(
  chatTable: string,
  channel: string,
  clause: 'ADD' | 'DELETE',
  userIds: readonly string[],
): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: channelKey(channel),
      UpdateExpression: `${clause} closedBy :users`,
      ExpressionAttributeValues: { ':users': new Set(userIds) },
    },
  };
}

/** Changes a participant's part, under the condition that it is still the one from before. */
function participationWrite(
  chatTable: string,
  channel: string,
  userId: string,
  { update, before, values }: { update: string; before: Participation; values?: Record<string, unknown> },
): Writes[number] {
  const { requestedAt, closed } = before;
  const conditions = [
    requestedAt === undefined ? 'attribute_not_exists(requestedAt)' : 'requestedAt = :before',
    closed ? 'attribute_exists(closed)' : 'attribute_not_exists(closed)',
  ];
  const all = { ...values, ...(requestedAt !== undefined && { ':before': requestedAt }) };
  return {
    Update: {
      TableName: chatTable,
      Key: memberKey(channel, userId),
      UpdateExpression: update,
      ConditionExpression: ['attribute_exists(pk)', ...conditions].join(' AND '),
      ...(Object.keys(all).length > 0 && { ExpressionAttributeValues: all }),
    },
  };
}

/** The row in the list of a participant: the unanswered ones are in the order of their times, the newest first. */
export function listKey(userId: string, channel: string, { requestedAt }: Participation) {
  if (requestedAt === undefined) return conversationKey(userId, channel);
  const descending = String(TIME_MAX - Date.parse(requestedAt)).padStart(13, '0');
  return { pk: userPartition(userId), sk: `${REQUEST_PREFIX}${descending}#${channel}` };
}

/** The channel of an unanswered conversation, from its sort key. */
export function channelOfRequest(sk: string): string {
  return sk.split('#')[2] ?? '';
}

/** A time in milliseconds after all that occur, with as many digits. */
const TIME_MAX = 9_999_999_999_999;

function unansweredCountKey(userId: string, startedBy: string) {
  return { pk: userPartition(userId), sk: `started-by#${startedBy}` };
}
