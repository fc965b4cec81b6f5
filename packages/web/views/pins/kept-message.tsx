// One pinned or saved message in a list: its author, time and first line, a link that jumps to it, and a button that removes it.
import { isInChannel, type Message, withoutMarks } from '@parley/chat';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/all-texts.ts';
import { panelCovers } from '../../platform/browser.ts';
import { addressOf } from '../../platform/reply-address.ts';
import type { Chat } from '../../state/chat.ts';
import { excerptOf } from '../../state/files/files-excerpt.ts';
import { timeOf } from '../threads/thread-summary.tsx';
import { Avatar, useDisplayName } from '../users/user-view.tsx';

type KeptMessageProps = {
  chat: Chat;
  message: Message;
  /** Where it is, or who has pinned it. */
  note: ComponentChildren;
  /** The button that removes it, if the reader may. */
  remove?: ComponentChildren;
};

/** A row of the list. */
export function KeptMessage({ chat, message, note, remove }: KeptMessageProps) {
  const nameOf = useDisplayName();
  const { userId, timestamp } = message;
  const isBlocked = chat.blocked.userIds.value.has(userId);
  return (
    <li class="kept-message">
      <Avatar {...message} />
      <div class="kept-content">
        <p class="one-line">
          <b dir="auto">{nameOf(message)}</b>{' '}
          <time class="secondary" dateTime={timestamp} title={t.fullDateTime(timestamp)}>
            {timeOf(timestamp)}
          </time>
        </p>
        <p class={isBlocked ? 'kept-text tombstone' : 'kept-text'} dir="auto">
          {isBlocked ? t.messageFromBlockedUser : withoutMarks(excerptOf(message))}
        </p>
        <p class="secondary kept-note">{note}</p>
        <p class="kept-actions">
          <a href={`#${addressOf(message)}`} onClick={(event) => jump(chat, message, event)}>
            {t.jumpToMessage}
          </a>
          {remove}
        </p>
      </div>
    </li>
  );
}

// Beside the open channel the list stays; otherwise the link opens the channel, or the thread.
function jump(chat: Chat, message: Message, event: MouseEvent): void {
  const { conversation } = chat.openChannel.peek() ?? {};
  const { channel, seq } = message;
  const isBeside = conversation?.channel === channel && isInChannel(message) && !panelCovers.peek();
  if (!isBeside || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void conversation.excerpt.jumpTo({ seq, exact: true });
}
