// One message: who said it when, its words, what became of it, and how its sending went.
import { mentionedNames, type NewMessage, normalizeName, type Message as Said } from '@parley/chat';
import { Component, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Person } from '../../auth/session.ts';
import * as t from '../../i18n/index.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { Icon } from '../icons.tsx';
import { Sending, type SendingProps } from '../outbox/sending-status.tsx';
import { Avatar, PersonName } from '../users/user-view.tsx';
import { Actions } from './message-actions.tsx';
import { Words } from './message-text.tsx';
import { ReactionRow } from './reactions.tsx';

/** What can be done with the messages of a channel; the same object as long as the channel is open. */
export type Doing = SendingProps['doing'] & {
  react(seq: number, emoji: string, on: boolean): void;
  edit(message: Said): void;
  takeBack(seq: number): void;
  report(message: Said): void;
  block(userId: string): void;
  unblock(userId: string): void;
};

/**
 * What a message is drawn from: one of the log, or one on its way; `change` is what is on its way to happen to it, `blocked` that
 * the reader does not want to read who said it, `deletes` and `reports` what the reader may do with everybody's messages.
 */
export type MessageProps = {
  opens: boolean;
  justSent: boolean;
  message?: Said | undefined;
  outgoing?: (Outgoing & NewMessage) | undefined;
  change?: Outgoing | undefined;
  blocked: boolean;
  deletes: boolean;
  reports: boolean;
  person: Person;
  names: ReadonlyMap<string, string>;
  doing: Doing;
};

/** A message. Drawn again only when something of it has changed: a channel shows hundreds. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    return DRAWN.some((name) => next[name] !== this.props[name]);
  }

  override render(props: MessageProps) {
    const { opens, message, outgoing, change, justSent, blocked, person, doing } = props;
    const { username, userId } = message ?? person;
    const own = userId === person.userId;
    const at = message?.timestamp ?? outgoing?.at ?? '';
    const classes = [
      'message',
      opens && 'opens',
      own && 'own',
      outgoing && `is-${outgoing.state}`,
      message && !own && !blocked && callsBy(message.message, person.username) && 'calls-me',
    ];
    return (
      <li class={classes.filter(Boolean).join(' ')} data-key={message?.id ?? outgoing?.id} data-seq={message?.seq}>
        {opens && <Avatar userId={userId} username={username} />}
        <div class="said">
          <p class={opens ? 'by' : 'by short'}>
            <PersonName userId={userId} username={username} hidden={!opens} />
            {opens && own && <span class="you">{t.youBadge}</span>}
            <time dateTime={at} title={t.fullDateTime(at)}>
              {t.time(at)}
            </time>
          </p>
          {message && blocked && !message.deleted ? (
            <Folded>
              <Content {...props} />
            </Folded>
          ) : (
            <Content {...props} />
          )}
          {(outgoing ?? change) && <Sending outgoing={(outgoing ?? change) as Outgoing} doing={doing} />}
          {justSent && (
            <p class="sending sent">
              <Icon name="check" />
              {t.sent}
            </p>
          )}
        </div>
        {message && !message.deleted && <MessageActions {...props} message={message} own={own} />}
      </li>
    );
  }
}

const DRAWN = ['opens', 'justSent', 'message', 'outgoing', 'change', 'blocked', 'deletes', 'reports'] as const;

// What was said, and what became of it.
function Content({ message, outgoing, person, names, doing }: MessageProps) {
  if (message?.deleted) return <p class="text gone">{t.messageDeleted}</p>;
  return (
    <>
      <Words text={message?.message ?? outgoing?.message ?? ''} self={person.username} />
      {message?.edited && <span class="edited">{t.edited}</span>}
      {message?.reactions && (
        <ReactionRow
          reactions={message.reactions}
          self={person.userId}
          names={names}
          react={(emoji, on) => doing.react(message.seq, emoji, on)}
        />
      )}
    </>
  );
}

// Somebody whom the reader has blocked said it: it is there for whoever wants to know after all.
function Folded({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p class="text gone">
        {t.messageFromBlockedUser}{' '}
        <button type="button" class="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.hide : t.show}
        </button>
      </p>
      {open && children}
    </>
  );
}

type MessageActionsProps = MessageProps & { message: Said; own: boolean };

function MessageActions({ message, own, blocked, deletes, reports, doing }: MessageActionsProps) {
  const { seq, userId, username } = message;
  return (
    <Actions
      username={username}
      own={own}
      react={(emoji) => doing.react(seq, emoji, true)}
      edit={own ? () => doing.edit(message) : undefined}
      takeBack={own || deletes ? () => doing.takeBack(seq) : undefined}
      report={!own && reports ? () => doing.report(message) : undefined}
      block={!own && !blocked ? () => doing.block(userId) : undefined}
      unblock={blocked ? () => doing.unblock(userId) : undefined}
    />
  );
}

function callsBy(text: string, username: string): boolean {
  return mentionedNames(text).includes(normalizeName(username));
}
