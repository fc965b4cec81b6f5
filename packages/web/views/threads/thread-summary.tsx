// What a message shows of its thread: the number of replies, the time of the newest, and pictures of those who replied.
import { unreadReplies } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon } from '../all-icons.tsx';
import { Avatar } from '../users/user-view.tsx';
import type { ThreadSummaryProps } from './late-thread-views.ts';

/** A button that opens the thread. Under a reply that was sent to the channel, too, it opens the thread of the reply. */
export function ThreadSummary({ chat, message, names, open }: ThreadSummaryProps & { chat: Chat }) {
  const { replies, thread } = message;
  if (thread !== undefined)
    return (
      <button type="button" class="thread-summary" tabIndex={-1} onClick={open}>
        <Icon name="thread" />
        {t.repliedInThread}
      </button>
    );
  if (!replies) return null;
  const followed = chat.threads.value?.of(message);
  const unread = followed ? unreadReplies(followed) : 0;
  return (
    <button type="button" class="thread-summary" tabIndex={-1} onClick={open}>
      <span class="reply-authors" aria-hidden="true">
        {replies.userIds.map((userId) => (
          <Avatar key={userId} userId={userId} username={names.get(userId) ?? ''} />
        ))}
      </span>
      <b>{t.replies(replies.count)}</b>
      {unread > 0 && <span class="badge">{t.newReplies(unread)}</span>}
      <span class="secondary">{t.lastReply(timeOf(replies.last))}</span>
    </button>
  );
}

/** The time of today, and the day and time of earlier ones. */
export function timeOf(at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? t.time(at) : t.fullDateTime(at);
}
