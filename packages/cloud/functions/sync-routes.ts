// Returns everything that a reader has missed, in all channels.
import { parseSyncQuery, type Sync } from '@parley/chat';
import { missedEntries } from '../channels/sync.ts';
import { missedAsOfNow } from '../channels/synced-expiry.ts';
import { listForSync } from '../channels/synced-list.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const syncRoutes = (services: Services) =>
  ({
    async sync(request) {
      const reader = tokenUser(request);
      const query = parseSyncQuery(jsonBody(request));
      const [{ rows, channels, heads }, presence] = await Promise.all([
        listForSync(reader, query, services),
        query.presence && services.presences.exchange(reader, query.presence),
      ]);
      const { username, conversations, threads, saved } = rows;
      const own = {
        username,
        preferences: rows.preferences,
        ...(presence && { presence }),
        ...(threads > 0 && { threads }),
        ...(saved > 0 && { saved }),
      };
      const missed = await missedEntries(query, heads, services.log);
      if (Object.values(missed).every(({ entries }) => entries.length === 0))
        return { status: 200, body: { ...own, channels, missed } satisfies Sync };
      // Read again after the entries, so that the response contains nothing posted after the reader was removed from a channel. The
      // participants of a direct conversation stay the same.
      const memberships = await services.members.membershipsOf(reader);
      const current = new Set([...memberships, ...conversations].map(({ channel }) => channel));
      return {
        status: 200,
        body: {
          ...own,
          channels: channels.filter(({ name }) => current.has(name)),
          missed: await missedAsOfNow(
            Object.entries(missed).filter(([name]) => current.has(name)),
            channels,
            services,
          ),
        } satisfies Sync,
      };
    },
  }) satisfies RouteHandlers;
