// Which messages the page notifies the user of while it is open, and which tab of the browser does.
import {
  type Channel,
  type ChannelPreferences,
  changedSeqOf,
  type FollowedThread,
  isInChannel,
  isNotified,
  isQuiet,
  type Message,
  NOTIFICATION_DEFAULTS,
  type NotificationSettings,
  notificationLevel,
  parseNotificationSettings,
  unreadReplies,
  withoutMarks,
} from '@parley/chat';
import type { News } from '../channels/news.ts';
import { excerptOf } from '../files/files-excerpt.ts';

/**
 * A notification to show. `thread` is the root of the thread of a reply that is only there; `text` is missing when the user keeps it out, or
 * when it has not arrived.
 */
export type PageNotification = {
  channel: Channel;
  seq: number;
  thread?: number;
  author?: string;
  text?: string;
  sound: boolean;
};

/** What decides about notifications. */
export type PageNotificationsDeps = {
  self: string;
  channelOf: (name: string) => Channel | undefined;
  /** A thread that the user follows. */
  threadOf: (thread: { channel: string; seq: number }) => FollowedThread | undefined;
  preferences: () => ChannelPreferences;
  isBlocked: (userId: string) => boolean;
  nameOf: (user: { userId: string; username: string }) => string;
  now: () => number;
  /** Whether this tab is the one of the browser that notifies. */
  isChosen: () => boolean;
  /** Whether a channel, or one of its threads, is open in a tab that the user looks at. */
  isWatched: (channel: string, thread?: number) => Promise<boolean>;
  show: (notification: PageNotification) => void;
};

/** Older messages arrive after a reconnect, when the user sees the unread counts anyway. */
const AGE_MAX_MS = 60_000;

/** Threads whose newest reply is kept until the list of threads says that the user follows them: a hint takes some seconds. */
export const REPLIES_KEPT_MAX = 100;

/** A message, or what is known of one: its place, its time, and whether it mentions the user. */
type Known = { seq: number; at: string; userId: string; isMention: boolean; message?: Message | undefined };

/** A reply by its number, and its thread, if the user follows it. */
type Reply = { thread: number; count: number; followed: FollowedThread | undefined };

/** Notifies of the messages of one visit, of each once. */
export class PageNotifications {
  readonly #deps: PageNotificationsDeps;
  readonly #shown = new Map<string, number>();
  // The number of the newest reply that the user was notified of, by thread.
  readonly #shownReplies = new Map<string, number>();
  readonly #replies = new Map<string, Message>();

  constructor(deps: PageNotificationsDeps) {
    this.#deps = deps;
  }

  /** Receives a message. */
  async receive({ channel: name, seq, isMention, message }: News): Promise<void> {
    const channel = this.#deps.channelOf(name);
    if (!channel) return;
    if (message) this.#keep(message);
    const { thread, threadCount = 0, timestamp: at = '', userId = '' } = message ?? {};
    const known = { seq, at, userId, isMention, message };
    const followed = thread === undefined ? undefined : this.#deps.threadOf({ channel: name, seq: thread });
    if (message && thread !== undefined && !isInChannel(message))
      return this.#receiveReply(channel, { thread, count: threadCount, followed }, known);
    if (seq <= (this.#shown.get(name) ?? channel.readSeq)) return;
    if (!this.#isWanted(channel, known, followed !== undefined)) return;
    this.#shown.set(name, seq);
    if (thread !== undefined) this.#shownReplies.set(keyOf(name, thread), threadCount);
    await this.#show(channel, known, undefined);
  }

  /** Receives the threads that the user follows: the server tells of replies in channels whose messages do not arrive here. */
  async receiveThreads(threads: readonly FollowedThread[]): Promise<void> {
    for (const followed of threads) {
      const { root } = followed;
      const { replies } = root;
      const channel = this.#deps.channelOf(root.channel);
      if (!replies || !channel || unreadReplies(followed) === 0) continue;
      const seq = changedSeqOf(root);
      // A mention in the channel, by the same reply.
      if (this.#shown.get(root.channel) === seq) continue;
      const kept = this.#replies.get(keyOf(root.channel, root.seq));
      const message = kept?.threadCount === replies.count ? kept : undefined;
      const userId = replies.userIds.at(-1) ?? '';
      const known = { seq: message?.seq ?? seq, at: replies.last, userId, isMention: false, message };
      await this.#receiveReply(channel, { thread: root.seq, count: replies.count, followed }, known);
    }
  }

  async #receiveReply(channel: Channel, { thread, count, followed }: Reply, known: Known): Promise<void> {
    const key = keyOf(channel.name, thread);
    if (count <= Math.max(this.#shownReplies.get(key) ?? 0, followed?.read ?? 0)) return;
    if (!(followed || known.isMention) || !this.#isWanted(channel, known, followed !== undefined)) return;
    this.#shownReplies.set(key, count);
    await this.#show(channel, known, thread);
  }

  #isWanted(channel: Channel, { at, userId, isMention }: Known, isFollower: boolean): boolean {
    const { self, preferences, isBlocked, now } = this.#deps;
    if (userId === self || isBlocked(userId) || (at !== '' && Date.parse(at) < now() - AGE_MAX_MS)) return false;
    const settings = settingsOf(preferences());
    const isMutedChannel = preferences().mutedChannels.includes(channel.name);
    const isFollowed = isFollower && settings.threads !== false;
    return isNotified(notificationLevel(settings, channel), { isMentioned: isMention, isMutedChannel, isFollowed });
  }

  async #show(channel: Channel, { seq, message }: Known, thread: number | undefined): Promise<void> {
    const { preferences, nameOf, now, isChosen, isWatched, show } = this.#deps;
    const settings = settingsOf(preferences());
    if (isQuiet(settings, now()) || !isChosen() || (await isWatched(channel.name, thread))) return;
    show({
      channel,
      seq,
      ...(thread !== undefined && { thread }),
      sound: settings.sound,
      ...(message && { author: nameOf(message) }),
      ...(message && settings.showText && { text: withoutMarks(excerptOf(message)) }),
    });
  }

  #keep(message: Message): void {
    if (message.thread === undefined) return;
    const key = keyOf(message.channel, message.thread);
    this.#replies.delete(key);
    this.#replies.set(key, message);
    const [oldest = ''] = this.#replies.keys();
    if (this.#replies.size > REPLIES_KEPT_MAX) this.#replies.delete(oldest);
  }
}

function keyOf(channel: string, root: number): string {
  return `${channel} ${root}`;
}

/** The settings in what the server has returned. */
export function settingsOf({ notifications }: ChannelPreferences): NotificationSettings {
  return notifications ? parseNotificationSettings(notifications) : NOTIFICATION_DEFAULTS;
}
