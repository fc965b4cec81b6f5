// What an invitation is for, for readers who are not signed in: they see who invites them to what before they sign in.
import type { InvitationDescription } from '@parley/chat';
import { noInvitation } from '../access/access-errors.ts';
import { channelKey, parseSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { codeKey, invitationsKey, parseOpenInvitations } from '../db/invitation-rows.ts';

/**
 * Reads the rows that the code names, and no others. The same error for a code that never existed, one that has expired, and one that was
 * revoked: a reader who guesses learns nothing.
 */
export async function describeInvitation(
  deps: ChatTableDeps & { now: () => number },
  code: string,
): Promise<InvitationDescription> {
  const [pointer] = await readRows(deps, [codeKey(code)]);
  if (!pointer) throw noInvitation();
  const channel = String(pointer['channel']);
  const keys = [channelKey(channel), invitationsKey(channel)] as const;
  const rows = await readRows(deps, keys);
  const [settingsRow, row] = keys.map(({ sk }) => rows.find((one) => one.sk === sk));
  const settings = parseSettings(channel, settingsRow);
  const invitation = parseOpenInvitations(row, deps.now()).invitations.find((one) => one.code === code);
  if (!settings || !invitation) throw noInvitation();
  return { title: settings.title, members: settings.members, by: invitation.by.username };
}
