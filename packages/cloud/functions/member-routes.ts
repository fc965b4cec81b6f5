// Lists the members of a channel, adds users to private channels, and lets users join public ones.
import { channelOf } from '../channels/channel-list.ts';
import { channelName, type RouteHandlers, tokenUser, userIdParameter } from './http.ts';
import type { Services } from './services.ts';

export const memberRoutes = (services: Services) =>
  ({
    async listMembers(request) {
      const { members } = services;
      const user = tokenUser(request);
      const access = await members.authorize(channelName(request), user, 'list-members');
      return { status: 200, body: await members.list(access, user) };
    },
    async addMember(request) {
      const user = await services.members.identify(tokenUser(request));
      await services.memberAdditions.add(channelName(request), userIdParameter(request), user);
      return { status: 200, body: {} };
    },
    async joinChannel(request) {
      const channel = channelName(request);
      const user = await services.members.identify(tokenUser(request));
      await services.joinLeave.join(channel, user);
      return { status: 200, body: await channelOf(channel, user, services) };
    },
  }) satisfies RouteHandlers;
