// One line that stands for a message: in a quote, and in the list of threads.
import { type Message, withoutMarks } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { excerptOf } from '../../state/files/files-excerpt.ts';

/** More than the widest window shows of a line. */
const LINE_MAX = 300;

/** Whether the reader sees nothing of a message: it is deleted, or its author is blocked. */
export function isHidden(chat: Chat, { deleted, userId }: Message): boolean {
  return deleted === true || chat.blocked.userIds.value.has(userId);
}

/** The first line of a message that is not empty, without the marks of its formatting, or what its files are. */
export function lineOf(chat: Chat, message: Message): string {
  if (message.expired) return t.messageExpired;
  if (isHidden(chat, message)) return message.deleted ? t.messageDeleted : t.messageFromBlockedUser;
  const lines = withoutMarks(excerptOf(message)).split('\n');
  return lines.find((line) => line.trim() !== '')?.slice(0, LINE_MAX) ?? '';
}
