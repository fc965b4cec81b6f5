// Reads a page of a channel's log, in either direction.
import { type Page, parsePageQuery } from '@parley/chat';
import { channelName, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const historyRoutes = ({ log, members }: Services) =>
  ({
    async listMessages(request) {
      const reader = tokenUser(request);
      const channel = channelName(request);
      const page: Page = await log.page(channel, parsePageQuery(request.queryStringParameters ?? {}));
      // Checked after the page is read, so that it contains nothing posted after the reader was removed from the channel.
      await members.authorize(channel, reader, 'read');
      return { status: 200, body: page };
    },
  }) satisfies RouteHandlers;
