// Whether a message matches a query, how well, and where in its text.
import type { Message } from './entry.ts';
import type { AttachmentKind, SearchQuery, SearchTerm } from './search-query.ts';
import { foldWord, type Word, wordsOf } from './search-words.ts';

/** A range of a message's text that matches, in UTF-16 units. */
export type MatchRange = { start: number; end: number };

/** The words of a message: those of its text and, after them, those of the names of its files. */
export function wordsOfMessage(message: Message): Word[] {
  const words = wordsOf(message.message);
  for (const name of fileNames(message)) {
    // A gap, so that no phrase extends from the text into a name. The words of a name are outside of the text.
    const first = (words.at(-1)?.position ?? 0) + 2;
    for (const { text, position } of wordsOf(name))
      words.push({ text, position: first + position, start: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY });
  }
  return words;
}

/** What a message has attached. */
export function attachmentsOf(message: Message): AttachmentKind[] {
  return [
    ...(fileNames(message).length > 0 ? (['file'] as const) : []),
    ...(LINK.test(message.message) ? (['link'] as const) : []),
  ];
}

const LINK = /\bhttps?:\/\/\S/i;

function fileNames({ files = [] }: Message): string[] {
  return files.map(({ name }) => name);
}

/** The ranges of a message's text that match a query, in order; undefined when the message does not match. */
export function matchMessage(query: SearchQuery, message: Message): MatchRange[] | undefined {
  if (message.deleted || !matchesFilters(query, message)) return undefined;
  const words = wordsOfMessage(message);
  const found = query.terms.map((term) => matchesOf(term, words));
  if (found.some((matches) => matches.length === 0)) return undefined;
  return merge(found.flat().filter(({ end }) => Number.isFinite(end)));
}

function matchesFilters({ from, channels, after, before, has }: SearchQuery, message: Message): boolean {
  const at = Date.parse(message.timestamp);
  if (after !== undefined && at < after) return false;
  if (before !== undefined && at >= before) return false;
  if (channels.length > 0 && !channels.includes(message.channel)) return false;
  if (from.length > 0 && !from.includes(foldWord(message.username))) return false;
  const attachments = has.length > 0 ? attachmentsOf(message) : [];
  return has.every((kind) => attachments.includes(kind));
}

/** Where a term is among the words: the ranges of its words. */
function matchesOf({ words: wanted, isPrefix }: SearchTerm, words: readonly Word[]): MatchRange[] {
  const byPosition = new Map(words.map((word) => [word.position, word]));
  return words.flatMap(({ position: first }) => {
    const matched = wanted.map(({ text, position }, index) => {
      const word = byPosition.get(first + position);
      const mayContinue = isPrefix && index === wanted.length - 1;
      return word && (mayContinue ? word.text.startsWith(text) : word.text === text) ? word : undefined;
    });
    return matched.every((word) => word !== undefined) ? matched : [];
  });
}

function merge(ranges: readonly MatchRange[]): MatchRange[] {
  const merged: MatchRange[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
