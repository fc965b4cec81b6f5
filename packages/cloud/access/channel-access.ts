// A user's access to a channel: the settings, the membership, the effective role, and what that role permits.
import { type Action, type EffectiveRole, isPermitted, type Member } from '@parley/chat';
import type { ChannelSettings } from '../db/channel-row.ts';
import type { Participation } from '../db/conversation-rows.ts';

/**
 * A channel, and a user's relation to it; `member` is undefined for non-members. All users are members of the default channels,
 * also those who are not `enrolled`: they have made no request yet and have no rows and no username.
 */
export type ChannelAccess = {
  settings: ChannelSettings;
  member: Member | undefined;
  effectiveRole: EffectiveRole;
  enrolled: boolean;
  /** The user's part in a direct conversation. */
  participation?: Participation;
};

/** Whether a user with this access may do something. */
export function can(
  { settings, effectiveRole }: Pick<ChannelAccess, 'settings' | 'effectiveRole'>,
  action: Action,
): boolean {
  return isPermitted({ kind: settings.kind, archived: settings.archived, effectiveRole }, action);
}
