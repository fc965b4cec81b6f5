// One message: who said it when, its text, and how its sending went.
import type { Entry } from '@parley/chat';
import { Component } from 'preact';
import { colour, initials } from '../state/author.ts';
import { pieces } from '../state/text.ts';
import type { Outgoing } from '../state/timeline.ts';
import { fullWords, timeWords } from '../state/times.ts';
import { Icon } from './icons.tsx';
import { Sending, type SendingProps } from './sending.tsx';

/** What a message is drawn from: an entry of the log, or a message on its way. */
export type MessageProps = {
  opens: boolean;
  own: boolean;
  justSent: boolean;
  username: string;
  sender: string;
  entry?: Entry | undefined;
  outgoing?: Outgoing | undefined;
  doing: SendingProps['doing'];
};

/** A message. Drawn again only when something of it has changed: a channel shows hundreds. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate(next: MessageProps): boolean {
    return DRAWN.some((name) => next[name] !== this.props[name]);
  }

  override render({ opens, own, username, sender, entry, outgoing, justSent, doing }: MessageProps) {
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
          <Text text={textOf(entry) ?? textOf(outgoing) ?? ''} />
          {outgoing && <Sending outgoing={outgoing} doing={doing} />}
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

function textOf(said: Entry | Outgoing | undefined): string | undefined {
  return said?.kind === 'message' ? said.message : undefined;
}
