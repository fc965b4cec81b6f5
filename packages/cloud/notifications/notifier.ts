// Notifies users of a message: decides who is notified, and sends a push to each of their devices, once.
import { isInChannel, isNotified, isQuiet, type Message, NOTIFICATION_DEFAULTS, notificationLevel } from '@parley/chat';
import { blockKey } from '../db/block-rows.ts';
import { parsePreferences } from '../db/channel-preferences.ts';
import { type ChannelSettings, channelKey, parseSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, type Key, type Row, readRows, rowFinder, type TransactionDeps } from '../db/chat-table.ts';
import { memberKey } from '../db/member-rows.ts';
import {
  type Device,
  type Devices,
  devicesKey,
  listenersKey,
  listenerWrite,
  parseDevices,
  parseListeners,
  sentKey,
} from '../db/notification-rows.ts';
import type { NotifyAttribute } from '../db/notify-attribute.ts';
import { cursorsKey, parseCursors } from '../db/read-cursors.ts';
import { followedKey, parseFollowed } from '../db/thread-rows.ts';
import { PutCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { DeviceRegistry } from './devices.ts';
import type { PushKeys } from './push-key.ts';
import { pushMessage } from './push-message.ts';
import type { SendPush } from './push-sender.ts';
import { ThreadFollowers } from './thread-followers.ts';

export type NotifierDeps = ChatTableDeps &
  TransactionDeps & { devices: DeviceRegistry; keys: PushKeys; send: SendPush; now: () => number };

/** A user who may be notified, with their devices. */
type Recipient = { userId: string; devices: Devices };

/** The rows that decide about one message, found by their keys. */
type Rows = (key: Key) => Row | undefined;

/** How long it is known that a notification was sent: longer than the stream retries. */
const SENT_SECONDS = 3_600;

/** Notifies users of messages. */
export class Notifier {
  readonly #deps: NotifierDeps;
  readonly #threads: ThreadFollowers;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
    this.#threads = new ThreadFollowers(deps);
  }

  /** Notifies of one message. Resolves to false when a push has to be sent again. */
  async notify(message: Message, notify: NotifyAttribute): Promise<boolean> {
    const { channel, userId: author } = message;
    const listeners = notify.listeners ? await this.#listeners(channel) : [];
    const followers = notify.thread === undefined ? [] : await this.#threads.followersOf(message);
    const userIds = new Set([...notify.mentioned, ...notify.direct, ...listeners, ...followers]);
    userIds.delete(author);
    const recipients = await this.#withDevices([...userIds]);
    if (recipients.length === 0) return true;
    const keys = recipients.flatMap(({ userId }) => [
      memberKey(channel, userId),
      cursorsKey({ userId }),
      blockKey(userId, author),
      ...(notify.thread === undefined ? [] : [followedKey(userId, channel, notify.thread)]),
    ]);
    const rows = rowFinder(await readRows(this.#deps, [channelKey(channel), ...keys]));
    const settings = parseSettings(channel, rows(channelKey(channel)));
    if (!settings) return true;
    const results = await Promise.all(
      recipients.map((recipient) => this.#notifyUser(message, settings, notify, new Set(followers), recipient, rows)),
    );
    return results.every(Boolean);
  }

  async #listeners(channel: string): Promise<string[]> {
    const [row] = await readRows(this.#deps, [listenersKey(channel)]);
    return parseListeners(row);
  }

  /** Most users have no device: their other rows are not read. */
  async #withDevices(userIds: readonly string[]): Promise<Recipient[]> {
    const rows = rowFinder(await readRows(this.#deps, userIds.map(devicesKey)));
    return userIds
      .map((userId) => ({ userId, devices: parseDevices(rows(devicesKey(userId)), this.#deps.now()) }))
      .filter(({ devices }) => devices.devices.length > 0);
  }

  async #notifyUser(
    message: Message,
    settings: ChannelSettings,
    notify: NotifyAttribute,
    followers: ReadonlySet<string>,
    { userId, devices }: Recipient,
    rows: Rows,
  ): Promise<boolean> {
    const { channel, userId: author } = message;
    if (!rows(memberKey(channel, userId))) {
      if (notify.listeners) await this.#deps.dynamodb.send(removeListener(this.#deps.chatTable, channel, userId));
      return true;
    }
    const cursors = rows(cursorsKey({ userId }));
    if (!cursors || rows(blockKey(userId, author))) return true;
    const { notifications = NOTIFICATION_DEFAULTS, mutedChannels } = parsePreferences(cursors);
    const isMentioned = notify.mentioned.includes(userId);
    const level = notificationLevel(notifications, settings);
    const isFollowed = followers.has(userId) && notifications.threads !== false;
    if (!isNotified(level, { isMentioned, isFollowed, isMutedChannel: mutedChannels.includes(channel) })) return true;
    if (isQuiet(notifications, this.#deps.now())) return true;
    // Read meanwhile on a page that is open.
    if (isRead(message, userId, rows)) return true;
    const content = pushMessage(message, settings, { isMention: isMentioned, showText: notifications.showText });
    return this.#send(userId, devices, content);
  }

  /** Sends a push to all devices that have not received it. It is recorded before: a push is rather lost than sent twice. */
  async #send(userId: string, devices: Devices, content: ReturnType<typeof pushMessage>): Promise<boolean> {
    const { keys, send, devices: registry } = this.#deps;
    const { channel, seq } = content;
    const pair = await keys.pair();
    if (!pair) return true;
    const received = await this.#begin(userId, channel, seq);
    if (!received) return true;
    const waiting = devices.devices.filter(({ id }) => !received.includes(id));
    const results = await Promise.all(
      waiting.map(async (device) => ({ device, result: await send(device, content, pair) })),
    );
    const of = (...wanted: string[]): Device[] =>
      results.filter(({ result }) => wanted.includes(result)).map(({ device }) => device);
    if (of('gone').length > 0) await registry.removeExpired(userId, devices, of('gone'));
    if (of('failed').length === 0) return true;
    const ids = [...received, ...of('sent', 'gone', 'rejected').map(({ id }) => id)];
    await this.#mayRetry(userId, channel, seq, ids);
    return false;
  }

  /** Records that a notification is being sent. Returns the devices that have received it; undefined when nothing is left to do. */
  async #begin(userId: string, channel: string, seq: number): Promise<string[] | undefined> {
    const { dynamodb, chatTable, now } = this.#deps;
    const Item = { ...sentKey(userId, channel, seq), expiresAt: Math.ceil(now() / 1_000) + SENT_SECONDS };
    try {
      const { Attributes } = await dynamodb.send(
        new PutCommand({
          TableName: chatTable,
          Item,
          ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(received)',
          ReturnValues: 'ALL_OLD',
        }),
      );
      return (Attributes?.['received'] as string[] | undefined) ?? [];
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async #mayRetry(userId: string, channel: string, seq: number, received: readonly string[]): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    await dynamodb.send(
      new UpdateCommand({
        TableName: chatTable,
        Key: sentKey(userId, channel, seq),
        UpdateExpression: 'SET received = :received',
        ExpressionAttributeValues: { ':received': received },
      }),
    );
  }
}

/** Whether a user has read a message: in the channel, or in its thread. */
function isRead(message: Message, userId: string, rows: Rows): boolean {
  const { channel, seq, thread, threadCount = 0 } = message;
  const cursors = rows(cursorsKey({ userId }));
  const isReadInChannel = isInChannel(message) && cursors && (parseCursors(cursors).get(channel)?.seq ?? 0) >= seq;
  const followed = thread === undefined ? undefined : rows(followedKey(userId, channel, thread));
  return isReadInChannel === true || (followed !== undefined && parseFollowed(followed).read >= threadCount);
}

/** Takes a user who is no longer a member out of the listeners of a channel. */
function removeListener(chatTable: string, channel: string, userId: string): UpdateCommand {
  return new UpdateCommand(listenerWrite(chatTable, channel, { userId }, false).Update);
}
