// Threads: those that a user follows, the replies of one, and what the user has read of it.
import { parsePageQuery, parseSeq, parseThreadFollow, parseThreadRead } from '@parley/chat';
import type { ThreadAddress } from '../channels/threads.ts';
import { channelName, jsonBody, type Request, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const threadRoutes = ({ threads }: Services) =>
  ({
    async listThreads(request) {
      return { status: 200, body: await threads.list(tokenUser(request)) };
    },

    async readThread(request) {
      const query = parsePageQuery(request.queryStringParameters ?? {});
      return { status: 200, body: await threads.page(tokenUser(request), threadOf(request), query) };
    },

    async markThreadRead(request) {
      const count = parseThreadRead(jsonBody(request));
      return { status: 200, body: await threads.markRead(tokenUser(request), threadOf(request), count) };
    },

    async followThread(request) {
      const following = parseThreadFollow(jsonBody(request));
      return { status: 200, body: await threads.follow(tokenUser(request), threadOf(request), following) };
    },
  }) satisfies RouteHandlers;

function threadOf(request: Request): ThreadAddress {
  return { channel: channelName(request), root: parseSeq(Number(request.pathParameters?.['seq'])) };
}
