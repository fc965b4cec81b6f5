// Views that the chat is complete without: they are rendered when their code is loaded, after the chat is displayed.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/messages/conversation.ts';
import type { Draft, Drafts } from '../state/messages/drafts.ts';
import type { SendingStatusProps } from './outbox/sending-status.tsx';
import type { ReplyActions, ThreadSummaryProps } from './threads/late-thread-views.ts';

/** What views/background.tsx brings. */
export type LateViews = {
  Announcer: ComponentType<{ chat: Chat; conversation: Conversation }>;
  MentionAnnouncer: ComponentType<{ chat: Chat }>;
  PageNotices: ComponentType<{ chat: Chat; drafts: Drafts }>;
  RemovalNotices: ComponentType<{ chat: Chat }>;
  SendingStatus: ComponentType<SendingStatusProps>;
  ToastList: ComponentType;
  /** A link to a message or a channel of this Parley. */
  MessageLink: ComponentType<{ href: string; tabIndex: number | undefined }>;
  Quote: ComponentType<{ seq: number }>;
  ComposerNotice: ComponentType<{ draft: Draft; id: string }>;
  ReplyButtons: ComponentType<ReplyActions>;
  ThreadSummary: ComponentType<ThreadSummaryProps>;
  ThreadsLink: ComponentType<{ chat: Chat; close: (() => void) | undefined }>;
  /** Whether a user is online; with a text beside the mark if `labelled`. Of a user who is `opened` it is asked at once. */
  PresenceMark: ComponentType<{ userId: string; labelled?: boolean; opened?: boolean }>;
};

/** The late views, once they are loaded. */
export const lateViews = signal<LateViews | undefined>(undefined);
