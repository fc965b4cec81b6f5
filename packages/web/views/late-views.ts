// Views that the chat is complete without: they are rendered when their code is loaded, after the chat is displayed.
import type { Channel, Message } from '@parley/chat';
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/messages/conversation.ts';
import type { Draft, Drafts } from '../state/messages/drafts.ts';
import type { MessageFilesProps } from './files/message-files.tsx';
import type { MessageTextProps } from './messages/message-text-props.ts';
import type { SendingStatusProps } from './outbox/sending-status.tsx';
import type { ReplyActions, ThreadSummaryProps } from './threads/late-thread-views.ts';

/** The message field of a channel, or of the thread with a root. */
export type FieldOfChannel = {
  channel: string;
  thread?: number | undefined;
  field: { current: HTMLTextAreaElement | null };
};

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
  /** The entries of the sidebar above the channels. */
  PersonalLinks: ComponentType<{ chat: Chat; close: (() => void) | undefined }>;
  /** Who has pinned a message, and whether the user has saved it. */
  MessageMarks: ComponentType<{ message: Message }>;
  PinsButton: ComponentType<{ channel: Channel }>;
  /** A message's text with links, mentions and formatting. */
  LinkedText: ComponentType<MessageTextProps>;
  /** The toolbar of a message field and its button; loaded after the others. */
  Formatting?: ComponentType<{ field: FieldOfChannel['field']; text: string }>;
  /** A message's text without the marks of its formatting. */
  withoutMarks: (text: string) => string;
  /** Files; where they are switched off, only what refuses them. */
  files: {
    FileDrop: ComponentType<{ chat: Chat; thread?: number }>;
    AttachButton?: ComponentType<FieldOfChannel>;
    FileTray?: ComponentType<FieldOfChannel>;
    MessageFiles?: ComponentType<MessageFilesProps>;
  };
  /** The previews of a message's links, once they are loaded, where the operator has switched them on. */
  MessagePreviews?: ComponentType<{ message: Message }>;
  /** The mark of an edited message, which opens its versions. */
  EditedMark: ComponentType<{ message: Message }>;
  /** Deletes a message of a channel, so that the user can undo it for some seconds. */
  deleteMessage(channel: string, seq: number): true;
  /** Whether a user is online; with a text beside the mark if `labelled`. Of a user who is `opened` it is asked at once. */
  PresenceMark: ComponentType<{ userId: string; labelled?: boolean; opened?: boolean }>;
};

/** The late views, once they are loaded. */
export const lateViews = signal<LateViews | undefined>(undefined);
