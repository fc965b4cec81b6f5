// Settings: the users whom the signed-in user has blocked, and how to unblock them.
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { Avatar, useDisplayName } from '../users/user-view.tsx';
import { SettingsSection } from './settings-section.tsx';

/** The list of blocked users. */
export function BlockedUsersSettings({ chat: { blocked } }: { chat: Chat }) {
  const { busy, error, run } = useAction();
  const nameOf = useDisplayName();
  useEffect(() => void blocked.load(), [blocked]);
  const users = [...blocked.userIds.value].map((userId) => ({ userId, username: blocked.usernameOf(userId) }));
  return (
    <SettingsSection title={t.blockedUsers}>
      <p class="secondary">{users.length === 0 ? t.noBlockedUsers : t.blockedUsersHelp}</p>
      <FormError error={error} />
      <ul class="user-list">
        {users.map((user) => (
          <li key={user.userId}>
            <Avatar {...user} />
            <p>
              <strong dir="auto">{nameOf(user)}</strong>
            </p>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => run(() => blocked.unblock(user.userId))}
              aria-label={t.unblockUser(nameOf(user))}
            >
              {t.unblock}
            </button>
          </li>
        ))}
      </ul>
    </SettingsSection>
  );
}
