// What a formatting key changes in a text: marks around the selection are added, or removed where they are.
import { inlineCode } from '@parley/chat';

/** The marks that keys add. */
export type Mark = '**' | '_' | '~~' | '`';

/** A part of a text, from its first character to the one behind its last. */
export type Range = { from: number; to: number };

/** A replacement of a part of a text, and what is selected after it. */
export type Replacement = { replaced: Range; by: string; selected: Range };

/** So far around the selection marks are looked for. */
const NEAR = 1_000;

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
  const around = markedAround(text, { from: begin, to: end }, mark);
  if (around)
    return {
      replaced: around,
      by: text.slice(around.from + around.size, around.to - around.size),
      selected: { from: begin - around.size, to: end - around.size },
    };
  return {
    replaced: { from: begin, to: end },
    by: mark + words + mark,
    selected: { from: begin + size, to: end + size },
  };
}

/** Whether the selection has the mark, so that `toggleMark` removes it. */
export function hasMark(text: string, range: Range, mark: Mark): boolean {
  const { replaced, by } = toggleMark(text, range, mark);
  return by.length < replaced.to - replaced.from;
}

function isMarked(before: string, after: string, mark: Mark): boolean {
  return before.endsWith(mark) && after.startsWith(mark);
}

const MARKED: Readonly<Record<Exclude<Mark, '`'>, RegExp>> = {
  '**': /(?<!\*)(\*{2,3})(?![\s*])(?:[^*]|\*(?!\*))+(?<![\s*])\1/g,
  _: /(?<![\p{L}\p{N}_])(_)(?![\s_])[^_]+(?<!\s)_(?![\p{L}\p{N}_])|(?<!\*)(\*)(?![\s*])[^*]+(?<!\s)\*(?!\*)/gu,
  '~~': /(~~)(?![\s~])(?:[^~]|~(?!~))+(?<!\s)~~/g,
};

// Words with the mark that the selection is in, and how long the mark is.
function markedAround(text: string, { from, to }: Range, mark: Mark): (Range & { size: number }) | undefined {
  const start = Math.max(text.lastIndexOf('\n', from - 1) + 1, from - NEAR);
  const end = text.indexOf('\n', to);
  const line = text.slice(start, Math.min(end < 0 ? text.length : end, to + NEAR));
  const found =
    mark === '`'
      ? inlineCode(line).map((range) => ({ ...range, size: /^`+/.exec(line.slice(range.from))?.[0].length ?? 0 }))
      : [...line.matchAll(MARKED[mark])].map(({ 0: { length }, 1: one, 2: other, index }) => ({
          from: index,
          to: index + length,
          size: (one ?? other ?? '').length,
        }));
  return found
    .map((range) => ({
      ...range,
      from: range.from + start,
      to: range.to + start,
      size: Math.min(range.size, mark.length),
    }))
    .find(
      (range) =>
        range.from + range.size <= from && to <= range.to - range.size && range.to - range.from > 2 * range.size,
    );
}
