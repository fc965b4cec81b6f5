// Search queries: words, phrases in quotation marks, and filters, as users type them.
import { parseChannelName } from './channel.ts';
import { ChatError } from './errors.ts';
import { foldWord, queryWordsOf } from './search-words.ts';

/** Words that a message must have side by side, by their distance from the first one; the last may be the beginning of a word. */
export type SearchTerm = { words: readonly { text: string; position: number }[]; isPrefix: boolean };

/** A query. `after` and `before` are instants in milliseconds; the message is of `after` or later, and earlier than `before`. */
export type SearchQuery = {
  terms: readonly SearchTerm[];
  from: readonly string[];
  channels: readonly string[];
  after?: number;
  before?: number;
  has: readonly AttachmentKind[];
};

/** What `has:` asks for. */
export const ATTACHMENT_KINDS = ['file', 'link'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** The names of the filters. */
export const SEARCH_FILTERS = ['from', 'in', 'before', 'after', 'has'] as const;
export type SearchFilter = (typeof SEARCH_FILTERS)[number];

/** The longest query in UTF-16 units, and the most words and filters of one. */
export const SEARCH_QUERY_MAX = 500;
export const SEARCH_TERMS_MAX = 20;

/**
 * A part of a query as it was typed: a filter, a phrase or a word, with its place in the text. A filter has its name; `value` is without
 * the quotation marks.
 */
export type QueryPart = { filter?: SearchFilter; value: string; isQuoted: boolean; start: number; end: number };

/** The parts of a query. A quotation mark that is not closed encloses the rest. */
export function queryParts(text: string): QueryPart[] {
  return [...text.matchAll(PARTS)].map(
    ({ 0: part, 1: filter, 2: quotedValue, 3: bareValue, 4: quoted, 5: bare, index }) => ({
      ...(filter && { filter: filter.toLowerCase() as SearchFilter }),
      value: quotedValue ?? bareValue ?? quoted ?? bare ?? '',
      isQuoted: quoted !== undefined,
      start: index,
      end: index + part.length,
    }),
  );
}

// Typographic quotation marks enclose phrases too: keyboards of phones type them.
const QUOTES = '"“”„«»';
const VALUE = `[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?|([^\\s${QUOTES}]+)`;
const PARTS = /* @__PURE__ */ new RegExp(`(${SEARCH_FILTERS.join('|')}):(?:${VALUE})?|${VALUE}`, 'giu');

/** Reads a query. The last word is the beginning of one, unless a space or a quotation mark ends it. A filter without a value is left out. */
export function parseSearchQuery(input: unknown): SearchQuery {
  if (typeof input !== 'string') throw new ChatError('bad-request', 'q: must be the text to search for.');
  if (input.length > SEARCH_QUERY_MAX)
    throw new ChatError(
      'bad-request',
      `The search has ${input.length.toLocaleString('en')} characters; the limit is ${SEARCH_QUERY_MAX}. Search for fewer words.`,
    );
  if (!input.isWellFormed())
    throw new ChatError('bad-request', 'The search contains half of a character. Type it again.');
  const parts = queryParts(input);
  if (parts.length > SEARCH_TERMS_MAX)
    throw new ChatError('bad-request', `The search has more than ${SEARCH_TERMS_MAX} words and filters. Use fewer.`);
  const query = {
    terms: [] as SearchTerm[],
    from: [] as string[],
    channels: [] as string[],
    has: [] as AttachmentKind[],
  };
  let period: Pick<SearchQuery, 'after' | 'before'> = {};
  for (const { filter, value, isQuoted, end } of parts) {
    if (filter === undefined) addTerm(query.terms, value, !isQuoted && end === input.length);
    else if (value === '') continue;
    else if (filter === 'from') query.from.push(foldWord(value.replace(/^@/, '')));
    else if (filter === 'in') query.channels.push(parseChannelName(value.replace(/^#/, '')));
    else if (filter === 'has') query.has.push(parseAttachmentKind(value));
    else period = { ...period, [filter]: parseInstant(filter, value) };
  }
  return { ...query, ...period };
}

/** Whether a query says anything about the messages themselves: a word, an author, or what they have attached. */
export function isSearchable({ terms, from, has }: SearchQuery): boolean {
  return terms.length + from.length + has.length > 0;
}

function addTerm(terms: SearchTerm[], value: string, isPrefix: boolean): void {
  const words = queryWordsOf(value);
  const first = words[0]?.position ?? 0;
  if (words.length > 0)
    terms.push({
      words: words.map(({ text, position }) => ({ text, position: position - first })),
      // One character of a script without spaces is the beginning of a pair, also if it is not the last one.
      isPrefix: isPrefix || (words.length === 1 && [...value].length === 1),
    });
}

function parseAttachmentKind(value: string): AttachmentKind {
  const kind = ATTACHMENT_KINDS.find((one) => one === value.toLowerCase());
  if (!kind) throw new ChatError('bad-request', `has: must be followed by ${ATTACHMENT_KINDS.join(' or ')}.`);
  return kind;
}

/** A day in UTC, or an instant: the page sends the beginning of the user's day. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z)?$/;

function parseInstant(filter: SearchFilter, value: string): number {
  const instant = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant))
    throw new ChatError('bad-request', `${filter}: must be followed by a day such as 2026-03-31.`);
  return instant;
}
