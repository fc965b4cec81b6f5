// Lists the channels of a user, and creates channels.
import { parseNewChannel } from '@parley/chat';
import { channelOf, channelsOf, joinableChannels } from '../channels/channel-list.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const channelRoutes = (services: Services) =>
  ({
    async listChannels(request) {
      const channels = await channelsOf(tokenUser(request), services);
      return { status: 200, body: { channels, joinable: await joinableChannels(channels, services) } };
    },
    async createChannel(request) {
      const creator = await services.members.identify(tokenUser(request));
      const { name, created } = await services.channels.create(parseNewChannel(jsonBody(request)), creator);
      return { status: created ? 201 : 200, body: await channelOf(name, creator, services) };
    },
  }) satisfies RouteHandlers;
