// What a line break adds in a list, a quote or a block of code: the sign of the next line.
import { isInCodeBlock } from './format-block.ts';
import type { Replacement } from './format-selection.ts';

/** Quotes around a line, then the sign of an item. */
const BEGINNING = /^((?:\s*>(?: |$))*)(\s*)(?:(?:([-*])|(\d{1,9})([.)]))( +|$))?/;

/** The line break at a caret with what the next line begins with. An empty item or quote ends instead. Undefined for a line break alone. */
export function continueLine(text: string, caret: number): Replacement | undefined {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const line = text.slice(start, caret);
  const insert = (by: string) => ({
    replaced: { from: caret, to: caret },
    by: `\n${by}`,
    selected: { from: caret + 1 + by.length, to: caret + 1 + by.length },
  });
  if (isInCodeBlock(text, caret)) return insert(/^[\s>]*/.exec(line)?.[0] ?? '');
  const [beginning = '', quotes = '', indent = '', bullet, number, sign, spaces = ''] = BEGINNING.exec(line) ?? [];
  const isItem = bullet !== undefined || number !== undefined;
  if (!isItem && quotes === '') return undefined;
  const end = text.indexOf('\n', caret);
  const rest = text.slice(start + beginning.length, end < 0 ? text.length : end);
  if (rest.trim() === '') {
    const kept = isItem ? quotes : '';
    return {
      replaced: { from: start, to: end < 0 ? text.length : end },
      by: kept,
      selected: { from: start + kept.length, to: start + kept.length },
    };
  }
  // Before the text of its line the break moves it down, as it is.
  if (caret < start + beginning.length) return undefined;
  if (!isItem) return insert(quotes.endsWith(' ') ? quotes : `${quotes} `);
  return insert(`${quotes}${indent}${bullet ?? `${Number(number) + 1}${sign}`}${spaces === '' ? ' ' : spaces}`);
}
