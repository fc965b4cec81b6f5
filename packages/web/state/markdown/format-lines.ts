// Signs at the beginnings of lines: quotes and lists, added to the selected lines or removed from them.
import type { Range, Replacement } from './format-selection.ts';

/** What lines can be made. */
export type LineFormat = 'quote' | 'bullets' | 'numbers';

/** What a line begins with that has the format. */
const SIGNS: Readonly<Record<LineFormat, RegExp>> = {
  quote: /^() {0,3}> ?/,
  bullets: /^(\s*)[-*] +/,
  numbers: /^(\s*)\d{1,9}[.)] +/,
};

/** The sign of either kind of list. */
const ITEM = /^(\s*)(?:[-*]|\d{1,9}[.)]) +/;

/** Adds the signs to the lines of the selection, or removes them if each line has one. Empty lines between others stay. */
export function toggleLines(text: string, range: Range, format: LineFormat): Replacement {
  const { from, lines } = linesIn(text, range);
  const isRemoved = hasLineFormat(text, range, format);
  let count = 0;
  const next = lines.map((line) => {
    if (line.trim() === '' && lines.length > 1) return line;
    if (isRemoved) return line.replace(SIGNS[format], '$1');
    if (format === 'quote') return `> ${line}`;
    count++;
    const [, indent = ''] = /^(\s*)/.exec(line) ?? [];
    return `${indent}${format === 'bullets' ? '-' : `${count}.`} ${line.replace(ITEM, '').trimStart()}`;
  });
  const before = lines.join('\n');
  const by = next.join('\n');
  const end = from + by.length;
  // A caret stays where it is in the text of its line.
  const caret = Math.max(from, range.to + by.length - before.length);
  const selected = range.from === range.to ? { from: caret, to: caret } : { from, to: end };
  return { replaced: { from, to: from + before.length }, by, selected };
}

/** Whether each line of the selection has the sign. */
export function hasLineFormat(text: string, range: Range, format: LineFormat): boolean {
  const lines = linesIn(text, range).lines.filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => SIGNS[format].test(line));
}

// The lines that the selection touches. Of the last one more than its beginning is selected.
function linesIn(text: string, range: Range): { from: number; lines: string[] } {
  const from = text.lastIndexOf('\n', range.from - 1) + 1;
  const last = range.to > range.from && text[range.to - 1] === '\n' ? range.to - 1 : range.to;
  const end = text.indexOf('\n', last);
  return { from, lines: text.slice(from, end < 0 ? text.length : end).split('\n') };
}
