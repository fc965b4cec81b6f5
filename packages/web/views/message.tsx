// One message: who said it when, its words, what became of it, and how its sending went.
import { mentionedIn, mentionName, type NewMessage, type Message as Said } from '@parley/chat';
import { Component } from 'preact';
import type { Person } from '../session.ts';
import type { Outgoing } from '../state/timeline.ts';
import { fullWords, timeWords } from '../state/times.ts';
import { Actions } from './actions.tsx';
import { Icon } from './icons.tsx';
import { Avatar, PersonName } from './people.tsx';
import { ReactionRow } from './reactions.tsx';
import { Sending, type SendingProps } from './sending.tsx';
import { Words } from './words.tsx';

/** What can be done with the messages of a channel; the same object as long as the channel is open. */
export type Doing = SendingProps['doing'] & {
  react(seq: number, emoji: string, on: boolean): void;
  edit(message: Said): void;
  takeBack(seq: number): void;
};

/** What a message is drawn from: one of the log, or one on its way; `change` is what is on its way to happen to it. */
export type MessageProps = {
  opens: boolean;
  justSent: boolean;
  message?: Said | undefined;
  outgoing?: (Outgoing & NewMessage) | undefined;
  change?: Outgoing | undefined;
  person: Person;
  names: ReadonlyMap<string, string>;
  doing: Doing;
};

/** A message. Drawn again only when something of it has changed: a channel shows hundreds. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    return DRAWN.some((name) => next[name] !== this.props[name]);
  }

  override render({ opens, message, outgoing, change, justSent, person, names, doing }: MessageProps) {
    const { username, sender } = message ?? person;
    const own = sender === person.sender;
    const at = message?.timestamp ?? outgoing?.at ?? '';
    const classes = [
      'message',
      opens && 'opens',
      own && 'own',
      outgoing && `is-${outgoing.state}`,
      message && !own && callsBy(message.message, person.username) && 'calls-me',
    ];
    return (
      <li class={classes.filter(Boolean).join(' ')} data-key={message?.id ?? outgoing?.id} data-seq={message?.seq}>
        {opens && <Avatar sender={sender} username={username} />}
        <div class="said">
          <p class={opens ? 'by' : 'by short'}>
            <PersonName sender={sender} username={username} hidden={!opens} />
            {opens && own && <span class="you">you</span>}
            <time dateTime={at} title={fullWords(at)}>
              {timeWords(at)}
            </time>
          </p>
          {message?.deleted ? (
            <p class="text gone">This message was deleted.</p>
          ) : (
            <Words text={message?.message ?? outgoing?.message ?? ''} self={person.username} />
          )}
          {message?.edited && <span class="edited">edited</span>}
          {message?.reactions && (
            <ReactionRow
              reactions={message.reactions}
              self={person.sender}
              names={names}
              react={(emoji, on) => doing.react(message.seq, emoji, on)}
            />
          )}
          {(outgoing ?? change) && <Sending outgoing={(outgoing ?? change) as Outgoing} doing={doing} />}
          {justSent && (
            <p class="sending sent">
              <Icon name="check" />
              Sent
            </p>
          )}
        </div>
        {message && !message.deleted && (
          <Actions
            username={username}
            own={own}
            react={(emoji) => doing.react(message.seq, emoji, true)}
            edit={() => doing.edit(message)}
            takeBack={() => doing.takeBack(message.seq)}
          />
        )}
      </li>
    );
  }
}

const DRAWN = ['opens', 'justSent', 'message', 'outgoing', 'change'] as const;

function callsBy(text: string, username: string): boolean {
  return mentionedIn(text).includes(mentionName(username));
}
