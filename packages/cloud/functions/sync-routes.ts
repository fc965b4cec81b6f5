// Returns everything that a reader has missed, in all channels.
import { parseSyncQuery, type Sync } from '@parley/chat';
import { channelsOf } from '../channels/channel-list.ts';
import { missedEntries } from '../channels/sync.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const syncRoutes = (services: Services) =>
  ({
    async sync(request) {
      const reader = await services.members.identify(tokenUser(request));
      const query = parseSyncQuery(jsonBody(request));
      const channels = await channelsOf(reader, services);
      const found = await missedEntries(query, channels, services.log);
      // Read again after the entries, so that the response contains nothing posted after the reader was removed from a channel. The
      // participants of a direct conversation stay the same.
      const current = new Set([
        ...channels.filter(({ kind }) => kind === 'direct').map(({ name }) => name),
        ...(await services.members.membershipsOf(reader)).map(({ channel }) => channel),
      ]);
      return {
        status: 200,
        body: {
          username: reader.username,
          channels: channels.filter(({ name }) => current.has(name)),
          missed: Object.fromEntries(Object.entries(found).filter(([name]) => current.has(name))),
        } satisfies Sync,
      };
    },
  }) satisfies RouteHandlers;
