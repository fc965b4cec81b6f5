// Moderation of a channel: its settings, its members, and the audit trail of both.
import { parseChannelChange, parseMemberChange } from '@parley/chat';
import { auditOf } from '../db/audit-rows.ts';
import { authenticatedUser, channelName, httpHandler, jsonBody, type RouteHandlers, userIdParameter } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = ({ rulings, members, rows }: Services) =>
  ({
    async changeChannel(request) {
      await rulings.change(channelName(request), parseChannelChange(jsonBody(request)), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async changeMember(request) {
      const channel = channelName(request);
      const userId = userIdParameter(request);
      await rulings.changeMember(channel, userId, parseMemberChange(jsonBody(request)), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async removeMember(request) {
      await rulings.remove(channelName(request), userIdParameter(request), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async listAuditTrail(request) {
      const channel = channelName(request);
      await members.allowed(channel, authenticatedUser(request), 'view-audit');
      return { status: 200, body: { audit: await auditOf(channel, rows) } };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
