// The words of a message: text nodes, and links made as nodes; they are never parsed as markup.
import { normalizeName } from '@parley/chat';
import { pieces } from '../../state/messages/text-segments.ts';

/** A message's text; `self` is the reader's own username, whose calls stand out. */
export function Words({ text, self }: { text: string; self: string }) {
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
