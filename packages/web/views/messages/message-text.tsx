// The text of a message, as text nodes and link elements: it is never parsed as markup.
import { normalizeName } from '@parley/chat';
import { segments } from '../../state/messages/text-segments.ts';

/** A message's text; mentions of `self`, the reader's username, are highlighted. */
export function MessageText({ text, self }: { text: string; self: string }) {
  const own = normalizeName(self);
  return (
    <p class="text" dir="auto">
      {segments(text).map((segment) => {
        if (segment.href !== undefined)
          return (
            <a href={segment.href} target="_blank" rel="noopener noreferrer">
              {segment.text}
            </a>
          );
        if (segment.mention === undefined) return segment.text;
        return <span class={segment.mention === own ? 'mention me' : 'mention'}>{segment.text}</span>;
      })}
    </p>
  );
}
