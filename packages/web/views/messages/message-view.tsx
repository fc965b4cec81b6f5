// One message: author, time, text, reactions, and the status of its sending.
import { type Message, mentionedNames, type NewMessage, normalizeName, type User } from '@parley/chat';
import { Component, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SessionUser } from '../../auth/session.ts';
import { t } from '../../i18n/index.ts';
import { codeFinder } from '../../state/messages/code-finder.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { lateViews } from '../late-views.ts';
import type { SendingStatusProps } from '../outbox/sending-status.tsx';
import { SendingMark, SentMark } from '../outbox/state-mark.tsx';
import { AuthorName, AvatarButton } from '../users/author.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageText } from './message-text.tsx';
import { ReactionRow } from './reactions.tsx';

/** The actions on the messages of a channel. It is the same object while the channel is open. */
export type MessageHandlers = SendingStatusProps['handlers'] & {
  react(seq: number, emoji: string, on: boolean): void;
  markUnread(message: Message): void;
  edit(message: Message): void;
  deleteMessage(seq: number): void;
  report(message: Message): void;
  block(user: User): void;
  unblock(userId: string): void;
  ban(userId: string): void;
  quote(message: Message): void;
  /** Missing within a thread. */
  openThread?(root: number): void;
};

export type MessageViewProps = {
  /** Whether it is the first of a group, which shows the author. */
  startsGroup: boolean;
  /** Whether Tab focuses this message, as the one of the list that was focused last. */
  tabStop: boolean;
  /** Whether it is the newest row: the reader's own message shows for a moment there that it was sent. */
  newest: boolean;
  /** Whether the reader is editing it. */
  editing: boolean;
  /** A message of the log; without it, `outgoing` is one that is being sent. */
  message?: Message | undefined;
  outgoing?: (Outgoing & NewMessage) | undefined;
  /** An edit, deletion or reaction that is being sent. */
  change?: Outgoing | undefined;
  /** Whether the reader has blocked the author. */
  blocked: boolean;
  /** Whether the reader may reply. */
  canPost: boolean;
  /** Whether the reader may delete other users' messages, report them, and ban their authors. */
  canDelete: boolean;
  canReport: boolean;
  canBan: boolean;
  user: SessionUser;
  names: ReadonlyMap<string, string>;
  handlers: MessageHandlers;
};

/** A message. It is rendered again only when its own properties change: a channel shows hundreds. */
export class MessageView extends Component<MessageViewProps> {
  // The same component renders a message before and after it is in the log.
  #wasOutgoing = false;

  override shouldComponentUpdate(next: MessageViewProps): boolean {
    return COMPARED.some((name) => next[name] !== this.props[name]);
  }

