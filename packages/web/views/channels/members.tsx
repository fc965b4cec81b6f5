// The members of a channel, and what can be done to each.
import {
  type Channel,
  effectiveRoleOf,
  isPermitted,
  type Member,
  type MemberChange,
  type Members,
  outranks,
} from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';
import { Avatar, useProfile } from '../users/user-view.tsx';

type MembersProps = { chat: Chat; channel: Channel };

/** What is chosen for somebody, and the words for it. */
type Deed = { key: string; label: string; change: MemberChange | 'remove' | 'block' | 'unblock' };

/** Everybody in the channel; for those who may, with a choice beside each. */
export function MembersList({ chat: { membership, blocked, person }, channel }: MembersProps) {
  const [known, setKnown] = useState<Members>();
  const { busy, problem, attempt } = useAttempt();
  const { name } = channel;
  const read = async () => setKnown(await membership.ruling.members(name));
  // An epoch goes on when somebody was taken out.
  useEffect(() => void attempt(read), [name, channel.epoch]);
  const act = ({ change }: Deed, userId: string) =>
    attempt(async () => {
      if (change === 'block') return blocked.block(userId);
      if (change === 'unblock') return blocked.unblock(userId);
      if (change === 'remove') await membership.ruling.remove(name, userId);
      else await membership.ruling.changeMember(name, userId, change);
      await read();
    });
  const now = Date.now();
  return (
    <section aria-label={t.members}>
      <h3>{known ? t.membersWithCount(known.members.length, known.more) : t.members}</h3>
      <ProblemLine problem={problem} />
      <ul class="people-list">
        {known?.members.map((member) => (
          <li key={member.userId}>
            <Avatar userId={member.userId} username={member.username} />
            <p>
              <Name {...member} self={member.userId === person.userId} />
              <span class="quiet">
                {roleWords(member, now)}
                {blocked.userIds.value.has(member.userId) && t.blockedAfterRole}
              </span>
            </p>
            <Deeds
              deeds={
                member.userId === person.userId
                  ? []
                  : deedsFor(channel, member, blocked.userIds.value.has(member.userId), now)
              }
              username={member.username}
              busy={busy}
              act={(deed) => act(deed, member.userId)}
            />
          </li>
        ))}
      </ul>
      {known && known.banned.length > 0 && (
        <>
          <h3>{t.bannedUsers}</h3>
          <ul class="people-list">
            {known.banned.map(({ userId, username }) => (
              <li key={userId}>
                <p dir="auto">{username}</p>
                <button
                  type="button"
                  class="button"
                  disabled={busy}
                  onClick={() => act({ key: '', label: '', change: { banned: false } }, userId)}
                  aria-label={t.actionOn(t.unban, username)}
                >
                  {t.unban}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Name({ userId, username, self }: { userId: string; username: string; self: boolean }) {
  const { displayName } = useProfile(userId) ?? {};
  return (
    <strong dir="auto">
      {displayName ?? username}
      {self && t.youAfterName}
    </strong>
  );
}

type DeedsProps = { deeds: readonly Deed[]; username: string; busy: boolean; act: (deed: Deed) => void };

// A choice that does nothing until its button is pressed: arrows pass over all of them.
function Deeds({ deeds, username, busy, act }: DeedsProps) {
  const [key, setKey] = useState('');
  const chosen = deeds.find((deed) => deed.key === key);
  if (deeds.length === 0) return null;
  const done = () => {
    if (chosen) act(chosen);
    setKey('');
  };
  return (
    <span class="deeds">
      <select
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        aria-label={t.memberActionsFor(username)}
      >
        <option value="">{t.memberActions}</option>
        {deeds.map((deed) => (
          <option key={deed.key} value={deed.key}>
            {deed.label}
          </option>
        ))}
      </select>
      {chosen && (
        <button
          type="button"
          class="button danger"
          disabled={busy}
          onClick={done}
          aria-label={t.actionOn(chosen.label, username)}
        >
          {chosen.label}
        </button>
      )}
    </span>
  );
}

function deedsFor(channel: Channel, member: Member, blocked: boolean, now: number): Deed[] {
  const below = outranks(channel.effectiveRole, effectiveRoleOf({ role: member.role }, false, now));
  const deeds: (Deed | false)[] = [
    ...(isPermitted(channel, 'set-role')
      ? (['owner', 'moderator', 'member'] as const).map(
          (role) => role !== member.role && { key: role, label: t.makeRole[role], change: { role } },
        )
      : []),
    ...(below && isPermitted(channel, 'mute')
      ? member.mutedUntil
        ? [{ key: 'unmute', label: t.unmute, change: { mutedMinutes: 0 } }]
        : [
            { key: 'mute', label: t.mute.hour, change: { mutedMinutes: 60 } },
            { key: 'mute-day', label: t.mute.day, change: { mutedMinutes: 1_440 } },
          ]
      : []),
    below && isPermitted(channel, 'remove') && { key: 'remove', label: t.removeFromChannel, change: 'remove' as const },
    below && isPermitted(channel, 'ban') && { key: 'ban', label: t.ban, change: { banned: true } },
    blocked
      ? { key: 'unblock', label: t.unblock, change: 'unblock' as const }
      : { key: 'block', label: t.block, change: 'block' as const },
  ];
  return deeds.filter((deed) => deed !== false);
}

function roleWords({ role, mutedUntil }: Member, now: number): string {
  const muted = mutedUntil !== undefined && Date.parse(mutedUntil) > now;
  const name = t.roleNames[role];
  return muted ? t.roleMutedUntil(name, mutedUntil) : name;
}
