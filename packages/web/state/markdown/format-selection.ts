// What a formatting key changes in a text: marks around the selection are added, or removed where they are.

/** The marks that keys add. */
export type Mark = '**' | '_' | '~~' | '`';

/** A part of a text, from its first character to the one behind its last. */
export type Range = { from: number; to: number };

/** A replacement of a part of a text, and what is selected after it. */
export type Replacement = { replaced: Range; by: string; selected: Range };

/** Adds the mark around the selected words, without the spaces around them, or removes it. */
export function toggleMark(text: string, { from, to }: Range, mark: Mark): Replacement {
  const selected = text.slice(from, to);
  const begin = from + (selected.trim() === '' ? 0 : selected.length - selected.trimStart().length);
  const end = selected.trim() === '' ? to : to - (selected.length - selected.trimEnd().length);
  const words = text.slice(begin, end);
  const size = mark.length;
  if (isMarked(text.slice(0, begin), text.slice(end), mark))
    return {
      replaced: { from: begin - size, to: end + size },
      by: words,
      selected: { from: begin - size, to: end - size },
    };
  if (words.length > 2 * size && words.startsWith(mark) && words.endsWith(mark))
    return {
      replaced: { from: begin, to: end },
      by: words.slice(size, -size),
      selected: { from: begin, to: end - 2 * size },
    };
  return {
    replaced: { from: begin, to: end },
    by: mark + words + mark,
    selected: { from: begin + size, to: end + size },
  };
}

function isMarked(before: string, after: string, mark: Mark): boolean {
  return before.endsWith(mark) && after.startsWith(mark);
}
