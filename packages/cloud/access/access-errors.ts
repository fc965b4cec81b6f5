// The errors of users who may not do something in a channel.
import { MEMBERS_MAX, MEMBERS_WITH_GUESTS_MAX, MEMBERSHIPS_MAX } from '@parley/chat';
import { ApiError } from '../errors.ts';
import type { ChannelAccess } from './channel-access.ts';

/** The same error for a channel that does not exist and for one that the user may not know of, so that names cannot be probed. */
export function noChannel(channel: string): ApiError {
  return new ApiError(404, 'no-channel', `You are not a member of a channel #${channel}.`);
}

/** The reason why a user may not do something. */
export function accessDenied({ settings: { name, kind, archived }, member, effectiveRole }: ChannelAccess): ApiError {
  if (!member && kind !== 'public') return noChannel(name);
  if (!member) return new ApiError(403, 'not-a-member', `You are not a member of #${name}. Join it first.`);
  if (archived) return new ApiError(403, 'archived', `#${name} is archived and can only be read.`);
  if (effectiveRole === 'muted')
    return new ApiError(403, 'muted', `You are muted in #${name} until ${member.mutedUntil}.`);
  return new ApiError(403, 'not-allowed', `The role ${effectiveRole} may not do this in #${name}.`);
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
export function lastOwner(channel: string): ApiError {
  return new ApiError(409, 'last-owner', `#${channel} would have no owner. Make another member an owner first.`);
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
