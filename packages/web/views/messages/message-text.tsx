// The text of a message, as text nodes and link elements: it is never parsed as markup.
import { normalizeName } from '@parley/chat';
import { segments } from '../../state/messages/text-segments.ts';

type MessageTextProps = {
  text: string;
  /** The reader's username, whose mentions are highlighted. */
  self: string;
  /** Whether the text is in the list of messages, where arrow keys and not Tab reach the links. */
  inList?: boolean;
};

/** A message's text. */
export function MessageText({ text, self, inList = false }: MessageTextProps) {
  const own = normalizeName(self);
  return (
    <p class="text" dir="auto">
      {segments(text).map((segment) => {
        if (segment.href !== undefined)
          return (
            <a href={segment.href} target="_blank" rel="noopener noreferrer" tabIndex={inList ? -1 : undefined}>
              {segment.text}
            </a>
          );
        if (segment.mention === undefined) return segment.text;
        return <span class={segment.mention === own ? 'mention me' : 'mention'}>{segment.text}</span>;
      })}
    </p>
  );
}
