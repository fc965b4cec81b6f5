// The end of a membership, by a moderator or by leaving: its rows and its invitations; the channel keeps an owner.
import { INVITATION_HOURS_MAX, type Member } from '@parley/chat';
import { lastOwner } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import type { Writes } from '../db/chat-table.ts';
import { hintRow } from '../db/hint-rows.ts';
import {
  departureWrite,
  type OpenInvitations,
  replaceInvitationsWrite,
  revokeInvitationsWrite,
} from '../db/invitation-rows.ts';
import { nonMemberCheck, removeMemberWrites } from '../db/member-rows.ts';

/**
 * The rows that change when a member is removed or banned. All invitations of the channel are revoked: the user may have seen any of
 * them, and may have a second account.
 */
export function removalWrites(
  access: ChannelAccess,
  member: Member,
  { epoch, now, chatTable }: { epoch: number; now: number; chatTable: string },
): Writes {
  return [
    ...departedMemberWrites(access, member, { epoch }, chatTable),
    revokeInvitationsWrite(chatTable, access.settings.name),
    { Put: { TableName: chatTable, Item: hintRow(member.userId, 'removal', access.settings.name, now) } },
  ];
}

/** The rows that change when a user is banned who is not a member. */
export function nonMemberBanWrites(
  { settings: { name } }: ChannelAccess,
  userId: string,
  epoch: number,
  chatTable: string,
): Writes {
  return [
    nonMemberCheck(chatTable, name, userId),
    settingsWrite(chatTable, name, { set: { epoch } }),
    revokeInvitationsWrite(chatTable, name),
  ];
}

/**
 * The rows that change when a member leaves, at the beginning of an epoch if the channel is private. The invitations by the user are
 * revoked, and the earlier ones by others are not for the user any more.
 */
export function leaveWrites(
  access: ChannelAccess,
  member: Member,
  known: OpenInvitations,
  { epoch, now, chatTable }: { epoch: number | undefined; now: number; chatTable: string },
): Writes {
  const { name } = access.settings;
  const { userId } = member;
  const others = known.invitations.filter(({ by }) => by.userId !== userId);
  const expiresAt = Math.ceil(now / 1000) + INVITATION_HOURS_MAX * 3_600;
  return [
    ...departedMemberWrites(access, member, epoch === undefined ? {} : { epoch }, chatTable),
    // Written in any case, so that an invitation that the user creates at this moment fails.
    replaceInvitationsWrite(chatTable, name, known, others),
    ...(epoch === undefined ? [] : [departureWrite(chatTable, name, userId, { epoch, expiresAt })]),
  ];
}

/** The rows of a member who is no longer one, and the channel's counts and settings. Throws for the last owner. */
function departedMemberWrites(
  access: ChannelAccess,
  member: Member,
  set: { epoch?: number },
  chatTable: string,
): Writes {
  requireAnotherOwner(access, member);
  const { name } = access.settings;
  const counts = isDefaultChannel(name) ? {} : { members: -1, ...(member.role === 'owner' && { owners: -1 }) };
  const change = { set, ...counts };
  return [
    ...removeMemberWrites(chatTable, name, member.userId),
    ...('epoch' in set || 'members' in counts ? [settingsWrite(chatTable, name, change)] : []),
  ];
}

/**
 * Throws when a member who loses the role of an owner is the last one. Every owner can act: owners are neither guests nor muted.
 * Owners of default channels are not counted: the group of owners always remains.
 */
export function requireAnotherOwner({ settings: { name, owners } }: ChannelAccess, { role }: Member): void {
  if (role === 'owner' && !isDefaultChannel(name) && owners <= 1) throw lastOwner();
}
