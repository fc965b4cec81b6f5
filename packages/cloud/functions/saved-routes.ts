// Saved messages: the list of the user, and what is added to it or removed.
import { parsePageQuery, parseSeq } from '@parley/chat';
import { channelName, type Request, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const savedRoutes = ({ saved }: Services) =>
  ({
    async listSaved(request) {
      const { before, limit } = parsePageQuery(request.queryStringParameters ?? {});
      const query = { limit, ...(before !== undefined && { before }) };
      return { status: 200, body: await saved.list(tokenUser(request), query) };
    },

    async saveMessage(request) {
      return { status: 200, body: { version: await saved.save(tokenUser(request), addressOf(request)) } };
    },

    async unsaveMessage(request) {
      return { status: 200, body: { version: await saved.unsave(tokenUser(request), addressOf(request)) } };
    },
  }) satisfies RouteHandlers;

function addressOf(request: Request) {
  return { channel: channelName(request), seq: parseSeq(Number(request.pathParameters?.['seq'])) };
}
