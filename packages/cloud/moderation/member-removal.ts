// The removal of a member, by a moderator or by leaving: the channel moves to its next epoch, and keeps an owner.
import type { Member } from '@parley/chat';
import { lastOwner } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import { nonMemberCheck, removeMemberWrites } from '../db/member-rows.ts';
import type { NoticeAction } from './notices.ts';

/** The rows that change with the notice of a removal. */
export function removalChanges(
  access: ChannelAccess,
  { userId, role }: Member,
  chatTable: string,
): NoticeAction['changes'] {
  const { name } = access.settings;
  if (role === 'owner') requireAnotherOwner(access);
  const counts = isDefaultChannel(name) ? {} : { members: -1, ...(role === 'owner' && { owners: -1 }) };
  return ({ epoch }) => [
    ...removeMemberWrites(chatTable, name, userId),
    settingsWrite(chatTable, name, { set: { epoch: epoch ?? 0 }, ...counts }),
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

/** Throws for the last owner of a channel. Owners of default channels are not counted: the group of owners always remains. */
export function requireAnotherOwner({ settings: { name, owners } }: ChannelAccess): void {
  if (!isDefaultChannel(name) && owners <= 1) throw lastOwner(name);
}
