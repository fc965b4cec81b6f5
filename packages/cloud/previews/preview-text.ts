// The texts of a preview: what a page says of itself, as one short line that changes nothing around it.
import { hasVisibleContent } from '@parley/chat';

/**
 * Control characters, line breaks, zero-width spaces and fillers, those that change the direction of adjacent text (Unicode Standard Annex
 * 9), and tags, which hide text. Joiners remain: emoji and Persian need them.
 */
const REMOVED =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** More marks on one letter than any language has would cover the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Cleans a text of a page; undefined if nothing of it can be seen. `max` counts code points. */
export function cleanText(text: string | undefined, max: number): string | undefined {
  if (text === undefined) return undefined;
  const line = text
    .slice(0, max * 8)
    .toWellFormed()
    .replaceAll(REMOVED, ' ')
    .replaceAll(STACKED_MARKS, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (!hasVisibleContent(line)) return undefined;
  const characters = [...line];
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
