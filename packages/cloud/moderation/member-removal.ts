// The removal of a member, by a moderator or by leaving: the channel moves to its next epoch, and keeps an owner.
import type { Member } from '@parley/chat';
import { lastOwner } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import type { Writes } from '../db/chat-table.ts';
import { nonMemberCheck, removeMemberWrites } from '../db/member-rows.ts';
import type { NoticeAction } from './notices.ts';

/** The rows that change with the notice of a removal. */
export function removalChanges(access: ChannelAccess, member: Member, chatTable: string): NoticeAction['changes'] {
  return ({ epoch }) => departureWrites(access, member, chatTable, { epoch: epoch ?? 0 });
}

/** The rows of a member who is no longer one, and the channel's counts and settings. Throws for the last owner. */
export function departureWrites(
  access: ChannelAccess,
  member: Member,
  chatTable: string,
  set?: { epoch: number },
): Writes {
  requireAnotherOwner(access, member);
  const { name } = access.settings;
  const counts = isDefaultChannel(name) ? {} : { members: -1, ...(member.role === 'owner' && { owners: -1 }) };
  return [
    ...removeMemberWrites(chatTable, name, member.userId),
    ...(set || !isDefaultChannel(name) ? [settingsWrite(chatTable, name, { ...(set && { set }), ...counts })] : []),
  ];
}

/** The rows that change with the notice of a ban of a user who is not a member. */
export function nonMemberBanChanges(
  { settings: { name } }: ChannelAccess,
  userId: string,
  chatTable: string,
): NoticeAction['changes'] {
  return ({ epoch }) => [
    nonMemberCheck(chatTable, name, userId),
    settingsWrite(chatTable, name, { set: { epoch: epoch ?? 0 } }),
  ];
}

/**
 * Throws when a member who loses the role of an owner is the last one. Every owner can act: owners are neither guests nor muted.
 * Owners of default channels are not counted: the group of owners always remains.
 */
export function requireAnotherOwner({ settings: { name, owners } }: ChannelAccess, { role }: Member): void {
  if (role === 'owner' && !isDefaultChannel(name) && owners <= 1) throw lastOwner(name);
}
