// Searches for messages in the channels that a user may read.
import {
  ChatError,
  isExpired,
  isSearchable,
  type Message,
  parseSearchOrder,
  parseSearchQuery,
  type SearchQuery,
  type SearchResults,
} from '@parley/chat';
import { can } from '../access/channel-access.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { MESSAGE_SEARCH_RATE_LIMIT } from '../db/rate-limits.ts';
import type { MessageSearch } from '../search/message-search.ts';
import { countSearch } from '../users/user-search.ts';
import { type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

/** What a search needs; it is opened by the first one. */
export type SearchServices = Pick<Services, 'rows' | 'members'> & { open: () => MessageSearch };

export const searchRoutes = ({ rows, members, open }: SearchServices) =>
  ({
    async searchMessages(request) {
      const user = tokenUser(request);
      const { q, order, cursor } = request.queryStringParameters ?? {};
      const query = parseSearchQuery(q);
      if (!isSearchable(query))
        throw new ChatError('bad-request', 'q: must have a word, or one of the filters from: and has:.');
      const ordered = parseSearchOrder(order);
      await countSearch(user, rows, MESSAGE_SEARCH_RATE_LIMIT);
      const channels = await searchedChannels(user, query, members);
      const results = await open().search({ channels, query, order: ordered, cursor });
      const body: SearchResults = { ...results, messages: await readable(results.messages, user, members, rows.now()) };
      return { status: 200, body };
    },
  }) satisfies RouteHandlers;

/** The channels that a query names, or all of the user's. */
async function searchedChannels(user: TokenUser, query: SearchQuery, members: Services['members']): Promise<string[]> {
  const named = [...new Set(query.channels)];
  await Promise.all(named.map((channel) => members.authorize(channel, user, 'read')));
  if (named.length > 0) return named;
  // A membership that has ended in this moment is noticed with the results.
  const { memberships, conversations } = await members.rowsOf(user, { eventually: true });
  return [...new Set([...memberships, ...conversations].map(({ channel }) => channel))];
}

// Checked after the messages are read, so that they contain nothing posted after the user was removed from a channel.
async function readable(
  messages: Message[],
  user: TokenUser,
  members: Services['members'],
  now: number,
): Promise<Message[]> {
  const channels = [...new Set(messages.map(({ channel }) => channel))];
  const accesses = await Promise.all(channels.map((channel) => members.access(channel, user)));
  const permitted = new Map(
    accesses.flatMap((access) => (access && can(access, 'read') ? [[access.settings.name, access.settings]] : [])),
  );
  return messages.filter((message) => {
    const settings = permitted.get(message.channel);
    return settings && !isExpired(message, settings, now);
  });
}
