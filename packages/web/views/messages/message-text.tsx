// The text of a message, as text nodes and link elements: it is never parsed as markup.
import { EVERYONE, type Everyone, normalizeName } from '@parley/chat';
import { useContext } from 'preact/hooks';
import { linkTo } from '../../platform/address.ts';
import { segments } from '../../state/messages/text-segments.ts';
import { lateViews } from '../late-views.ts';
import { ProfileCardContext } from '../users/profile-card-context.tsx';
import { ChannelNamesContext } from './channel-names-context.ts';

type MessageTextProps = {
  text: string;
  /** The reader's username, whose mentions are highlighted. */
  self: string;
  /** Whom the message mentions beside the users whom it names. */
  everyone?: Everyone | undefined;
  /** The names in it that mention no member. */
  strangers?: readonly string[] | undefined;
  /** Whether the text is in the list of messages, where arrow keys and not Tab reach the links. */
  inList?: boolean;
};

/** A message's text. */
export function MessageText({ text, self, everyone, strangers, inList = false }: MessageTextProps) {
  const own = normalizeName(self);
  const openCard = useContext(ProfileCardContext);
  const channels = useContext(ChannelNamesContext);
  return (
    <p class="text" dir="auto">
      {segments(text, channels).map((segment) => {
        if (segment.href?.startsWith(linkTo('')) && lateViews.value)
          return <lateViews.value.MessageLink href={segment.href} tabIndex={inList ? -1 : undefined} />;
        if (segment.href !== undefined)
          return (
            // An address reads from left to right, also in a text in Hebrew or Arabic, and among its letters.
            <a
              href={segment.href}
              dir="ltr"
              target="_blank"
              rel="noopener noreferrer"
              tabIndex={inList ? -1 : undefined}
            >
              {segment.text}
            </a>
          );
        if (segment.channel !== undefined)
          return (
            <a href={`#${segment.channel}`} class="mention" dir="ltr" tabIndex={inList ? -1 : undefined}>
              {segment.text}
            </a>
          );
        if (segment.mention === undefined) return segment.text;
        const { mention } = segment;
        if (mention === everyone) return <span class="mention me">{segment.text}</span>;
        // Without a confirmation the word mentions no user.
        if (EVERYONE.some((word) => word === mention) || strangers?.includes(mention)) return segment.text;
        return (
          <button
            type="button"
            class={mention === own ? 'mention me' : 'mention'}
            dir="auto"
            tabIndex={inList ? -1 : undefined}
            onClick={() => openCard({ userId: undefined, username: segment.text.slice(1) })}
          >
            {segment.text}
          </button>
        );
      })}
    </p>
  );
}
