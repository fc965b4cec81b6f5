// Invitations by link: creates, lists and revokes them, shows what one is for, and accepts one.
import { parseInvitationCode, parseNewInvitation } from '@parley/chat';
import { channelOf } from '../channels/channel-list.ts';
import { authenticatedUser, channelName, httpHandler, jsonBody, type Request, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = (services: Services) => {
  const { invitations } = services;
  return {
    async createInvitation(request) {
      const hours = parseNewInvitation(jsonBody(request));
      return { status: 201, body: await invitations.create(channelName(request), hours, authenticatedUser(request)) };
    },
    async listInvitations(request) {
      return {
        status: 200,
        body: { invitations: await invitations.list(channelName(request), authenticatedUser(request)) },
      };
    },
    async revokeInvitation(request) {
      await invitations.revoke(channelName(request), code(request), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async previewInvitation(request) {
      return { status: 200, body: await invitations.preview(code(request), authenticatedUser(request)) };
    },
    async acceptInvitation(request) {
      const user = authenticatedUser(request);
      const channel = await invitations.accept(code(request), user);
      return { status: 200, body: await channelOf(channel, user, services) };
    },
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers(openServices()));

function code(request: Request): string {
  return parseInvitationCode(request.pathParameters?.['code']);
}
