// Connects the notifications of the page with the chat and the browser. Loaded when the chat is displayed.
import { type User, unreadReplies } from '@parley/chat';
import { effect, untracked } from '@preact/signals';
import { pushApi } from '../api/push-api.ts';
import { t } from '../i18n/all-texts.ts';
import { parseAddress } from '../platform/address.ts';
import { goTo, panelCovers, place, visible } from '../platform/browser.ts';
import { showBadges } from '../platform/notifications/badges.ts';
import { ChosenTab } from '../platform/notifications/chosen-tab.ts';
import {
  closeNotifications,
  onNotificationClick,
  placeOf,
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
    self: user.userId,
    channelOf: (name) => channels.list.peek().find((one) => one.name === name),
    threadOf: (thread) => chat.threads.peek()?.find(thread),
    preferences: () => preferences.current.peek(),
    isBlocked: (userId) => blocked.userIds.peek().has(userId),
    nameOf: (author) => profiles.nameOf(author),
    now: () => Date.now(),
    isChosen: () => tab.chosen,
    isWatched: (channel, thread) => tab.isWatched(placeOf({ channel, thread })),
    show: (one) => show(chat, one, (someone) => profiles.nameOf(someone)),
  });
  const looks = () => visible.peek() && document.hasFocus();
  const watch = () => {
    const places = looks() ? openPlaces(chat) : [];
    tab.watch(places);
    for (const one of places) void closeNotifications(one);
  };
  addEventListener('focus', watch);
  addEventListener('blur', watch);
  if (isRegistered(user.userId)) renew(user.userId, pushApi(chat)).catch(() => undefined);
  const stops = [
    channels.news.add((news) => void notifications.receive(news)),
    onNotificationClick(goTo),
    effect(() => {
      void [chat.openChannel.value, visible.value, place.value, panelCovers.value];
      untracked(watch);
    }),
    effect(() => {
      const threads = chat.threads.value?.list.value ?? [];
      untracked(() => void notifications.receiveThreads(threads));
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

// The open channel, unless a thread covers it, and the open thread.
function openPlaces(chat: Chat): string[] {
  const channel = chat.openChannel.peek()?.conversation.channel;
  const address = parseAddress(place.peek());
  const thread = address.view === 'channel' && address.channel === channel ? address.thread : undefined;
  if (channel === undefined) return [];
  if (thread === undefined) return [channel];
  return [...(panelCovers.peek() ? [] : [channel]), placeOf({ channel, thread })];
}

/** The number on the icon: unread direct messages, threads with unread replies, and mentions elsewhere. */
function countOf({ channels, preferences, threads }: Chat): number {
  const inThreads = threads.value?.list.value.filter(
    (one) => unreadReplies(one) > 0 && !preferences.isMuted(one.root.channel),
  );
  return channels.list.value.reduce(
    (sum, { name, kind }) =>
      sum + (kind === 'direct' && !preferences.isMuted(name) ? channels.unread(name) : channels.mentions(name)),
    inThreads?.length ?? 0,
  );
}

function show(
  { user }: Chat,
  { channel, seq, thread, author, text, sound }: PageNotification,
  nameOf: (user: User) => string,
): void {
  const heading = headingOf(channel, user.userId, nameOf);
  const isDirect = channel.kind === 'direct';
  const authorIn = thread === undefined ? t.authorInChannel : t.authorInThread;
  const title = author === undefined ? heading : isDirect ? author : authorIn(author, heading);
  const body = text ?? (thread !== undefined ? t.newReply : author === undefined ? t.mentionedYou : t.newMessage);
  const shown = { channel: channel.name, seq, ...(thread !== undefined && { thread }) };
  if (sound) playSound();
  void showNotification({ title, body, ...shown }, () => goTo(placeOf(shown)));
}
