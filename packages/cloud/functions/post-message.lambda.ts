// Stores what a user posts to a channel: a message, an edit, a deletion or a reaction.
import { parseAfter, parseNewEntry } from '@parley/chat';
import { MESSAGES_PER_MINUTE, required } from '../environment.ts';
import { channelName, httpHandler, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = ({ posts }: Services) =>
  ({
    async postMessage(request) {
      const channel = channelName(request);
      const body = jsonBody(request);
      const post = { newEntry: parseNewEntry(body), after: parseAfter(body) };
      const { entry, created } = await posts.create(channel, post, tokenUser(request));
      return { status: created ? 201 : 200, body: entry };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(
  handlers(openServices({ messagesPerMinute: Number(required(MESSAGES_PER_MINUTE)) })),
);
