// Connects the notifications of the page with the chat and the browser. Loaded when the chat is displayed.
import type { User } from '@parley/chat';
import { effect, untracked } from '@preact/signals';
import { pushApi } from '../api/push-api.ts';
import { t } from '../i18n/all-texts.ts';
import { goTo, visible } from '../platform/browser.ts';
import { showBadges } from '../platform/notifications/badges.ts';
import { ChosenTab } from '../platform/notifications/chosen-tab.ts';
import {
  closeNotifications,
  onNotificationClick,
  showNotification,
} from '../platform/notifications/desktop-notifications.ts';
import { playSound } from '../platform/notifications/notification-sound.ts';
import { isRegistered, renew, unregister } from '../platform/notifications/push-registration.ts';
import { headingOf } from '../state/channels/channel-title.ts';
import type { Chat } from '../state/chat.ts';
import { type PageNotification, PageNotifications } from '../state/notifications/page-notifications.ts';
import type { Profiles } from '../state/users/profiles.ts';

/** Starts the notifications; returns how to stop them. */
export function startNotifications(chat: Chat, profiles: Profiles): () => void {
  const { user, channels, preferences, blocked } = chat;
  const tab = new ChosenTab(user.userId);
  const notifications = new PageNotifications({
    channelOf: (name) => channels.list.peek().find((one) => one.name === name),
    preferences: () => preferences.current.peek(),
    isBlocked: (userId) => blocked.userIds.peek().has(userId),
    nameOf: (author) => profiles.nameOf(author),
    now: () => Date.now(),
    isChosen: () => tab.chosen,
    isWatched: (channel) => tab.isWatched(channel),
    show: (one) => show(chat, one, (someone) => profiles.nameOf(someone)),
  });
  const looks = () => visible.peek() && document.hasFocus();
  const watch = () => {
    const channel = looks() ? chat.openChannel.peek()?.conversation.channel : undefined;
    tab.watch(channel);
    if (channel !== undefined) void closeNotifications(channel);
  };
  addEventListener('focus', watch);
  addEventListener('blur', watch);
  if (isRegistered(user.userId)) renew(user.userId, pushApi(chat)).catch(() => undefined);
  const stops = [
    channels.news.add((news) => void notifications.receive(news)),
    onNotificationClick(goTo),
    effect(() => {
      void [chat.openChannel.value, visible.value];
      untracked(watch);
    }),
    effect(() => showBadges(countOf(chat))),
    () => removeEventListener('focus', watch),
    () => removeEventListener('blur', watch),
    () => tab.stop(),
    () => showBadges(0),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Ends the pushes of this browser, before the user signs out. */
export function endPushes(chat: Chat): Promise<void> {
  return unregister(pushApi(chat));
}

/** The number on the icon: unread direct messages, and mentions elsewhere. */
function countOf({ channels, preferences }: Chat): number {
  return channels.list.value.reduce(
    (sum, { name, kind }) =>
      sum + (kind === 'direct' && !preferences.isMuted(name) ? channels.unread(name) : channels.mentions(name)),
    0,
  );
}

function show(
  { user }: Chat,
  { channel, seq, author, text, sound }: PageNotification,
  nameOf: (user: User) => string,
): void {
  const heading = headingOf(channel, user.userId, nameOf);
  const isDirect = channel.kind === 'direct';
  const title = author === undefined ? heading : isDirect ? author : t.authorInChannel(author, heading);
  const body = text ?? (author === undefined ? t.mentionedYou : t.newMessage);
  if (sound) playSound();
  void showNotification({ title, body, channel: channel.name, seq }, () => goTo(channel.name));
}
