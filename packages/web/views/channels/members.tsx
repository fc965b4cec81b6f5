// The members of a channel: searched, ordered, and only those in view rendered, each with the actions that the reader may perform.
import { type Channel, isPermitted, type Members, type User } from '@parley/chat';
import { computed } from '@preact/signals';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import { foundMembers, orderedMembers } from '../../state/channels/member-order.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { UserPickerDialog } from '../users/user-picker.tsx';
import { ProfilesContext } from '../users/user-view.tsx';
import { type MemberAction, memberActions } from './member-actions.ts';
import { MemberRows } from './member-rows.tsx';
import { RestrictedUsers } from './restricted-users.tsx';

/** Each is a request of its own. */
const ADDED_AT_ONCE_MAX = 20;

type MemberListProps = { chat: Chat; channel: Channel };

/** All members; for moderators also the muted users who are not members, and the banned users. */
export function MemberList({ chat, channel }: MemberListProps) {
  const { blocked, user } = chat;
  const moderation = moderationApi(chat);
  const [adding, setAdding] = useState(false);
  const [members, setMembers] = useState<Members>();
  const [search, setSearch] = useState('');
  const { busy, error, run } = useAction();
  const profiles = useContext(ProfilesContext);
  const { name } = channel;
  const load = async () => setMembers(await moderation.listMembers(name));
  // The channel has a new epoch when a member was removed.
  useEffect(() => void run(load), [name, channel.epoch]);
  const perform = ({ change }: Pick<MemberAction, 'change'>, { userId, username }: User) =>
    void run(async () => {
      if (change === 'block') return blocked.block({ userId, username });
      if (change === 'unblock') return blocked.unblock(userId);
      if (change === 'remove') await moderation.removeMember(name, userId);
      else await moderation.changeMember(name, userId, change);
      await load();
    });
  // Ordered again only when the list or a name changes, and not with each message.
  const shown = useMemo(
    () =>
      computed(() => {
        const nameOf = ({ userId, username }: User) => profiles?.of(userId).value?.displayName ?? username;
        return foundMembers(orderedMembers(members?.members ?? [], nameOf, t.language), nameOf, search);
      }),
    [members, search, profiles],
  ).value;
  const actionsOf = (member: (typeof shown)[number]) =>
    member.userId === user.userId
      ? []
      : memberActions(channel, member, blocked.userIds.value.has(member.userId), Date.now());
  return (
    <section class="members" aria-label={t.members}>
      <h3>{members ? t.membersWithCount(members.members.length, members.more) : t.members}</h3>
      <input
        type="search"
        class="search-field"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
        placeholder={t.searchMembers}
        aria-label={t.searchMembers}
        autocomplete="off"
        spellcheck={false}
      />
      {channel.kind === 'private' && isPermitted(channel, 'invite') && (
        <div class="actions">
          <button type="button" class="button" onClick={() => setAdding(true)}>
            {t.addPeople}
          </button>
        </div>
      )}
      {adding && members && (
        <UserPickerDialog
          chat={chat}
          title={t.addPeople}
          label={t.people}
          submitLabel={t.add}
          most={ADDED_AT_ONCE_MAX}
          except={new Set(members.members.map(({ userId }) => userId))}
          submit={async (users) => {
            for (const { userId } of users) await moderation.addMember(name, userId);
            await load();
          }}
          close={() => setAdding(false)}
        />
      )}
      <FormError error={error} />
      {members && shown.length === 0 && (
        <p class="secondary" role="status">
          {t.noMembersFound}
        </p>
      )}
      <MemberRows
        members={shown}
        self={user.userId}
        blocked={blocked.userIds.value}
        actionsOf={actionsOf}
        perform={perform}
      />
      <RestrictedUsers
        heading={t.mutedNonMembers}
        users={members?.muted ?? []}
        label={t.unmute}
        busy={busy}
        end={(one) => perform({ change: { mutedMinutes: 0 } }, one)}
      />
      <RestrictedUsers
        heading={t.bannedUsers}
        users={members?.banned ?? []}
        label={t.unban}
        busy={busy}
        end={(one) => perform({ change: { banned: false } }, one)}
      />
    </section>
  );
}
