// The open invitations of a channel: one row per channel, which every change replaces as a whole, and one per code that leads to it.
import type { User } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Row, Writes } from './chat-table.ts';

/** An invitation. `expiresAt` is ISO 8601, UTC; `epoch` is that of the channel at its creation. */
export type OpenInvitation = { code: string; by: User; expiresAt: string; epoch: number };

/** The open invitations of a channel, and the version of the row that they were read from. */
export type OpenInvitations = { version: number; invitations: readonly OpenInvitation[] };

/** The row of a channel's open invitations. */
export function invitationsKey(channel: string) {
  return { pk: channelPartition(channel), sk: 'invitations' };
}

/** The row of a code, with the channel that it is for. The code is valid while the channel's row contains it. */
export function codeKey(code: string) {
  return { pk: `invitation#${code}`, sk: 'invitation' };
}

/** The row of a user who has left a channel: earlier invitations are not for that user any more. */
export function departureKey(channel: string, userId: string) {
  return { pk: channelPartition(channel), sk: `departure#${userId}` };
}

/** Reads the open invitations of a channel. */
export function parseOpenInvitations(row: Row | undefined, now: number): OpenInvitations {
  const { version = 0, open = {} } = (row ?? {}) as { version?: number; open?: Record<string, OpenInvitation> };
  return { version, invitations: Object.values(open).filter(({ expiresAt }) => Date.parse(expiresAt) > now) };
}

/** Replaces the open invitations of a channel; its condition fails when they have changed since they were read. */
export function replaceInvitationsWrite(
  chatTable: string,
  channel: string,
  { version }: OpenInvitations,
  invitations: readonly OpenInvitation[],
): Writes[number] {
  const open = Object.fromEntries(invitations.map((one) => [one.code, one]));
  return {
    Put: {
      TableName: chatTable,
      Item: { ...invitationsKey(channel), version: version + 1, open },
      ConditionExpression: 'attribute_not_exists(pk) OR #version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    },
  };
}

/** Revokes all invitations of a channel, also those that are created at this moment. */
export function revokeInvitationsWrite(chatTable: string, channel: string): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: invitationsKey(channel),
      UpdateExpression: 'SET #open = :none ADD #version :one',
      ExpressionAttributeNames: { '#open': 'open', '#version': 'version' },
      ExpressionAttributeValues: { ':none': {}, ':one': 1 },
    },
  };
}

/** Stores the code of a new invitation. */
export function codeWrite(chatTable: string, channel: string, { code, expiresAt }: OpenInvitation): Writes[number] {
  const item = { ...codeKey(code), channel, expiresAt: Math.ceil(Date.parse(expiresAt) / 1000) };
  return { Put: { TableName: chatTable, Item: item } };
}

/** A condition that fails when a code is no longer valid. */
export function invitationCheck(chatTable: string, channel: string, code: string): Writes[number] {
  return {
    ConditionCheck: {
      TableName: chatTable,
      Key: invitationsKey(channel),
      ConditionExpression: 'attribute_exists(#open.#code)',
      ExpressionAttributeNames: { '#open': 'open', '#code': code },
    },
  };
}

/** Records that a user has left, at the beginning of an epoch: `expiresAt` is after the end of every earlier invitation. */
export function departureWrite(
  chatTable: string,
  channel: string,
  userId: string,
  { epoch, expiresAt }: { epoch: number; expiresAt: number },
): Writes[number] {
  return { Put: { TableName: chatTable, Item: { ...departureKey(channel, userId), epoch, expiresAt } } };
}
