// What the reader may do to a member of a channel.
import { type Channel, effectiveRoleOf, isPermitted, type Member, type MemberChange, outranks } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import type { IconName } from '../all-icons.tsx';

/** An action on a member; one that is asked about is performed after a confirmation. */
export type MemberAction = {
  key: string;
  icon: IconName;
  label: string;
  change: MemberChange | 'remove' | 'block' | 'unblock';
  asked?: boolean;
};

/** The actions on a member, as far as the reader's role permits them. */
export function memberActions(channel: Channel, member: Member, blocked: boolean, now: number): MemberAction[] {
  const isOutranked = outranks(channel.effectiveRole, effectiveRoleOf({ role: member.role }, false, now));
  const actions: (MemberAction | false)[] = [
    ...(isPermitted(channel, 'set-role')
      ? (['owner', 'moderator', 'member'] as const).map(
          (role) =>
            role !== member.role && {
              key: role,
              icon: 'people' as const,
              label: t.makeRole[role],
              change: { role },
              asked: role === 'owner',
            },
        )
      : []),
    ...(isOutranked && member.role !== 'owner' && isPermitted(channel, 'mute')
      ? member.mutedUntil
        ? [{ key: 'unmute', icon: 'check' as const, label: t.unmute, change: { mutedMinutes: 0 } }]
        : [
            { key: 'mute', icon: 'muted' as const, label: t.mute.hour, change: { mutedMinutes: 60 } },
            { key: 'mute-day', icon: 'muted' as const, label: t.mute.day, change: { mutedMinutes: 1_440 } },
          ]
      : []),
    blocked
      ? { key: 'unblock', icon: 'user' as const, label: t.unblock, change: 'unblock' as const }
      : { key: 'block', icon: 'blocked' as const, label: t.block, change: 'block' as const },
    isOutranked &&
      isPermitted(channel, 'remove') && {
        key: 'remove',
        icon: 'leave',
        label: t.removeFromChannel,
        change: 'remove' as const,
        asked: true,
      },
    isOutranked &&
      isPermitted(channel, 'ban') && {
        key: 'ban',
        icon: 'blocked',
        label: t.ban,
        change: { banned: true },
        asked: true,
      },
  ];
  return actions.filter((action) => action !== false);
}
