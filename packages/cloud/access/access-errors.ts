// What somebody reads who may not do something in a channel.
import { ApiError } from '../errors.ts';
import type { ChannelAccess } from './members.ts';

/** One answer for a channel that does not exist and for one that the person may not know of: nobody can try names. */
export function noChannel(channel: string): ApiError {
  return new ApiError(404, 'no-channel', `There is no channel #${channel} that you are in.`);
}

/** Why somebody may not do it. */
export function refusal({ settings: { name, kind, archived }, member, effectiveRole }: ChannelAccess): ApiError {
  if (!member && kind !== 'public') return noChannel(name);
  if (!member) return new ApiError(403, 'not-a-member', `You are not in #${name}. Join it first.`);
  if (archived) return new ApiError(403, 'archived', `#${name} is archived: it can be read, and no more.`);
  if (effectiveRole === 'muted')
    return new ApiError(403, 'muted', `You cannot speak in #${name} until ${member.mutedUntil}.`);
  return new ApiError(403, 'not-allowed', `As ${effectiveRole} of #${name} you may not do this.`);
}

/** Guests do not begin anything. */
export function onlyWithAccount(): ApiError {
  return new ApiError(403, 'guest', 'This takes an account. Guests may talk in the channels that they are in.');
}
