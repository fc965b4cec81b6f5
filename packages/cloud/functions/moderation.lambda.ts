// Moderation of a channel: its settings, its members, and the audit trail of both.
import { parseChannelChange, parseMemberChange } from '@parley/chat';
import { listAuditRecords } from '../db/audit-rows.ts';
import { authenticatedUser, channelName, httpHandler, jsonBody, type RouteHandlers, userIdParameter } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = ({ moderation, joinLeave, members, rows }: Services) =>
  ({
    async changeChannel(request) {
      await moderation.changeChannel(
        channelName(request),
        parseChannelChange(jsonBody(request)),
        authenticatedUser(request),
      );
      return { status: 200, body: {} };
    },
    async changeMember(request) {
      const channel = channelName(request);
      const userId = userIdParameter(request);
      await moderation.changeMember(channel, userId, parseMemberChange(jsonBody(request)), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async removeMember(request) {
      const channel = channelName(request);
      const userId = userIdParameter(request);
      const user = authenticatedUser(request);
      if (userId === user.userId) await joinLeave.leave(channel, user);
      else await moderation.removeMember(channel, userId, user);
      return { status: 200, body: {} };
    },
    async listAuditTrail(request) {
      const channel = channelName(request);
      await members.authorize(channel, authenticatedUser(request), 'view-audit');
      return { status: 200, body: { audit: await listAuditRecords(channel, rows) } };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
