// Reads a page of a channel's log, in either direction.
import { type Page, parsePageQuery } from '@parley/chat';
import { withoutExpired } from '../db/expiry.ts';
import { firstSince } from '../db/log-dates.ts';
import { channelName, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const historyRoutes = ({ log, members, rows }: Services) =>
  ({
    async listMessages(request) {
      const reader = tokenUser(request);
      const channel = channelName(request);
      const { since, ...query } = parsePageQuery(request.queryStringParameters ?? {});
      if (since !== undefined) {
        // The search for a time reads more than a page does.
        await members.authorize(channel, reader, 'read');
        query.after = (await firstSince(log, channel, since)) - 1;
      }
      const page: Page = await log.page(channel, query);
      // Checked after the page is read, so that it contains nothing posted after the reader was removed from the channel.
      const { settings } = await members.authorize(channel, reader, 'read');
      const entries = await withoutExpired(page.entries, channel, settings, { log, now: rows.now() });
      return { status: 200, body: { ...page, entries } };
    },
  }) satisfies RouteHandlers;
