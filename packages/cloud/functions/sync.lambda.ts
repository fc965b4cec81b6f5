// Returns everything that a reader has missed, in all channels.
import { parseSyncQuery, type Sync } from '@parley/chat';
import { channelsFor } from '../channels/channel-list.ts';
import { missed } from '../channels/sync.ts';
import { authenticatedUser, httpHandler, jsonBody, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = (services: Services) =>
  ({
    async sync(request) {
      const reader = authenticatedUser(request);
      const query = parseSyncQuery(jsonBody(request));
      const channels = await channelsFor(reader, services);
      const found = await missed(query, channels, services.log);
      // Read again after the entries, so that the response contains nothing posted after the reader was removed from a channel.
      const current = new Set((await services.members.of(reader)).map(({ channel }) => channel));
      return {
        status: 200,
        body: {
          channels: channels.filter(({ name }) => current.has(name)),
          missed: Object.fromEntries(Object.entries(found).filter(([name]) => current.has(name))),
        } satisfies Sync,
      };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
