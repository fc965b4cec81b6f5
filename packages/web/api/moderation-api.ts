// The part of the HTTP API about changing channels and their members, reports and the audit trail. Loaded on demand.
import type { AuditRecord, Invitation } from '@parley/chat';
import { listOf, unexpectedAnswer } from './request.ts';
import type { Api, ModerationApi } from './types.ts';

/** Makes the calls that change a channel and its members, and those of reports and the audit trail. */
export function moderationApi({ request }: Pick<Api, 'request'>): ModerationApi {
  return {
    async changeChannel(channel, body) {
      await request('changeChannel', { channel }, { body });
    },
    async listMembers(channel) {
      const { members, muted, banned, more } = await request('listMembers', { channel });
      return {
        members: listOf('members', members),
        muted: listOf('muted', muted ?? []),
        banned: listOf('banned', banned ?? []),
        more: more === true,
      };
    },
    async addMember(channel, userId) {
      await request('addMember', { channel, userId });
    },
    async changeMember(channel, userId, body) {
      await request('changeMember', { channel, userId }, { body });
    },
    async removeMember(channel, userId) {
      await request('removeMember', { channel, userId });
    },
    async listInvitations(channel) {
      return listOf<Invitation>('invitations', (await request('listInvitations', { channel }))['invitations']);
    },
    async createInvitation(channel, hours) {
      const invitation = (await request('createInvitation', { channel }, { body: { hours } })) as Partial<Invitation>;
      if (typeof invitation.code !== 'string' || typeof invitation.expiresAt !== 'string' || !invitation.by)
        throw unexpectedAnswer('invitation');
      return invitation as Invitation;
    },
    async revokeInvitation(channel, code) {
      await request('revokeInvitation', { channel, code });
    },
    async createReport(channel, body) {
      await request('createReport', { channel }, { body });
    },
    async listReports(channel) {
      const { reported, more } = await request('listReports', { channel });
      return { reported: listOf('reported', reported), more: more === true };
    },
    async settleReport(channel, seq) {
      await request('settleReport', { channel, seq });
    },
    listAuditTrail: async (channel) =>
      listOf<AuditRecord>('audit', (await request('listAuditTrail', { channel }))['audit']),
  };
}
