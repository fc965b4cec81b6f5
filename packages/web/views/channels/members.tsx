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
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';
import { Avatar, useProfile } from '../users/user-view.tsx';

type MembersProps = { chat: Chat; channel: Channel };

/** What is chosen for somebody, and the words for it. */
type Deed = { key: string; words: string; change: MemberChange | 'remove' | 'block' | 'unblock' };

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
    <section aria-label="Members">
      <h3>{known ? `Members (${known.members.length}${known.more ? ' and more' : ''})` : 'Members'}</h3>
      <ProblemLine problem={problem} />
      <ul class="people-list">
        {known?.members.map((member) => (
          <li key={member.userId}>
            <Avatar userId={member.userId} username={member.username} />
            <p>
              <Name {...member} self={member.userId === person.userId} />
              <span class="quiet">
                {roleWords(member, now)}
                {blocked.userIds.value.has(member.userId) && ', blocked by you'}
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
          <h3>May not come back</h3>
          <ul class="people-list">
            {known.banned.map(({ userId, username }) => (
              <li key={userId}>
                <p dir="auto">{username}</p>
                <button
                  type="button"
                  class="button"
                  disabled={busy}
                  onClick={() => act({ key: '', words: '', change: { banned: false } }, userId)}
                  aria-label={`Let ${username} come back`}
                >
                  Let come back
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
      {self && ' (you)'}
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
        aria-label={`What to do with ${username}`}
      >
        <option value="">Change…</option>
        {deeds.map((deed) => (
          <option key={deed.key} value={deed.key}>
            {deed.words}
          </option>
        ))}
      </select>
      {chosen && (
        <button
          type="button"
          class="button danger"
          disabled={busy}
          onClick={done}
          aria-label={`${chosen.words}: ${username}`}
        >
          Do it
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
          (role) => role !== member.role && { key: role, words: `Make ${ROLES[role]}`, change: { role } },
        )
      : []),
    ...(below && isPermitted(channel, 'mute')
      ? member.mutedUntil
        ? [{ key: 'unmute', words: 'Let speak again', change: { mutedMinutes: 0 } }]
        : [
            { key: 'mute', words: 'Mute for an hour', change: { mutedMinutes: 60 } },
            { key: 'mute-day', words: 'Mute for a day', change: { mutedMinutes: 1_440 } },
          ]
      : []),
    below && isPermitted(channel, 'remove') && { key: 'remove', words: 'Remove', change: 'remove' as const },
    below && isPermitted(channel, 'ban') && { key: 'ban', words: 'Remove for good', change: { banned: true } },
    blocked
      ? { key: 'unblock', words: 'Unblock for you', change: 'unblock' as const }
      : { key: 'block', words: 'Block for you', change: 'block' as const },
  ];
  return deeds.filter((deed) => deed !== false);
}

const ROLES = { owner: 'an owner', moderator: 'a moderator', member: 'a member' } as const;

function roleWords({ role, mutedUntil }: Member, now: number): string {
  const muted = mutedUntil !== undefined && Date.parse(mutedUntil) > now;
  return muted ? `${role}, muted until ${new Date(mutedUntil).toLocaleString()}` : role;
}
