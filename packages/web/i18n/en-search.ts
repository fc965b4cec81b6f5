// English texts of the search for messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { day, number, plural } = formatsOf('en');

export const searchPlaceholder = 'Words, "phrases" or filters';
export const searchFilters = 'Filters';
export const searchFilterNames = {
  from: 'From…',
  in: 'In…',
  after: 'After…',
  before: 'Before…',
  'has:file': 'Has a file',
  'has:link': 'Has a link',
};
export const searchSuggestions = 'Suggestions';
export const searchOrders = { newest: 'Newest', best: 'Best match' };
export const searchOrder = 'Order of results';
export const searchResults = 'Search results';
export const resultsFound = (count: number, more: boolean) =>
  plural(count, { one: more ? 'More than 1 result' : '1 result', other: `${number(count)}${more ? '+' : ''} results` });
export const noResults = 'No messages found.';
export const noResultsHelp = 'Try fewer or other words, or remove a filter. Only channels you’re in are searched.';
export const searchHelp =
  'Finds messages in all your channels. Every word must be in the message; the last one may be unfinished. Put words in quotation marks to find them side by side.';
export const searching = 'Searching…';
export const searchedBackTo = (at: string) =>
  `Searching… so far back to ${day(at, Date.now(), { today: 'today', yesterday: 'yesterday' })}.`;
export const moreResults = 'More results';
export const recentSearches = 'Recent searches';
export const clearRecentSearches = 'Clear';
export const clearSearch = 'Clear search';
export const searchOffline = 'You’re offline. Searching needs a connection.';
export const searchProblems = {
  from: 'Write the name of a person after “from:”.',
  in: 'You’re in no channel with this name.',
  before: 'Write a day after “before:”, such as 2026-03-31.',
  after: 'Write a day after “after:”, such as 2026-03-31.',
  has: 'Write “file” or “link” after “has:”.',
};
export const resultIn = (channel: string) => `in ${channel}`;
