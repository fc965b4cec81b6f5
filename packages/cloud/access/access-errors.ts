// The errors of users who may not do something in a channel.
import { MEMBERS_MAX, MEMBERS_WITH_GUESTS_MAX, MEMBERSHIPS_MAX } from '@parley/chat';
import { ApiError } from '../errors.ts';
import type { ChannelAccess } from './channel-access.ts';

/** The same error for a channel that does not exist and for one that the user may not know of, so that names cannot be probed. */
export function noChannel(): ApiError {
  return new ApiError(404, 'no-channel', 'There is no such channel, or you have no access to it.');
}

/** The reason why a user may not do something. */
export function accessDenied({ settings, member, effectiveRole }: ChannelAccess): ApiError {
  const { kind, archived } = settings;
  if (!member && kind !== 'public') return noChannel();
  const channel = channelLabel(settings);
  if (!member) return new ApiError(403, 'not-a-member', `You aren't a member of ${channel}. Join it first.`);
  if (archived) return new ApiError(403, 'archived', `${channel} is archived. Messages can be read, but not sent.`);
  if (effectiveRole === 'muted')
    return new ApiError(403, 'muted', `You're muted in ${channel} until ${member.mutedUntil}.`, undefined, {
      mutedUntil: member.mutedUntil,
    });
  return new ApiError(403, 'not-allowed', `You don't have permission to do this in ${channel}.`);
}

/** A channel as users know it: the name of a private one is an id. */
export function channelLabel({ kind, title }: Pick<ChannelAccess['settings'], 'kind' | 'title'>): string {
  if (kind === 'direct') return 'this conversation';
  return kind === 'public' ? `#${title}` : `“${title}”`;
}

/** There is no user with an id, or the user has never made a request. */
export function noUser(userId: string): ApiError {
  return new ApiError(404, 'no-user', `There is no user with the id ${userId}.`);
}

/** Guests cannot create channels, begin conversations or search users. */
export function accountRequired(): ApiError {
  return new ApiError(
    403,
    'guest',
    'This requires an account. Guests can post in the channels that they are members of.',
  );
}

/** A channel keeps at least one owner. */
export function lastOwner(): ApiError {
  return new ApiError(409, 'last-owner', "You're the only owner. Make someone else an owner first.");
}

/** A channel has a limit of members. */
export function channelFull(): ApiError {
  return new ApiError(409, 'full', `The channel has ${MEMBERS_MAX} members, which is the limit.`);
}

/** The places that are left in a channel are for users with an account. */
export function fullForGuests(): ApiError {
  return new ApiError(
    409,
    'full',
    `The channel has ${MEMBERS_WITH_GUESTS_MAX} members, which is the limit for guests. Ask for an account.`,
  );
}

/** A user has a limit of channels. */
export function tooManyChannels(): ApiError {
  return new ApiError(
    409,
    'too-many-channels',
    `You are a member of ${MEMBERSHIPS_MAX} channels, which is the limit. Leave one first.`,
  );
}

/** The same error for every code that opens nothing, so that a guess discloses nothing. */
export function noInvitation(): ApiError {
  return new ApiError(404, 'no-invitation', 'This invitation is no longer valid. Ask for a new one.');
}

/** A token from before the user has signed out of all devices. */
export function signedOut(): ApiError {
  return new ApiError(401, 'signed-out', 'You have signed out of all devices. Sign in again.');
}