  override render(props: MessageViewProps) {
    const { startsGroup, tabStop, message, outgoing, change, newest, editing, blocked, user, handlers } = props;
    this.#wasOutgoing ||= outgoing !== undefined;
    const { username, userId } = message ?? user;
    const own = userId === user.userId;
    const at = message?.timestamp ?? outgoing?.at ?? '';
    const classes = [
      'message',
      startsGroup && 'first-of-group',
      own && 'own',
      outgoing && `is-${outgoing.state}`,
      editing && 'being-edited',
      message && !own && !blocked && mentions(message, user.username) && 'mentions-me',
    ];
    return (
      <li
        class={classes.filter(Boolean).join(' ')}
        data-key={message?.id ?? outgoing?.id}
        data-seq={message?.seq}
        tabIndex={tabStop ? 0 : -1}
      >
        {startsGroup && <AvatarButton userId={userId} username={username} />}
        <div class="message-body">
          <p class={startsGroup ? 'byline' : 'byline time-only'}>
            <AuthorName userId={userId} username={username} hidden={!startsGroup} />
            {startsGroup && own && <span class="you-badge">{t.youBadge}</span>}
            <time dateTime={at} title={t.fullDateTime(at)}>
              {t.time(at)}
            </time>
          </p>
          <MessageMarks message={message} />
          <MessageQuote seq={(message ?? outgoing)?.replyTo} />
          {message && blocked && !message.deleted ? (
            <BlockedMessage>
              <MessageContent {...props} sent={false} />
            </BlockedMessage>
          ) : (
            <MessageContent {...props} sent={newest && message !== undefined && this.#wasOutgoing} />
          )}
          <MessageThread {...props} />
          <SendingStatus outgoing={outgoing ?? change} handlers={handlers} />
        </div>
        {message && !message.deleted && <ActionsOnMessage {...props} message={message} own={own} />}
      </li>
    );
  }
}

// The line of a message that waits or has failed, once its code is loaded.
function SendingStatus({ outgoing, handlers }: { outgoing: Outgoing | undefined; handlers: MessageHandlers }) {
  const Status = lateViews.value?.SendingStatus;
  return Status && outgoing ? <Status outgoing={outgoing} handlers={handlers} /> : null;
}

// The quote, once its code is loaded.
function MessageQuote({ seq }: { seq: number | undefined }) {
  const Quote = lateViews.value?.Quote;
  return Quote && seq !== undefined ? <Quote seq={seq} /> : null;
}

// That it is pinned or saved, once its code is loaded.
function MessageMarks({ message }: { message: Message | undefined }) {
  const Marks = lateViews.value?.MessageMarks;
  return Marks && message ? <Marks message={message} /> : null;
}

// The number of replies, once its code is loaded.
function MessageThread({ message, names, handlers: { openThread } }: MessageViewProps) {
  const Summary = lateViews.value?.ThreadSummary;
  const root = message?.thread ?? (message?.replies && message.seq);
  return Summary && message && root !== undefined && openThread ? (
    <Summary message={message} names={names} open={() => openThread(root)} />
  ) : null;
}

const COMPARED = [
  'startsGroup',
  'tabStop',
  'newest',
  'editing',
  'message',
  'outgoing',
  'change',
  'blocked',
  'canPost',
  'canDelete',
  'canReport',
  'canBan',
] as const;

// The text and the reactions, or a tombstone.
function MessageContent(props: MessageViewProps & { sent: boolean }) {
  const { files: { MessageFiles } = {}, MessagePreviews } = lateViews.value ?? {};
  const { message, outgoing, change, editing, sent, user, names, handlers } = props;
  if (message?.deleted) return <p class="text tombstone">{message.expired ? t.messageExpired : t.messageDeleted}</p>;
  const files = message?.files ?? outgoing?.attached;
  return (
    <>
      <div class="text-line">
        <MessageText
          text={message?.message ?? outgoing?.message ?? ''}
          self={user.username}
          everyone={(message ?? outgoing)?.everyone}
          strangers={message?.strangers}
          inList
        />
        {editing ? <span class="edited">{t.beingEdited}</span> : message?.edited && <EditedMark message={message} />}
        {(outgoing ?? change)?.state === 'sending' ? <SendingMark /> : sent && <SentMark />}
      </div>
      {files && MessageFiles && <MessageFiles files={files} outgoing={outgoing} />}
      {message && MessagePreviews && <MessagePreviews message={message} />}
      {message?.reactions && (
        <ReactionRow
          reactions={message.reactions}
          self={user.userId}
          names={names}
          react={(emoji, on) => handlers.react(message.seq, emoji, on)}
        />
      )}
    </>
  );
}

// An edit that is being sent has no time yet; its versions are those of the log.
function EditedMark({ message }: { message: Message }) {
  const Mark = message.editedAt !== '' && lateViews.value?.EditedMark;
  return Mark ? <Mark message={message} /> : <span class="edited">{t.edited}</span>;
}

// The message of a blocked user, collapsed until the reader wants to see it.
function BlockedMessage({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p class="text tombstone">
        {t.messageFromBlockedUser}{' '}
        <button type="button" class="link-button" tabIndex={-1} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.hide : t.show}
        </button>
      </p>
      {open && children}
    </>
  );
}

type ActionsOnMessageProps = MessageViewProps & { message: Message; own: boolean };

function ActionsOnMessage(props: ActionsOnMessageProps) {
  const { message, own, blocked, canPost, canDelete, canReport, canBan, user, handlers } = props;
  const { seq, userId, username, reactions = [] } = message;
  const { openThread } = handlers;
  const reacted = new Set(reactions.filter(({ userIds }) => userIds.includes(user.userId)).map(({ emoji }) => emoji));
  return (
    <MessageActions
      message={message}
      name={useDisplayName()(message)}
      own={own}
      reacted={reacted}
      react={(emoji) => handlers.react(seq, emoji, !reacted.has(emoji))}
      quote={canPost ? () => handlers.quote(message) : undefined}
      openThread={canPost && openThread ? () => openThread(message.thread ?? seq) : undefined}
      markUnread={message.thread === undefined ? () => handlers.markUnread(message) : undefined}
      edit={own ? () => handlers.edit(message) : undefined}
      deleteMessage={own || canDelete ? () => handlers.deleteMessage(seq) : undefined}
      report={!own && canReport ? () => handlers.report(message) : undefined}
      block={!own && !blocked ? () => handlers.block({ userId, username }) : undefined}
      unblock={blocked ? () => handlers.unblock(userId) : undefined}
      ban={!own && canBan ? () => handlers.ban(userId) : undefined}
    />
  );
}

function mentions({ message, everyone }: Message, username: string): boolean {
  return (
    everyone !== undefined ||
    mentionedNames(message, (text) => codeFinder.value(text)).includes(normalizeName(username))
  );
}
