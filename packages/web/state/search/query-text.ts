// The text of a search as a user types it, and as the server reads it: with names of channels in place of titles, and with instants.
import { ATTACHMENT_KINDS, foldWord, type QueryPart, queryParts, type SearchFilter } from '@parley/chat';

/** A channel as a user names it: with its title, or the names of the other participants. */
export type NamedChannel = { name: string; title: string };

/** What is needed to read a query. `self` is the user's name, which `from:me` stands for. */
export type QueryContext = { channels: readonly NamedChannel[]; self: string };

/** The text for the server; or the filter whose value is not understood. */
export type ServerQuery = { text: string } | { problem: SearchFilter; value: string };

/** Translates a query for the server. */
export function serverQuery(text: string, context: QueryContext): ServerQuery {
  let translated = '';
  let at = 0;
  for (const part of queryParts(text)) {
    const value = part.filter && part.value !== '' ? translate(part.filter, part.value, context) : part.value;
    if (part.filter && value === undefined) return { problem: part.filter, value: part.value };
    translated +=
      text.slice(at, part.start) +
      (part.filter && value ? filterText(part.filter, value) : text.slice(part.start, part.end));
    at = part.end;
  }
  return { text: translated + text.slice(at) };
}

/** A filter with its value, as a user types it. */
export function filterText(filter: SearchFilter, value: string): string {
  return `${filter}:${/\s/.test(value) ? `"${value}"` : value}`;
}

/** What is being typed at the end of a query: a filter with the beginning of its value. */
export function openFilter(text: string): (QueryPart & { filter: SearchFilter }) | undefined {
  const last = queryParts(text).at(-1);
  return last?.filter && last.end === text.length ? { ...last, filter: last.filter } : undefined;
}

/** The query with a filter in place of the one that is being typed, or after the text. */
export function withFilter(text: string, filter: SearchFilter, value: string): string {
  const open = openFilter(text);
  const before = open?.filter === filter ? text.slice(0, open.start) : text && `${text.trimEnd()} `;
  return before + (value === '' ? `${filter}:` : `${filterText(filter, value)} `);
}

function translate(filter: SearchFilter, value: string, { channels, self }: QueryContext): string | undefined {
  switch (filter) {
    case 'from':
      return foldWord(value.replace(/^@/, '')) === 'me' ? self : value;
    case 'in':
      return channelOf(value, channels);
    case 'has':
      return ATTACHMENT_KINDS.find((kind) => kind === value.toLowerCase());
    default:
      return startOfDay(value);
  }
}

function channelOf(value: string, channels: readonly NamedChannel[]): string | undefined {
  const wanted = foldWord(value.replace(/^#/, ''));
  const found =
    channels.find(({ title }) => foldWord(title) === wanted) ?? channels.find(({ name }) => name === wanted);
  return found?.name;
}

// The beginning of the day of the user, who may be in any time zone.
function startOfDay(value: string): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(day));
  return year !== '' && at.getMonth() === Number(month) - 1 && at.getDate() === Number(day)
    ? at.toISOString()
    : undefined;
}
