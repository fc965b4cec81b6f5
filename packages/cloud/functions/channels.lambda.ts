// Lists the channels of a user, and creates channels.
import { parseNewChannel } from '@parley/chat';
import { channelFor, channelsFor, othersFor } from '../channels/channel-list.ts';
import { authenticatedUser, httpHandler, jsonBody, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = (services: Services) =>
  ({
    async listChannels(request) {
      const channels = await channelsFor(authenticatedUser(request), services);
      return { status: 200, body: { channels, joinable: await othersFor(channels, services) } };
    },
    async createChannel(request) {
      const creator = authenticatedUser(request);
      const { name, first } = await services.channels.create(parseNewChannel(jsonBody(request)), creator);
      return { status: first ? 201 : 200, body: await channelFor(name, creator, services) };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
