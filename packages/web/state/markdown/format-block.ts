// Blocks of code and links: what surrounds the selection.
import { codeRanges } from '@parley/chat';
import { linkTarget } from '../messages/text-segments.ts';
import type { Range, Replacement } from './format-selection.ts';

/** A line that opens a block of code; more backticks on the line are code in it. */
const FENCE = /^ {0,3}(`{3,})[^`]*$/;

/** The address that stands for one that is not typed yet; it is selected. */
const PLACEHOLDER = 'https://';

/** As long as the parser looks for the end of a link's text. */
const LABEL_MAX = 300;

/** Puts the selection between lines of backticks, more than it has itself, or removes the lines of the block around it. */
export function toggleCodeBlock(text: string, { from, to }: Range): Replacement {
  const block = codeBlockAround(text, { from, to });
  if (block) {
    const lines = text.slice(block.from, block.to).split('\n');
    const by = lines.slice(1, -1).join('\n');
    const opening = (lines[0] ?? '').length + 1;
    const within = (at: number) => block.from + Math.min(by.length, Math.max(0, at - block.from - opening));
    return { replaced: block, by, selected: { from: within(from), to: within(to) } };
  }
  const code = text.slice(from, to).replace(/^\n|\n$/g, '');
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const before = from === 0 || text[from - 1] === '\n' ? '' : '\n';
  const after = to === text.length || text[to] === '\n' ? '' : '\n';
  const begin = from + before.length + fence.length + 1;
  return {
    replaced: { from, to },
    by: `${before}${fence}\n${code}\n${fence}${after}`,
    selected: { from: begin, to: begin + code.length },
  };
}

/** The block of code that the selection is in, with its lines of backticks. */
export function codeBlockAround(text: string, { from, to }: Range): Range | undefined {
  return codeRanges(text).find((range) => range.from <= from && to <= range.to && isBlock(text, range));
}

/** Whether what is typed at a place is in a block of code, which may not be closed yet. */
export function isInCodeBlock(text: string, at: number): boolean {
  const { closed, last } = closedAt(text, at, '\n', '`'.repeat(40));
  return last !== undefined && last.to === closed.length && isBlock(closed, last);
}

/** Whether what is typed at a place is in code, which may not be closed yet. A backtick behind a letter is an apostrophe. */
export function isInCode(text: string, at: number): boolean {
  if (!text.includes('`')) return false;
  if (isInCodeBlock(text, at)) return true;
  return ['`', '``'].some((mark) => {
    const { closed, last } = closedAt(text, at, '', mark);
    const isOpen = last !== undefined && last.to === closed.length && last.from + mark.length <= at;
    return isOpen && !/[\p{L}\p{N}]/u.test(closed[last.from - 1] ?? '');
  });
}

// The text before a place with a mark behind it, in the same quotes and items, and the last code in that.
function closedAt(
  text: string,
  at: number,
  lineBreak: string,
  mark: string,
): { closed: string; last: Range | undefined } {
  const before = text.slice(0, at);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const [around = ''] = /^[\s>]*/.exec(line) ?? [];
  const closed = before + (lineBreak === '' ? '' : lineBreak + around) + mark;
  return { closed, last: codeRanges(closed).at(-1) };
}

function isBlock(text: string, { from, to }: Range): boolean {
  const code = text.slice(from, to).replace(/^(?:\s*(?:>|[-*]|\d{1,9}[.)])\s+)+/, '');
  const isAtLine = from === 0 || text[from - 1] === '\n';
  return isAtLine && FENCE.test(code.slice(0, code.indexOf('\n'))) && /\n[\s>]*`{3,}\s*$/.test(code);
}

/** Makes the selected words the text of a link, of which the address is to be typed or pasted; of a link, its text remains. */
export function toggleLink(text: string, { from, to }: Range): Replacement {
  const link = linkAround(text, { from, to });
  if (link) {
    const label = text.slice(link.from + 1, link.labelEnd);
    return { replaced: link, by: label, selected: { from: link.from, to: link.from + label.length } };
  }
  const selected = text.slice(from, to);
  const isAddress = linkTarget(selected) !== undefined;
  const [label, address] = isAddress ? ['', selected] : [selected, PLACEHOLDER];
  const place = label === '' ? from + 1 : from + label.length + 3;
  const length = label === '' ? 0 : address.length;
  return {
    replaced: { from, to },
    by: `[${label}](${address})`,
    selected: { from: place, to: place + length },
  };
}

/** A link around the selection. */
export function linkAround(text: string, { from, to }: Range): (Range & { labelEnd: number }) | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const begin = Math.max(start, from - LABEL_MAX);
  const near = text.slice(begin, to + 2_000);
  for (const { 0: link, 1: label = '', index } of near.matchAll(/(?<!!)\[([^[\]\n]{1,300})\]\([^\s()]{1,2000}\)/g)) {
    const at = begin + index;
    if (at <= from && to <= at + link.length)
      return { from: at, to: at + link.length, labelEnd: at + 1 + label.length };
  }
  return undefined;
}

/** An address that is pasted over words makes them a link. Undefined where it replaces them, as in code or over another address. */
export function linkByPasting(text: string, { from, to }: Range, pasted: string): Replacement | undefined {
  const address = pasted.trim();
  const label = text.slice(from, to);
  if (!/^https?:\/\//i.test(address) || linkTarget(address) === undefined) return undefined;
  if (label.trim() === '' || label.length > LABEL_MAX || /[[\]\n]/.test(label)) return undefined;
  if (linkTarget(label) !== undefined || label === PLACEHOLDER || text.slice(0, from).endsWith('](')) return undefined;
  if (codeRanges(text).some((code) => code.from < to && from < code.to)) return undefined;
  if (linkAround(text, { from, to })) return undefined;
  const words = label.trim();
  const begin = from + label.length - label.trimStart().length;
  // Brackets would end the address.
  const link = `[${words}](${address.replaceAll('(', '%28').replaceAll(')', '%29')})`;
  const end = begin + link.length;
  return { replaced: { from: begin, to: begin + words.length }, by: link, selected: { from: end, to: end } };
}
