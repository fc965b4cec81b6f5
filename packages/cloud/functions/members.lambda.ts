// Lists the members of a channel, and lets users join public channels.
import { channelOf } from '../channels/channel-list.ts';
import { authenticatedUser, channelName, httpHandler, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = (services: Services) =>
  ({
    async listMembers(request) {
      const { members } = services;
      const access = await members.authorize(channelName(request), authenticatedUser(request), 'list-members');
      return { status: 200, body: await members.list(access) };
    },
    async joinChannel(request) {
      const channel = channelName(request);
      const user = authenticatedUser(request);
      await services.joinLeave.join(channel, user);
      return { status: 200, body: await channelOf(channel, user, services) };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
