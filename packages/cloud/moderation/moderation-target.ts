// The user whom a moderation is about: a member, or a user who has left the channel or never joined it.
import { type Action, type EffectiveRole, type Member, outranks, type User } from '@parley/chat';
import { accessDenied, noUser } from '../access/access-errors.ts';
import { type ChannelAccess, can } from '../access/channel-access.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { memberKey, membershipKey, parseMember } from '../db/member-rows.ts';
import { banKey, muteKey, type Restrictions, restrictionsOf } from '../db/restriction-rows.ts';
import { ApiError } from '../errors.ts';

/** `guest`: the user has no account. */
export type Target = Restrictions & { user: User; guest: boolean; member: Member | undefined };

/** The user whom an action is about. Throws when the moderator may not do it, or not to users of that role. */
export async function authorizeTarget(
  access: ChannelAccess,
  userId: string,
  action: Action,
  moderator: AuthenticatedUser,
  deps: ChatTableDeps & { now: () => number },
): Promise<Target> {
  if (!can(access, action)) throw accessDenied(access);
  const { name } = access.settings;
  const keys = [
    memberKey(name, userId),
    membershipKey(userId, ''),
    banKey(name, userId),
    muteKey(name, userId),
  ] as const;
  const rows = await readRows(deps, keys);
  const [memberRow, userRow, ...restrictions] = keys.map(({ pk, sk }) =>
    rows.find((row) => row.pk === pk && row.sk === sk),
  );
  const member = memberRow && parseMember(memberRow);
  const username = member?.username ?? userRow?.['username'];
  if (typeof username !== 'string') throw noUser(userId);
  const role: EffectiveRole = member?.role ?? 'non-member';
  if (userId !== moderator.userId && !outranks(access.effectiveRole, role))
    throw new ApiError(
      403,
      'not-allowed',
      `As ${access.effectiveRole} you cannot do this to ${role === 'owner' ? 'an' : 'a'} ${role}.`,
    );
  return {
    user: { userId, username },
    guest: userRow?.['guest'] === true,
    member,
    ...restrictionsOf(
      restrictions.filter((row) => row !== undefined),
      deps.now(),
    ),
  };
}

/** The same for a member; throws for other users. */
export async function authorizeMember(
  ...args: Parameters<typeof authorizeTarget>
): Promise<Target & { member: Member }> {
  const target = await authorizeTarget(...args);
  const { member } = target;
  if (!member) throw new ApiError(404, 'no-member', `That user is not a member of #${args[0].settings.name}.`);
  return { ...target, member };
}
