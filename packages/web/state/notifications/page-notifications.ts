// Which messages the page notifies the user of while it is open, and which tab of the browser does.
import {
  type Channel,
  type ChannelPreferences,
  isNotified,
  isQuiet,
  NOTIFICATION_DEFAULTS,
  type NotificationSettings,
  notificationLevel,
  parseNotificationSettings,
  withoutMarks,
} from '@parley/chat';
import type { News } from '../channels/news.ts';
import { excerptOf } from '../files/files-excerpt.ts';

/** A notification to show. `text` is missing when the user keeps it out, or when it has not arrived. */
export type PageNotification = { channel: Channel; seq: number; author?: string; text?: string; sound: boolean };

/** What decides about notifications. */
export type PageNotificationsDeps = {
  channelOf: (name: string) => Channel | undefined;
  preferences: () => ChannelPreferences;
  isBlocked: (userId: string) => boolean;
  nameOf: (user: { userId: string; username: string }) => string;
  now: () => number;
  /** Whether this tab is the one of the browser that notifies. */
  isChosen: () => boolean;
  /** Whether a channel is open in a tab that the user looks at. */
  isWatched: (channel: string) => Promise<boolean>;
  show: (notification: PageNotification) => void;
};

/** Older messages arrive after a reconnect, when the user sees the unread counts anyway. */
const AGE_MAX_MS = 60_000;

/** Notifies of the messages of one visit, of each once. */
export class PageNotifications {
  readonly #deps: PageNotificationsDeps;
  readonly #shown = new Map<string, number>();

  constructor(deps: PageNotificationsDeps) {
    this.#deps = deps;
  }

  /** Receives a message. */
  async receive({ channel: name, seq, isMention, message }: News): Promise<void> {
    const { channelOf, preferences, isBlocked, nameOf, now, isChosen, isWatched, show } = this.#deps;
    const channel = channelOf(name);
    if (!channel || seq <= (this.#shown.get(name) ?? channel.readSeq)) return;
    if (message && (isBlocked(message.userId) || Date.parse(message.timestamp) < now() - AGE_MAX_MS)) return;
    const settings = settingsOf(preferences());
    const isMutedChannel = preferences().mutedChannels.includes(name);
    if (!isNotified(notificationLevel(settings, channel), { isMentioned: isMention, isMutedChannel })) return;
    this.#shown.set(name, seq);
    if (isQuiet(settings, now()) || !isChosen() || (await isWatched(name))) return;
    show({
      channel,
      seq,
      sound: settings.sound,
      ...(message && { author: nameOf(message) }),
      ...(message && settings.showText && { text: withoutMarks(excerptOf(message)) }),
    });
  }
}

/** The settings in what the server has returned. */
export function settingsOf({ notifications }: ChannelPreferences): NotificationSettings {
  return notifications ? parseNotificationSettings(notifications) : NOTIFICATION_DEFAULTS;
}
