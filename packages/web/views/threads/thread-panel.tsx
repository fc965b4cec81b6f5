// A thread beside its channel: the root, the replies, and a message field of its own.
import { isPermitted, type Message } from '@parley/chat';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { returnTo, visible } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import type { Drafts } from '../../state/messages/drafts.ts';
import { expireMessages } from '../../state/messages/expiry.ts';
import { isOutgoingChange, namesOf, withPendingChanges } from '../../state/messages/rendered-messages.ts';
import { isSlowed } from '../../state/messages/slow-mode.ts';
import { systemClock } from '../../state/ports.ts';
import { OpenThread } from '../../state/threads/open-thread.ts';
import { unreadReply } from '../../state/threads/thread-reading.ts';
import { FileDrop } from '../files/file-drop.tsx';
import { Composer } from '../messages/composer.tsx';
import { ReadOnlyNotice } from '../messages/read-only-notice.tsx';
import { ReportDialog } from '../messages/report-dialog.tsx';
import { SidePanel } from '../side-panel.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import { FollowButton } from './follow-button.tsx';
import { ThreadMessages } from './thread-messages.tsx';

type ThreadPanelProps = {
  chat: Chat;
  drafts: Drafts;
  openChannel: OpenChannel;
  root: number;
  /** The reply to show. */
  reply: number | undefined;
};

/** The thread of one message of the open channel. */
export function ThreadPanel({ chat, drafts, openChannel, root, reply }: ThreadPanelProps) {
  const { conversation, outbox } = openChannel;
  const { channel: name } = conversation;
  const { userId } = chat.user;
  const channel = chat.channels.of(name);
  const nameOf = useDisplayName();
  const heading = channel ? headingOf(channel, userId, nameOf) : name;
  const thread = useMemo(() => new OpenThread(root, { request: chat.request, clock: systemClock, conversation }), []);
  useEffect(() => {
    if (reply !== undefined) void thread.jumpTo(reply);
  }, [reply]);
  useEffect(() => {
    void thread.load();
    const known = () => ({ channel: name, entries: thread });
    const stopExpiry = expireMessages({ channels: chat.channels.list, known, clock: systemClock });
    return () => {
      stopExpiry();
      thread.stop();
    };
  }, []);
  const draft = drafts.of(`${name}/threads/${root}`);
  const field = useRef<HTMLTextAreaElement>(null);
  const [error, setError] = useState<string>();
  const [reporting, report] = useState<Message>();
  const [alsoInChannel, setAlsoInChannel] = useState(false);
  const { outgoing, entries } = conversation.timeline.value;
  const known = thread.messages.value;
  const messages = useMemo(
    () => withPendingChanges(known, outgoing.filter(isOutgoingChange), userId),
    [known, outgoing],
  );
  const names = useMemo(() => namesOf([...entries, ...known]), [entries, known]);
  useReading(chat, thread, messages);
  const takeOut = async (id: string) => {
    const text = await outbox.takeOut(id);
    if (text === undefined) return;
    draft.prepend(text);
    field.current?.focus();
  };
  const quote = (message: Message) => {
    draft.startQuote(message.seq);
    field.current?.focus();
  };
  const lastOwn = () => messages.findLast((one) => one.userId === userId && !one.deleted && one.thread === root);
  const mayPost = channel !== undefined && isPermitted(channel, 'post');
  const edit = (message: Message | undefined) => draft.startEdit(message);
  return (
    <SidePanel
      title={
        <>
          {t.thread}{' '}
          <span class="secondary one-line" dir="auto">
            {heading}
          </span>
        </>
      }
      label={t.threadIn(heading)}
      close={() => returnTo(name)}
      origin={`.message[data-seq="${root}"]`}
      actions={<FollowButton chat={chat} thread={thread} setError={setError} />}
    >
      <ThreadMessages
        {...{ chat, openChannel, thread, reply, messages, names, draft, edit, takeOut, report, setError, quote }}
      />
      <FileDrop chat={chat} thread={root} />
      {reporting && <ReportDialog chat={chat} message={reporting} close={() => report(undefined)} />}
      {error !== undefined && (
        <p class="form-error channel-error" role="alert">
          {error}
        </p>
      )}
      {channel && !mayPost && <ReadOnlyNotice channel={channel} />}
      {mayPost && (
        <>
          {isSlowed(channel) && <p class="slow-mode">{t.slowModeNotice(channel.slowModeSeconds)}</p>}
          <Composer
            {...{ chat, openChannel, draft, field, heading, lastOwn }}
            thread={{
              id: 'thread-composer',
              label: t.replyPlaceholder,
              links: { thread: root, ...(alsoInChannel && { alsoInChannel }) },
              onSent: () => setAlsoInChannel(false),
            }}
          />
          <label class="checkbox-field also-in-channel">
            <input
              type="checkbox"
              checked={alsoInChannel}
              onChange={({ currentTarget }) => setAlsoInChannel(currentTarget.checked)}
            />
            <span dir="auto">{t.alsoSendTo(heading)}</span>
          </label>
        </>
      )}
    </SidePanel>
  );
}

// What is displayed of a followed thread while the page is in view is read.
function useReading(chat: Chat, thread: OpenThread, messages: readonly Message[]): void {
  const threads = chat.threads.value;
  const newest = threads && unreadReply(thread, messages, threads, chat.user.userId);
  useLayoutEffect(() => {
    if (!threads || newest === undefined || !visible.value) return;
    threads.markRead({ channel: thread.channel, seq: thread.root }, newest);
    thread.setFollowing(true, newest);
  }, [threads, newest, visible.value]);
}
