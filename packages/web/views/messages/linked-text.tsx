// The text of a message with its links, mentions and formatting: text nodes and elements, never markup.
import { EVERYONE, normalizeName } from '@parley/chat';
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useContext } from 'preact/hooks';
import { linkTo } from '../../platform/address.ts';
import { segments } from '../../state/messages/text-segments.ts';
import { ProfileCardContext } from '../users/profile-card-context.tsx';
import { ChannelNamesContext } from './channel-names-context.ts';
import { MessageLink } from './message-link.tsx';
import type { MessageTextProps } from './message-text-props.ts';

/** The view of a text with Markdown, once the parser is loaded. Until then Markdown is displayed as typed. */
export const markdownText = signal<ComponentType<MessageTextProps> | undefined>(undefined);

/** What Markdown needs at least; most texts have none of it. */
const MAY_BE_MARKDOWN = /[*_~`]|\]\(|^\s*(?:[>-]|\d+[.)]) /m;

/** A message's text. */
export function LinkedText(props: MessageTextProps) {
  const MarkdownText = markdownText.value;
  if (MarkdownText && MAY_BE_MARKDOWN.test(props.text)) return <MarkdownText {...props} />;
  return (
    <p class="text" dir="auto">
      <TextSegments {...props} />
    </p>
  );
}

/** A part of a message's text, in which addresses, mentions and channels are links. */
export function TextSegments({ text, self, everyone, strangers, inList = false }: MessageTextProps) {
  const own = normalizeName(self);
  const openCard = useContext(ProfileCardContext);
  const channels = useContext(ChannelNamesContext);
  const tabIndex = inList ? -1 : undefined;
  return (
    <>
      {segments(text, channels).map((segment) => {
        if (segment.href?.startsWith(linkTo(''))) return <MessageLink href={segment.href} tabIndex={tabIndex} />;
        if (segment.href !== undefined)
          return (
            // An address reads from left to right, also in a text in Hebrew or Arabic, and among its letters.
            <a href={segment.href} dir="ltr" target="_blank" rel="noopener noreferrer" tabIndex={tabIndex}>
              {segment.text}
            </a>
          );
        if (segment.channel !== undefined)
          return (
            <a href={`#${segment.channel}`} class="mention" dir="ltr" tabIndex={tabIndex}>
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
            tabIndex={tabIndex}
            onClick={() => openCard({ userId: undefined, username: segment.text.slice(1) })}
          >
            {segment.text}
          </button>
        );
      })}
    </>
  );
}
