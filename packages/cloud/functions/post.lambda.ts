// The function that stores what a user posts to a channel (a message, an edit, a deletion, a reaction or a pin), has read and has saved.
import { parseAfter, parseNewEntry } from '@parley/chat';
import { MESSAGES_PER_MINUTE, required } from '../environment.ts';
import { channelName, httpHandler, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import { readCursorRoutes } from './read-cursor-routes.ts';
import { savedRoutes } from './saved-routes.ts';
import { openServices, type Services } from './services.ts';
import { threadRoutes } from './thread-routes.ts';

export const handlers = (services: Services) => {
  const { markThreadRead, followThread } = threadRoutes(services);
  return {
    ...readCursorRoutes(services),
    ...savedRoutes(services),
    markThreadRead,
    followThread,
    async postMessage(request) {
      const body = jsonBody(request);
      const post = { newEntry: parseNewEntry(body), after: parseAfter(body) };
      const { entry, created } = await services.posts.create(channelName(request), post, tokenUser(request));
      return { status: created ? 201 : 200, body: entry };
    },
  } satisfies RouteHandlers;
};

const messagesPerMinute = Number(required(MESSAGES_PER_MINUTE));
export const handler = httpHandler(handlers(openServices({ messagesPerMinute })));
