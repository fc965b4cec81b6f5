// Lists the members of a channel, and lets users join public channels.
import { channelOf } from '../channels/channel-list.ts';
import { channelName, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const memberRoutes = (services: Services) =>
  ({
    async listMembers(request) {
      const { members } = services;
      const user = tokenUser(request);
      const access = await members.authorize(channelName(request), user, 'list-members');
      return { status: 200, body: await members.list(access, user) };
    },
    async joinChannel(request) {
      const channel = channelName(request);
      const user = await services.members.identify(tokenUser(request));
      await services.joinLeave.join(channel, user);
      return { status: 200, body: await channelOf(channel, user, services) };
    },
  }) satisfies RouteHandlers;
