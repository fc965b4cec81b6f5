// The users whom a user has blocked.
import type { BlockedUsers } from '@parley/chat';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { authenticatedUser, httpHandler, type RouteHandlers, userIdParameter } from './http.ts';
import { openServices, type Services } from './services.ts';

// Whether the blocked user exists is not checked: the response would disclose it.
export const handlers = ({ blocks }: Services) => {
  const list = async (blocker: AuthenticatedUser) => ({
    status: 200,
    body: { blocked: await blocks.of(blocker) } satisfies BlockedUsers,
  });
  return {
    listBlocks: (request) => list(authenticatedUser(request)),
    async blockUser(request) {
      const blocker = authenticatedUser(request);
      await blocks.add(blocker, userIdParameter(request));
      return list(blocker);
    },
    async unblockUser(request) {
      const blocker = authenticatedUser(request);
      await blocks.remove(blocker, userIdParameter(request));
      return list(blocker);
    },
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers(openServices()));
