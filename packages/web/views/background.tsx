// What runs beside the chat, and the views that it is complete without. Loaded when the chat is displayed.
import { loadMoreStyles } from '../platform/on-demand-styles.ts';
import type { Chat } from '../state/chat.ts';
import type { Profiles } from '../state/users/profiles.ts';
import { RemovalNotices } from './channels/removal-notices.tsx';
import { currentChat } from './current-chat.ts';
import { lateViews } from './late-views.ts';
import { Announcer } from './messages/announcer.tsx';
import { MentionAnnouncer } from './messages/mention-announcer.tsx';
import { MessageLink } from './messages/message-link.tsx';
import { startNotifications } from './notifications.tsx';
import { SendingStatus } from './outbox/sending-status.tsx';
import { PageNotices } from './page-notices.tsx';
import { startThreads } from './threads/start-threads.tsx';
import { ToastList } from './toast-list.tsx';
import { SignOutWarning } from './users/account.tsx';
import { startPresence } from './users/start-presence.tsx';

export { endPushes } from './notifications.tsx';

/** Starts notifications, presence and the late views; returns how to stop them. */
export function startBackground(chat: Chat, profiles: Profiles): () => void {
  const stopNotifications = startNotifications(chat, profiles);
  const { PresenceMark, stop: stopPresence } = startPresence(chat);
  const { stop: stopThreads, ...threadViews } = startThreads(chat);
  void loadMoreStyles();
  // A user who is offline can be warned too.
  SignOutWarning.preload();
  currentChat.value = chat;
  lateViews.value = {
    ...{ Announcer, MentionAnnouncer, PageNotices, RemovalNotices, SendingStatus, PresenceMark },
    ...{ ToastList, MessageLink, ...threadViews },
  };
  return () => {
    lateViews.value = undefined;
    currentChat.value = undefined;
    stopThreads();
    stopPresence();
    stopNotifications();
  };
}
