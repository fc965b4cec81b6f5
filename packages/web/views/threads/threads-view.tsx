// The threads that the user follows: the unread ones first.
import { type FollowedThread, unreadReplies } from '@parley/chat';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { threadAddress } from '../../platform/address.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { Avatar, useDisplayName } from '../users/user-view.tsx';
import { isHidden, lineOf } from './message-line.ts';
import { timeOf } from './thread-summary.tsx';

/** The list; each entry opens its thread beside the channel. */
export function ThreadsView({ chat }: { chat: Chat }) {
  const threads = chat.threads.value;
  useEffect(() => threads?.loadSoon(), [threads]);
  const list = threads?.list.value ?? [];
  const loadState = threads?.loadState.value ?? { state: 'loading' };
  return (
    <div class="threads-view">
      <h2>{t.threads}</h2>
      {loadState.state === 'failed' && (
        <p class="load-status" role="alert">
          {loadState.problem}{' '}
          <button type="button" class="link-button" onClick={() => void threads?.load()}>
            {t.tryAgain}
          </button>
        </p>
      )}
      {list.length > 0 ? (
        <ol class="thread-list">
          {list.map((thread) => (
            <ThreadRow key={threadAddress(thread.root)} chat={chat} thread={thread} />
          ))}
        </ol>
      ) : (
        loadState.state !== 'failed' && (
          <p class="empty-state" role="status">
            {loadState.state === 'loading' ? t.loading : t.noThreads}
          </p>
        )
      )}
    </div>
  );
}

function ThreadRow({ chat, thread }: { chat: Chat; thread: FollowedThread }) {
  const { root } = thread;
  const nameOf = useDisplayName();
  const channel = chat.channels.of(root.channel);
  const unread = unreadReplies(thread);
  const { count = 0, last = root.timestamp } = root.replies ?? {};
  return (
    <li>
      <a href={`#${threadAddress(root)}`} class={unread > 0 ? 'unread' : ''}>
        <Avatar {...root} />
        <span class="thread-row">
          <span class="one-line">
            <b dir="auto">{nameOf(root)}</b>{' '}
            <span class="secondary" dir="auto">
              {channel ? headingOf(channel, chat.user.userId, nameOf) : root.channel}
            </span>
          </span>
          <span class={isHidden(chat, root) ? 'one-line tombstone' : 'one-line'} dir="auto">
            {lineOf(chat, root)}
          </span>
          <span class="secondary">
            {t.replies(count)} · {t.lastReply(timeOf(last))}
          </span>
        </span>
        {unread > 0 && <span class="badge">{t.newReplies(unread)}</span>}
      </a>
    </li>
  );
}
