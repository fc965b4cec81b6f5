// Mentions of everyone: @channel mentions all members of a channel, @here those who are online.
import type { FindCode } from './code-ranges.ts';
import { outsideCode } from './mentions.ts';
import { type ChannelKind, type EffectiveRole, isPermitted } from './roles.ts';

/** Whom a message mentions beside the users whom it names. */
export type Everyone = (typeof EVERYONE)[number];
export const EVERYONE = ['channel', 'here'] as const;

/** The most members of a channel in which owners and moderators may mention everyone: each mention is a row of one transaction. */
export const EVERYONE_MAX = 50;

/** The most members of a channel in which each member may. */
export const EVERYONE_BY_MEMBERS_MAX = 12;

/** Whether a member may mention everyone in a channel with so many members. Guests may not; in a direct conversation all are notified anyway. */
export function mayMentionEveryone(
  channel: { kind: ChannelKind; archived: boolean; effectiveRole: EffectiveRole },
  members: number,
): boolean {
  const { kind, effectiveRole } = channel;
  if (kind === 'direct' || effectiveRole === 'guest' || !isPermitted(channel, 'post')) return false;
  return members <= (isPermitted(channel, 'delete-any') ? EVERYONE_MAX : EVERYONE_BY_MEMBERS_MAX);
}

/** Whether a text has the word that mentions everyone, outside of its code. */
export function hasEveryone(text: string, everyone: Everyone, findCode: FindCode): boolean {
  return outsideCode(text, findCode).some(({ name }) => name === everyone);
}

/** The word in a text that could mention everyone; `@channel` counts where both are. */
export function everyoneIn(text: string, findCode: FindCode): Everyone | undefined {
  return EVERYONE.find((everyone) => hasEveryone(text, everyone, findCode));
}
