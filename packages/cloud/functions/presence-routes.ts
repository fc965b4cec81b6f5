// Who is online, and whether a user shows it.
import { parsePresenceChange, parsePresenceQuery } from '@parley/chat';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const presenceRoutes = ({ presences }: Services) =>
  ({
    async askPresence(request) {
      const presence = await presences.exchange(tokenUser(request), parsePresenceQuery(jsonBody(request)));
      return { status: 200, body: { presence } };
    },
    async changePresence(request) {
      await presences.change(tokenUser(request), parsePresenceChange(jsonBody(request)));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;
