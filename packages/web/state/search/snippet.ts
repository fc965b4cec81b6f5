// What is displayed of a message that matches: the text around the first match, in parts that match and others.
import { type MatchRange, type Message, matchMessage, parseSearchQuery, withoutMarks } from '@parley/chat';

/** A part of a snippet. */
export type SnippetPart = { text: string; isMatch: boolean };

/** The longest snippet, and how much of it is before the first match, in UTF-16 units. */
const LENGTH = 240;
const BEFORE = 60;

/** The parts of a snippet, without the marks of its formatting. Ellipses show what is left out. A text that was edited since has no matches. */
export function snippetOf(message: Message, query: string): SnippetPart[] {
  const plain = { ...message, message: withoutMarks(message.message) };
  const inPlain = matchesIn(plain, query);
  // What matches may be a part of what is removed, as the address of a link is.
  const inTyped = inPlain ? undefined : matchesIn(message, query);
  return inTyped ? partsOf(message.message, inTyped) : partsOf(plain.message, inPlain ?? []);
}

function matchesIn(message: Message, query: string): MatchRange[] | undefined {
  return matchMessage({ ...parseSearchQuery(query), from: [], channels: [], has: [] }, message);
}

function partsOf(text: string, matches: readonly MatchRange[]): SnippetPart[] {
  const start = startOf(text, matches[0]?.start ?? 0);
  const end = Math.min(text.length, start + LENGTH);
  const parts: SnippetPart[] = [];
  const add = (from: number, to: number, isMatch: boolean) => {
    if (to > from) parts.push({ text: text.slice(from, to), isMatch });
  };
  let at = start;
  for (const match of matches) {
    if (match.start < at || match.end > end) continue;
    add(at, match.start, false);
    add(match.start, match.end, true);
    at = match.end;
  }
  add(at, end, false);
  if (start > 0) parts.unshift({ text: '…', isMatch: false });
  if (end < text.length) parts.push({ text: '…', isMatch: false });
  return parts;
}

// Begins at a word, if there is one near.
function startOf(text: string, match: number): number {
  if (match <= BEFORE) return 0;
  const from = match - BEFORE;
  const space = text.slice(from, match).search(/\s/);
  return space < 0 ? from : from + space + 1;
}
