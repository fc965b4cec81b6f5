// The rows of notifications: a user's devices, the owner of an endpoint, who is notified of all messages of a channel, and what was sent.
import { createHash } from 'node:crypto';
import {
  LISTENERS_MAX,
  type NotificationSettings,
  PUSH_DEVICE_DAYS,
  type PushSubscription,
  type User,
} from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Key, Row, Writes } from './chat-table.ts';
import { userPartition } from './member-rows.ts';
import { cursorsKey } from './read-cursors.ts';

/** A browser that receives pushes. `registeredAt` is in ms. */
export type Device = PushSubscription & { id: string; registeredAt: number };

/** The devices of a user, and the version of their row: it changes with each write. */
export type Devices = { version: number; devices: readonly Device[] };

const DAY_MS = 86_400_000;

/** The id of the device that has an endpoint: 132 bits of a hash, so that no path of a request contains the endpoint. */
export function deviceIdOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 22);
}

/** The row of a user's devices. It is after the rows that a sync reads. */
export function devicesKey(userId: string): Key {
  return { pk: userPartition(userId), sk: 'push-devices' };
}

/** Reads a user's devices; those that were not renewed in time are left out, as their sign-in is over. */
export function parseDevices(row: Row | undefined, now: number): Devices {
  const { version = 0, devices = [] } = (row ?? {}) as { version?: number; devices?: Device[] };
  return { version, devices: devices.filter(({ registeredAt }) => registeredAt > now - PUSH_DEVICE_DAYS * DAY_MS) };
}

/** Replaces a user's devices, if they are still those that were read. */
export function devicesWrite(
  chatTable: string,
  userId: string,
  { version }: Devices,
  devices: readonly Device[],
  now: number,
): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: {
        ...devicesKey(userId),
        version: version + 1,
        devices,
        expiresAt: Math.ceil(now / 1_000) + PUSH_DEVICE_DAYS * 86_400,
      },
      ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
      ...(version > 0 && { ExpressionAttributeValues: { ':version': version } }),
    },
  };
}

/** The row that says whose device has an endpoint. */
export function endpointKey(deviceId: string): Key {
  return { pk: `push-endpoint#${deviceId}`, sk: 'endpoint' };
}

/** What only the browser of an endpoint and its server know, without disclosing it. */
export function secretOf({ auth, p256dh }: PushSubscription): string {
  return createHash('sha256').update(`${auth} ${p256dh}`).digest('base64url');
}

/** The row of the users who are notified of all messages of a channel. */
export function listenersKey(channel: string): Key {
  return { pk: channelPartition(channel), sk: 'listeners' };
}

/** Reads the ids of these users. */
export function parseListeners(row: Readonly<Record<string, unknown>> | undefined): string[] {
  return [...((row?.['users'] as ReadonlySet<string> | undefined) ?? [])];
}

/** Adds a user to the listeners of a channel, or removes them. Twice is once; the condition fails when there are too many. */
export function listenerWrite(chatTable: string, channel: string, { userId }: Pick<User, 'userId'>, on: boolean) {
  const update = { TableName: chatTable, Key: listenersKey(channel), ExpressionAttributeNames: { '#users': 'users' } };
  const set = { ':set': new Set([userId]) };
  if (!on) return { Update: { ...update, UpdateExpression: 'DELETE #users :set', ExpressionAttributeValues: set } };
  return {
    Update: {
      ...update,
      UpdateExpression: 'ADD #users :set',
      ConditionExpression: 'attribute_not_exists(#users) OR size(#users) < :max OR contains(#users, :user)',
      ExpressionAttributeValues: { ...set, ':max': LISTENERS_MAX, ':user': userId },
    },
  };
}

/** Replaces a user's settings in the row of the read cursors, if no other change has been made since they were read. */
export function notificationsWrite(
  chatTable: string,
  user: Pick<User, 'userId'>,
  version: number,
  notifications: NotificationSettings,
) {
  return {
    Update: {
      TableName: chatTable,
      Key: cursorsKey(user),
      UpdateExpression: 'SET notifications = :notifications, preferencesVersion = :next',
      ConditionExpression: `attribute_exists(cursors) AND ${version === 0 ? 'attribute_not_exists(preferencesVersion)' : 'preferencesVersion = :version'}`,
      ExpressionAttributeValues: {
        ':notifications': notifications,
        ':next': version + 1,
        ...(version > 0 && { ':version': version }),
      },
    },
  };
}

/** The row of a notification that is being sent or was sent, so that a retry does not send it again. */
export function sentKey(userId: string, channel: string, seq: number): Key {
  return { pk: userPartition(userId), sk: `notified#${channel}#${seq}` };
}
