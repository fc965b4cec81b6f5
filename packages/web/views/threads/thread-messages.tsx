// The messages of a thread: the root, how many replies there are, and the replies.
import { isPermitted, type Message, type NewMessage } from '@parley/chat';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { type Row, rowsOf } from '../../state/messages/timeline-rows.ts';
import type { MissingReplies, OpenThread } from '../../state/threads/open-thread.ts';
import { ThreadImagesContext } from '../files/viewed-images.ts';
import { type MessageHandlersDeps, useMessageHandlers } from '../messages/message-handlers.ts';
import { onMessageKeyDown } from '../messages/message-keys.ts';
import { TimelineRowView } from '../messages/timeline-row-view.tsx';
import { useThreadScroll } from './thread-scroll.ts';

type ThreadMessagesProps = MessageHandlersDeps & {
  thread: OpenThread;
  /** The reply to show. */
  reply: number | undefined;
  messages: readonly Message[];
  names: ReadonlyMap<string, string>;
  draft: Draft;
};

/** The scrolling list. */
export function ThreadMessages(props: ThreadMessagesProps) {
  const { chat, openChannel, thread, reply, messages, names, draft } = props;
  const { conversation } = openChannel;
  const timeline = conversation.timeline.value;
  const channel = chat.channels.of(conversation.channel);
  const handlers = useMessageHandlers(props);
  const [focused, setFocused] = useState<string>();
  const loaded = thread.loaded.value;
  const readBefore = useReadBefore(thread);
  const self = chat.user.userId;
  const root = messages.find(({ seq }) => seq === thread.root);
  const replies = messages.filter((one) => one.thread === thread.root);
  const outgoing = timeline.outgoing.filter((one) => isReplyTo(one, thread.root));
  const isNew = ({ threadCount = 0, userId }: Message) => threadCount > readBefore && userId !== self;
  const part = { notices: [], gaps: [], self };
  const rootRows = rowsOf({ ...part, messages: root ? [asRoot(root)] : [], outgoing: [], firstNew: undefined });
  const missing = thread.missing.value;
  const replyRows = rowsOf({
    ...part,
    gaps: missing.map(({ before }) => ({ from: before - 1, to: before - 1 })),
    messages: replies,
    outgoing,
    firstNew: replies.find(isNew)?.seq,
    day: root?.timestamp,
  });
  const { scroller, onScroll, keep } = useThreadScroll(thread, reply, { messages, outgoing: outgoing.length });
  const may = (action: 'post' | 'delete-any' | 'report' | 'ban') =>
    channel !== undefined && isPermitted(channel, action);
  const permissions = {
    canPost: may('post'),
    canDelete: may('delete-any'),
    canReport: may('report'),
    canBan: may('ban'),
  };
  const focusable = [...rootRows, ...replyRows].filter(({ kind }) => kind === 'message' || kind === 'outgoing');
  const tabStop = (focusable.find(({ key }) => key === focused) ?? focusable.at(-1))?.key;
  const renderGap = (gap: MissingReplies | undefined) =>
    gap && (
      <MissingRow
        key={`gap-${gap.before}`}
        missing={gap}
        load={() => keep(gap.before, thread.loadBefore(gap.before))}
      />
    );
  const renderRow = (row: Row) =>
    row.kind === 'gap' ? (
      renderGap(missing.find(({ before }) => row.key === `gap-${before}`))
    ) : (
      <TimelineRowView
        key={row.key}
        row={row}
        last={row === replyRows.at(-1)}
        tabStop={row.key === tabStop}
        chat={chat}
        names={names}
        changes={timeline.outgoing}
        permissions={permissions}
        editing={draft.edit.value?.message.id}
        handlers={handlers}
      />
    );
  const onFocus = ({ target }: FocusEvent) =>
    target instanceof Element && setFocused(target.closest<HTMLElement>('.message')?.dataset['key']);
  const count = Math.max(root?.replies?.count ?? 0, replies.at(-1)?.threadCount ?? 0);
  return (
    <div
      class="timeline"
      ref={scroller}
      onScroll={onScroll}
      role="log"
      aria-live="polite"
      tabIndex={tabStop === undefined ? 0 : -1}
      aria-label={t.thread}
    >
      <ThreadImagesContext.Provider value={messages}>
        <ol class="messages" onKeyDown={onMessageKeyDown} onFocusIn={onFocus}>
          {rootRows.map(renderRow)}
          {count > 0 && (
            <li class="divider" key="count">
              <span>{t.replies(count)}</span>
            </li>
          )}
          {loaded && renderGap(missing.find(({ before }) => before === replies[0]?.seq))}
          {replyRows.map(renderRow)}
        </ol>
      </ThreadImagesContext.Provider>
      <ThreadStatus thread={thread} />
    </div>
  );
}

// Replies that are not loaded.
function MissingRow({ missing, load }: { missing: MissingReplies; load: () => void }) {
  return (
    <li class="load-status">
      <button type="button" class="link-button" onClick={load}>
        {t.moreReplies(missing.count)}
      </button>
    </li>
  );
}

// Why the thread is not complete.
function ThreadStatus({ thread }: { thread: OpenThread }) {
  const loadState = thread.loadState.value;
  if (loadState.state === 'loading' && !thread.loaded.value)
    return (
      <p class="load-status" role="status">
        {t.loading}
      </p>
    );
  if (loadState.state !== 'failed') return null;
  return (
    <p class="load-status" role="alert">
      {loadState.problem}{' '}
      <button type="button" class="link-button" onClick={() => void thread.load()}>
        {t.tryAgain}
      </button>
    </p>
  );
}

// How far a follower had read when the thread was opened: what follows is marked as new.
function useReadBefore(thread: OpenThread): number {
  const before = useRef<number | undefined>(undefined);
  const loaded = thread.loaded.peek();
  if (loaded) before.current ??= loaded.following ? loaded.read : Number.POSITIVE_INFINITY;
  return before.current ?? Number.POSITIVE_INFINITY;
}

// The number of replies is shown once, below the root.
function asRoot({ replies: _, ...root }: Message): Message {
  return root;
}

function isReplyTo(one: Outgoing, root: number): one is Outgoing & NewMessage {
  return one.kind === 'message' && one.thread === root;
}
