// The users whom a user has blocked.
import type { BlockedUsers } from '@parley/chat';
import type { TokenUser } from '../authenticated-user.ts';
import { type RouteHandlers, tokenUser, userIdParameter } from './http.ts';
import type { Services } from './services.ts';

// Whether the blocked user exists is not checked: the response would disclose it.
export const blockRoutes = ({ blocks, conversations }: Services) => {
  const list = async (blocker: TokenUser) => ({
    status: 200,
    body: { blocked: await blocks.of(blocker) } satisfies BlockedUsers,
  });
  return {
    listBlocks: (request) => list(tokenUser(request)),
    async blockUser(request) {
      const blocker = tokenUser(request);
      const blockedId = userIdParameter(request);
      await blocks.add(blocker, blockedId);
      await conversations.closeBlocked(blocker, blockedId);
      return list(blocker);
    },
    async unblockUser(request) {
      const blocker = tokenUser(request);
      await blocks.remove(blocker, userIdParameter(request));
      return list(blocker);
    },
  } satisfies RouteHandlers;
};
