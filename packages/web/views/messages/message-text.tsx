// The text of a message, as text nodes and link elements: it is never parsed as markup.
import { normalizeName } from '@parley/chat';
import { pieces } from '../../state/messages/text-segments.ts';

/** A message's text; mentions of `self`, the reader's username, are highlighted. */
export function MessageText({ text, self }: { text: string; self: string }) {
  return (
    <p class="text" dir="auto">
      {pieces(text).map((piece) => {
        if (piece.href !== undefined)
          return (
            <a href={piece.href} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          );
        if (piece.mention === undefined) return piece.text;
        return <span class={piece.mention === normalizeName(self) ? 'mention me' : 'mention'}>{piece.text}</span>;
      })}
    </p>
  );
}
