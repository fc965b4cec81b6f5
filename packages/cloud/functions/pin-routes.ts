// The pinned messages of a channel. They are pinned and unpinned by entries, as all changes of messages.
import { pinnedMessages } from '../channels/pinned-messages.ts';
import { channelName, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const pinRoutes = ({ rows, members }: Services) =>
  ({
    async listPins(request) {
      return {
        status: 200,
        body: await pinnedMessages(channelName(request), tokenUser(request), { ...rows, members }),
      };
    },
  }) satisfies RouteHandlers;
