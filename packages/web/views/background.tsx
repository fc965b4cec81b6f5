// What runs beside the chat, and the views that it is complete without. Loaded when the chat is displayed.
import { codeRanges, type FilesConfig, withoutMarks } from '@parley/chat';
import { loadMoreStyles } from '../platform/on-demand-styles.ts';
import type { Chat } from '../state/chat.ts';
import { codeFinder } from '../state/messages/code-finder.ts';
import { expireMessages } from '../state/messages/expiry.ts';
import { systemClock } from '../state/ports.ts';
import type { Profiles } from '../state/users/profiles.ts';
import { RemovalNotices } from './channels/removal-notices.tsx';
import { currentChat } from './current-chat.ts';
import { startFiles } from './files/start-files.tsx';
import { lateViews } from './late-views.ts';
import { Announcer } from './messages/announcer.tsx';
import { EditedMark } from './messages/edited-mark.tsx';
import { LinkedText, markdownText } from './messages/linked-text.tsx';
import { MentionAnnouncer } from './messages/mention-announcer.tsx';
import { OpenVersions } from './messages/open-versions.tsx';
import { startDeletions } from './messages/start-deletions.ts';
import { startNotifications } from './notifications.tsx';
import { SendingStatus } from './outbox/sending-status.tsx';
import { PageNotices } from './page-notices.tsx';
import { PersonalLinks } from './personal-links.tsx';
import { startPins } from './pins/start-pins.tsx';
import { startThreads } from './threads/start-threads.tsx';
import { ToastList } from './toast-list.tsx';
import { SignOutWarning } from './users/account.tsx';
import { startPresence } from './users/start-presence.tsx';

export { endPushes } from './notifications.tsx';

/** Starts notifications, presence and the late views; returns how to stop them. */
export function startBackground(chat: Chat, profiles: Profiles, config: FilesConfig | undefined): () => void {
  const stopNotifications = startNotifications(chat, profiles);
  const { PresenceMark, stop: stopPresence } = startPresence(chat);
  const { stop: stopThreads, ...threadViews } = startThreads(chat);
  const { stop: stopPins, ...pinViews } = startPins(chat);
  const { views: files, stop: stopFiles } = startFiles(chat, config);
  const { deleteMessage, stop: stopDeletions } = startDeletions(chat);
  const formatting = new AbortController();
  codeFinder.value = codeRanges;
  void loadMarkdown(formatting.signal);
  const { channels, openChannel: open } = chat;
  const known = () => {
    const { channel, excerpt } = open.value?.conversation ?? {};
    return channel !== undefined && excerpt ? { channel, entries: excerpt } : undefined;
  };
  const stopExpiry = expireMessages({ channels: channels.list, known, clock: systemClock });
  // A user who is offline can be warned too.
  SignOutWarning.preload();
  currentChat.value = chat;
  lateViews.value = {
    ...{ Announcer, MentionAnnouncer, PageNotices, RemovalNotices, SendingStatus, PresenceMark },
    ...{ LinkedText, withoutMarks, EditedMark, deleteMessage, PersonalLinks, ...threadViews, ...pinViews, files },
    ToastList: () => (
      <>
        <ToastList />
        <OpenVersions chat={chat} />
      </>
    ),
  };
  let stopPreviews: (() => void) | undefined;
  if (config?.previews)
    void loadPreviews(chat, config).then((stop) => {
      // The user has signed out meanwhile.
      if (lateViews.peek()) stopPreviews = stop;
      else stop?.();
    });
  return () => {
    lateViews.value = undefined;
    stopPreviews?.();
    currentChat.value = undefined;
    stopThreads();
    stopPins();
    stopDeletions();
    formatting.abort();
    stopExpiry();
    stopFiles();
    stopPresence();
    stopNotifications();
  };
}

// Where it cannot be loaded, messages stay as typed until the next visit.
async function loadMarkdown(signal: AbortSignal): Promise<void> {
  try {
    const loading = [
      import('./markdown/markdown-text.tsx'),
      import('./markdown/format-toolbar.tsx'),
      loadMoreStyles(),
    ] as const;
    const [{ MarkdownText }, { startFormatKeys, Formatting }] = await Promise.all(loading);
    markdownText.value = MarkdownText;
    startFormatKeys(signal);
    if (lateViews.value) lateViews.value = { ...lateViews.value, Formatting };
  } catch {
    return;
  }
}

// Where they cannot be loaded, links have no previews until the next visit.
async function loadPreviews(chat: Chat, config: FilesConfig): Promise<(() => void) | undefined> {
  try {
    const [{ startPreviews }] = await Promise.all([import('./previews/start-previews.tsx'), loadMoreStyles()]);
    return startPreviews(chat, config);
  } catch {
    return undefined;
  }
}
