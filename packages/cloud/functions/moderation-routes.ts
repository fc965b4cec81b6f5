// Moderation of a channel: its settings, its members, and the audit trail of both.
import { parseChannelChange, parseMemberChange } from '@parley/chat';
import { listAuditRecords } from '../db/audit-rows.ts';
import { channelName, jsonBody, type RouteHandlers, tokenUser, userIdParameter } from './http.ts';
import type { Services } from './services.ts';

export const moderationRoutes = ({ moderation, joinLeave, members, rows }: Services) =>
  ({
    async changeChannel(request) {
      const channel = channelName(request);
      const change = parseChannelChange(jsonBody(request));
      await moderation.changeChannel(channel, change, await members.identify(tokenUser(request)));
      return { status: 200, body: {} };
    },
    async changeMember(request) {
      const channel = channelName(request);
      const userId = userIdParameter(request);
      const change = parseMemberChange(jsonBody(request));
      await moderation.changeMember(channel, userId, change, await members.identify(tokenUser(request)));
      return { status: 200, body: {} };
    },
    async removeMember(request) {
      const channel = channelName(request);
      const userId = userIdParameter(request);
      const user = await members.identify(tokenUser(request));
      if (userId === user.userId) await joinLeave.leave(channel, user);
      else await moderation.removeMember(channel, userId, user);
      return { status: 200, body: {} };
    },
    async listAuditTrail(request) {
      const channel = channelName(request);
      await members.authorize(channel, tokenUser(request), 'view-audit');
      return { status: 200, body: { audit: await listAuditRecords(channel, rows) } };
    },
  }) satisfies RouteHandlers;
