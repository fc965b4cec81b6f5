// Invitations by link: creates, lists and revokes them, shows what one is for, and accepts one.
import { parseInvitationCode, parseNewInvitation } from '@parley/chat';
import { channelOf } from '../channels/channel-list.ts';
import { channelName, jsonBody, type Request, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const invitationRoutes = (services: Services) => {
  const { invitations, members } = services;
  const identify = (request: Request) => members.identify(tokenUser(request));
  return {
    async createInvitation(request) {
      const hours = parseNewInvitation(jsonBody(request));
      return { status: 201, body: await invitations.create(channelName(request), hours, await identify(request)) };
    },
    async listInvitations(request) {
      return {
        status: 200,
        body: { invitations: await invitations.list(channelName(request), await identify(request)) },
      };
    },
    async revokeInvitation(request) {
      await invitations.revoke(channelName(request), invitationCode(request), await identify(request));
      return { status: 200, body: {} };
    },
    async previewInvitation(request) {
      return { status: 200, body: await invitations.preview(invitationCode(request), await identify(request)) };
    },
    async acceptInvitation(request) {
      const user = await identify(request);
      const channel = await invitations.accept(invitationCode(request), user);
      return { status: 200, body: await channelOf(channel, user, services) };
    },
  } satisfies RouteHandlers;
};

/** The code that the path names. */
export function invitationCode(request: Request): string {
  return parseInvitationCode(request.pathParameters?.['code']);
}
