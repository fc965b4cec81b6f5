// Views that the chat is complete without: they are rendered when their code is loaded, after the chat is displayed.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/messages/conversation.ts';
import type { Draft, Drafts } from '../state/messages/drafts.ts';
import type { MessageTextProps } from './messages/message-text-props.ts';
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
  Quote: ComponentType<{ seq: number }>;
  ComposerNotice: ComponentType<{ draft: Draft; id: string }>;
  ReplyButtons: ComponentType<ReplyActions>;
  ThreadSummary: ComponentType<ThreadSummaryProps>;
  ThreadsLink: ComponentType<{ chat: Chat; close: (() => void) | undefined }>;
  /** A message's text with links, mentions and formatting. */
  LinkedText: ComponentType<MessageTextProps>;
  /** A message's text without the marks of its formatting. */
  withoutMarks: (text: string) => string;
  /** Whether a user is online; with a text beside the mark if `labelled`. Of a user who is `opened` it is asked at once. */
  PresenceMark: ComponentType<{ userId: string; labelled?: boolean; opened?: boolean }>;
};

/** The late views, once they are loaded. */
export const lateViews = signal<LateViews | undefined>(undefined);
