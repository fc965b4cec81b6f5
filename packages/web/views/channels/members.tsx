// The members of a channel, with the actions that the reader may perform on each.
import {
  type Channel,
  effectiveRoleOf,
  isPermitted,
  type Member,
  type MemberChange,
  type Members,
  outranks,
  type User,
} from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { Avatar, useProfile } from '../users/user-view.tsx';

type MemberListProps = { chat: Chat; channel: Channel };

/** Something that can be done to a member, and its label. */
type MemberAction = { key: string; label: string; change: MemberChange | 'remove' | 'block' | 'unblock' };

/** All members; for moderators also the muted users who are not members, and the banned users. */
export function MemberList({ chat: { membership, blocked, user }, channel }: MemberListProps) {
  const [members, setMembers] = useState<Members>();
  const { busy, error, run } = useAction();
  const { name } = channel;
  const load = async () => setMembers(await membership.moderation.listMembers(name));
  // The channel has a new epoch when a member was removed.
  useEffect(() => void run(load), [name, channel.epoch]);
  const perform = ({ change }: MemberAction, { userId, username }: User) =>
    run(async () => {
      if (change === 'block') return blocked.block({ userId, username });
      if (change === 'unblock') return blocked.unblock(userId);
      if (change === 'remove') await membership.moderation.removeMember(name, userId);
      else await membership.moderation.changeMember(name, userId, change);
      await load();
    });
  const now = Date.now();
  return (
    <section aria-label={t.members}>
      <h3>{members ? t.membersWithCount(members.members.length, members.more) : t.members}</h3>
      <FormError error={error} />
      <ul class="user-list">
        {members?.members.map((member) => (
          <li key={member.userId}>
            <Avatar userId={member.userId} username={member.username} />
            <p>
              <MemberName {...member} self={member.userId === user.userId} />
              <span class="secondary">
                {roleText(member, now)}
                {blocked.userIds.value.has(member.userId) && t.blockedAfterRole}
              </span>
            </p>
            <MemberActionMenu
              actions={
                member.userId === user.userId
                  ? []
                  : actionsFor(channel, member, blocked.userIds.value.has(member.userId), now)
              }
              username={member.username}
              busy={busy}
              perform={(action) => perform(action, member)}
            />
          </li>
        ))}
      </ul>
      <RestrictedUsers
        heading={t.mutedNonMembers}
        users={members?.muted ?? []}
        action={{ key: 'unmute', label: t.unmute, change: { mutedMinutes: 0 } }}
        busy={busy}
        perform={perform}
      />
      <RestrictedUsers
        heading={t.bannedUsers}
        users={members?.banned ?? []}
        action={{ key: 'unban', label: t.unban, change: { banned: false } }}
        busy={busy}
        perform={perform}
      />
    </section>
  );
}

type RestrictedUsersProps = {
  heading: string;
  users: readonly (User & { mutedUntil?: string })[];
  action: MemberAction;
  busy: boolean;
  perform: (action: MemberAction, user: User) => void;
};

function RestrictedUsers({ heading, users, action, busy, perform }: RestrictedUsersProps) {
  if (users.length === 0) return null;
  return (
    <>
      <h3>{heading}</h3>
      <ul class="user-list">
        {users.map(({ userId, username, mutedUntil }) => (
          <li key={userId}>
            <p>
              <span dir="auto">{username}</span>
              {mutedUntil && <span class="secondary">{t.mutedUntil(mutedUntil)}</span>}
            </p>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => perform(action, { userId, username })}
              aria-label={t.actionOn(action.label, username)}
            >
              {action.label}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function MemberName({ userId, username, self }: { userId: string; username: string; self: boolean }) {
  const { displayName } = useProfile(userId) ?? {};
  return (
    <strong dir="auto">
      {displayName ?? username}
      {self && t.youAfterName}
    </strong>
  );
}

type MemberActionMenuProps = {
  actions: readonly MemberAction[];
  username: string;
  busy: boolean;
  perform: (action: MemberAction) => void;
};

// A select that does nothing until its button is pressed: with the arrow keys, users pass over every action.
function MemberActionMenu({ actions, username, busy, perform }: MemberActionMenuProps) {
  const [key, setKey] = useState('');
  const chosen = actions.find((action) => action.key === key);
  if (actions.length === 0) return null;
  const confirm = () => {
    if (chosen) perform(chosen);
    setKey('');
  };
  return (
    <span class="member-actions">
      <select
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        aria-label={t.memberActionsFor(username)}
      >
        <option value="">{t.memberActions}</option>
        {actions.map((action) => (
          <option key={action.key} value={action.key}>
            {action.label}
          </option>
        ))}
      </select>
      {chosen && (
        <button
          type="button"
          class="button destructive"
          disabled={busy}
          onClick={confirm}
          aria-label={t.actionOn(chosen.label, username)}
        >
          {chosen.label}
        </button>
      )}
    </span>
  );
}

function actionsFor(channel: Channel, member: Member, blocked: boolean, now: number): MemberAction[] {
  const isOutranked = outranks(channel.effectiveRole, effectiveRoleOf({ role: member.role }, false, now));
  const actions: (MemberAction | false)[] = [
    ...(isPermitted(channel, 'set-role')
      ? (['owner', 'moderator', 'member'] as const).map(
          (role) => role !== member.role && { key: role, label: t.makeRole[role], change: { role } },
        )
      : []),
    ...(isOutranked && member.role !== 'owner' && isPermitted(channel, 'mute')
      ? member.mutedUntil
        ? [{ key: 'unmute', label: t.unmute, change: { mutedMinutes: 0 } }]
        : [
            { key: 'mute', label: t.mute.hour, change: { mutedMinutes: 60 } },
            { key: 'mute-day', label: t.mute.day, change: { mutedMinutes: 1_440 } },
          ]
      : []),
    isOutranked &&
      isPermitted(channel, 'remove') && { key: 'remove', label: t.removeFromChannel, change: 'remove' as const },
    isOutranked && isPermitted(channel, 'ban') && { key: 'ban', label: t.ban, change: { banned: true } },
    blocked
      ? { key: 'unblock', label: t.unblock, change: 'unblock' as const }
      : { key: 'block', label: t.block, change: 'block' as const },
  ];
  return actions.filter((action) => action !== false);
}

function roleText({ role, mutedUntil }: Member, now: number): string {
  const muted = mutedUntil !== undefined && Date.parse(mutedUntil) > now;
  const name = t.roleNames[role];
  return muted ? t.roleMutedUntil(name, mutedUntil) : name;
}
