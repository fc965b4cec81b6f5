// The users whom a user has blocked.
import { type BlockedUsers, parseSingleLine } from '@parley/chat';
import type { TokenUser } from '../authenticated-user.ts';
import { jsonBody, type Request, type RouteHandlers, tokenUser, userIdParameter } from './http.ts';
import type { Services } from './services.ts';

/** The longest username, as in the user pool (Cognito quotas). */
const USERNAME_MAX = 128;

// Whether the blocked user exists, and has the name, is not checked: the response would disclose it. Only the blocker sees the name.
export const blockRoutes = ({ blocks, conversations }: Services) => {
  const list = async (blocker: TokenUser) => ({
    status: 200,
    body: (await blocks.of(blocker)) satisfies BlockedUsers,
  });
  return {
    listBlocks: (request) => list(tokenUser(request)),
    async blockUser(request) {
      const blocker = tokenUser(request);
      const blockedId = userIdParameter(request);
      await blocks.add(blocker, blockedId, usernameIn(request));
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

function usernameIn(request: Request): string | undefined {
  if (!request.body) return undefined;
  const { username } = Object(jsonBody(request)) as { username?: unknown };
  return username === undefined ? undefined : parseSingleLine('username', username, USERNAME_MAX);
}
