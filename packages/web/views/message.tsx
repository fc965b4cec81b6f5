// One message: who said it when, its text, and how its sending went.
import type { Entry } from '@parley/chat';
import { Component } from 'preact';
import { colour, initials } from '../state/author.ts';
import { pieces } from '../state/text.ts';
import type { Outgoing } from '../state/timeline.ts';
import { fullWords, timeWords } from '../state/times.ts';
import { Icon } from './icons.tsx';

/** What a message is drawn from: an entry of the log, or a message on its way. */
export type MessageProps = {
  opens: boolean;
  own: boolean;
  justSent: boolean;
  username: string;
  sender: string;
  entry?: Entry | undefined;
  outgoing?: Outgoing | undefined;
  retry: (id: string) => void;
  discard: (id: string) => void;
};

/** A message. Drawn again only when something of it has changed: a channel shows hundreds. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    return DRAWN.some((name) => next[name] !== this.props[name]);
  }

  override render({ opens, own, username, sender, entry, outgoing, justSent, retry, discard }: MessageProps) {
    const at = entry?.timestamp ?? outgoing?.at ?? '';
    const classes = ['message', opens && 'opens', own && 'own', outgoing && `is-${outgoing.state}`];
    return (
      <li class={classes.filter(Boolean).join(' ')} data-key={entry?.id ?? outgoing?.id} data-seq={entry?.seq}>
        {opens && (
          <span class={`avatar colour-${colour(sender)}`} aria-hidden="true">
            {initials(username)}
          </span>
        )}
        <div class="said">
          <p class={opens ? 'by' : 'by short'}>
            <strong class={opens ? 'username' : 'username hidden'} dir="auto">
              {username}
            </strong>
            {opens && own && <span class="you">you</span>}
            <time dateTime={at} title={fullWords(at)}>
              {timeWords(at)}
            </time>
          </p>
          <Text text={entry?.kind === 'message' ? entry.message : (outgoing?.message ?? '')} />
          {outgoing && <Sending outgoing={outgoing} retry={retry} discard={discard} />}
          {justSent && (
            <p class="sending sent">
              <Icon name="check" />
              Sent
            </p>
          )}
        </div>
      </li>
    );
  }
}

const DRAWN = ['opens', 'own', 'justSent', 'username', 'entry', 'outgoing'] as const;

// What people say becomes text nodes and links made as nodes; it is never parsed as markup.
function Text({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {pieces(text).map((piece) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}

type SendingProps = Pick<MessageProps, 'retry' | 'discard'> & { outgoing: Outgoing };

function Sending({ outgoing: { id, state, problem, retryable }, retry, discard }: SendingProps) {
  if (state !== 'failed') return <p class="sending">{state === 'sending' ? 'Sending…' : 'Waiting to be sent…'}</p>;
  return (
    <div class="sending failed">
      <Icon name="warning" />
      <span role="alert">Not sent. {problem}</span>
      {retryable && (
        <button type="button" class="link-button" onClick={() => retry(id)}>
          Retry
        </button>
      )}
      <button type="button" class="link-button" onClick={() => discard(id)}>
        Discard
      </button>
    </div>
  );
}
